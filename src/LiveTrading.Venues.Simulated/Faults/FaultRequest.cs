namespace LiveTrading.Venues.Simulated.Faults;

/// <summary>A fault as JSON brings it: what is left out takes the default of <see cref="VenueFault"/>.</summary>
internal sealed class FaultRequest
{
    public FaultKind? Kind { get; set; }

    public int? Count { get; set; }

    public TimeSpan? Duration { get; set; }

    public TimeSpan? Delay { get; set; }

    public int? Status { get; set; }

    public int? Code { get; set; }

    public string? Method { get; set; }

    /// <summary>Null when there is no kind.</summary>
    public VenueFault? ToFault()
    {
        if (Kind is not { } kind)
            return null;
        var defaults = new VenueFault { Kind = kind };
        return defaults with
        {
            Count = Count ?? defaults.Count,
            Duration = Duration ?? defaults.Duration,
            Delay = Delay ?? defaults.Delay,
            Status = Status ?? defaults.Status,
            Code = Code ?? defaults.Code,
            Method = Method,
        };
    }
}
