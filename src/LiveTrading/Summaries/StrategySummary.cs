namespace LiveTrading.Summaries;

/// <summary>What one strategy did.</summary>
public sealed record StrategySummary
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Its state at the end.</summary>
    public required string State { get; init; }

    /// <summary>Orders it submitted.</summary>
    public long Orders { get; init; }

    /// <summary>Trades its orders made since the start.</summary>
    public long Fills { get; init; }

    /// <summary>Its realised profit in the quote currency, before fees.</summary>
    public string RealizedPnl { get; init; } = "0";
}
