namespace LiveTrading.WireBench.Contests;

/// <summary>What is measured and beside what.</summary>
internal sealed record ContestOptions
{
    public required IReadOnlyList<Scenario> Scenarios { get; init; }

    /// <summary>By <see cref="Contender.Client"/>; empty: all that there are.</summary>
    public required IReadOnlyList<string> Clients { get; init; }

    /// <summary>In each, every contender runs once.</summary>
    public required int Rounds { get; init; }

    /// <summary>For each client and kind of work, before its first run.</summary>
    public required double WarmupSeconds { get; init; }

    /// <summary>Null: a process of our own.</summary>
    public ServerPlace? Server { get; init; }

    /// <summary>Null: without.</summary>
    public FloorProgram? Floor { get; init; }
}
