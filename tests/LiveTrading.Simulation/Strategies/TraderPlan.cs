namespace LiveTrading.Simulation.Strategies;

/// <summary>The character of a random strategy: how often it acts, and how likely each act is.</summary>
internal sealed record TraderPlan
{
    public required string Name { get; init; }

    public required string Character { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>Indices of the symbols it trades.</summary>
    public required IReadOnlyList<string> Symbols { get; init; }

    /// <summary>Time between two acts.</summary>
    public required long PeriodNanos { get; init; }

    /// <summary>Open orders at most.</summary>
    public required int MaxOpen { get; init; }

    /// <summary>Weights of the acts, by <see cref="TraderAct"/>.</summary>
    public required IReadOnlyList<int> Weights { get; init; }

    /// <summary>How often it reacts at once, within the call, to what it is told about an order.</summary>
    public double Reacts { get; init; }

    public override string ToString() => $"{Name}: {Character} of {string.Join(", ", Symbols)}, every {PeriodNanos / 1_000_000} ms, up to {MaxOpen} orders";
}
