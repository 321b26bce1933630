namespace LiveTrading.Venues.Simulated.Faults;

/// <summary>A fault to inject.</summary>
public sealed record VenueFault
{
    /// <summary>What goes wrong.</summary>
    public required FaultKind Kind { get; init; }

    /// <summary>How often; default 1; 0: until cleared. With a <see cref="Duration"/>, 0 and 1 mean any number of times within it.</summary>
    public int Count { get; init; } = 1;

    /// <summary>For how long from now; default zero: until the count is used up.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>How late, or when to come again; default 1 s; 0 to 1 hour.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Status of injected errors, 400 to 599; default 504.</summary>
    public int Status { get; init; } = 504;

    /// <summary>Code of injected errors; default −1007.</summary>
    public int Code { get; init; } = -1007;

    /// <summary>Only requests of this WebSocket API method, such as <c>order.place</c>, or its REST twin; null: any order request.</summary>
    public string? Method { get; init; }

    /// <summary>What is wrong; empty when all is well.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        if (!Enum.IsDefined(Kind))
            problems.Add($"Kind is {Kind}; allowed are {string.Join(", ", Enum.GetNames<FaultKind>())}.");
        if (Count < 0)
            problems.Add($"Count is {Count}; allowed is 0 or more.");
        if (Duration < TimeSpan.Zero || Duration > TimeSpan.FromDays(1))
            problems.Add($"Duration is {Duration}; allowed is 0 to 1 day.");
        if (Delay < TimeSpan.Zero || Delay > TimeSpan.FromHours(1))
            problems.Add($"Delay is {Delay}; allowed is 0 to 1 hour.");
        if (Status is < 400 or > 599)
            problems.Add($"Status is {Status}; allowed is 400 to 599.");
        return problems;
    }
}
