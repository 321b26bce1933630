using LiveTrading.Engine.Execution;
using LiveTrading.Engine.Journal;
using LiveTrading.IO.Simulated;
using LiveTrading.Simulation.Faults;
using LiveTrading.Simulation.Strategies;

namespace LiveTrading.Simulation.Scenarios;

/// <summary>Everything a seed decides before a world begins.</summary>
internal sealed record Scenario
{
    public required ulong Seed { get; init; }

    public required IReadOnlyList<string> Symbols { get; init; }

    /// <summary>Market events a second and symbol.</summary>
    public required double EventsPerSecond { get; init; }

    public required double Volatility { get; init; }

    public required decimal LevelNotional { get; init; }

    public required SimulatedLink Link { get; init; }

    public required ExecutionOptions Execution { get; init; }

    public required TimeSpan ReceiveWindow { get; init; }

    public required TimeSpan HeartbeatInterval { get; init; }

    public required TimeSpan ReconnectMax { get; init; }

    public required TimeSpan StopTimeout { get; init; }

    public required bool EnforceRateLimits { get; init; }

    public required int JournalSegmentBytes { get; init; }

    /// <summary>Segments after which the journal is compacted; 0: never.</summary>
    public required int CompactAfter { get; init; }

    public required JournalDurability Durability { get; init; }

    /// <summary>How long a sync takes.</summary>
    public required long SyncNanos { get; init; }

    /// <summary>How far the engine's wall clock is ahead of the venue's at the start.</summary>
    public required long WallOffsetNanos { get; init; }

    /// <summary>How long it trades before everything is mended and must come to rest.</summary>
    public required long TradingNanos { get; init; }

    public required IReadOnlyList<TraderPlan> Traders { get; init; }

    /// <summary>In the order of time.</summary>
    public required IReadOnlyList<PlannedFault> Faults { get; init; }
}
