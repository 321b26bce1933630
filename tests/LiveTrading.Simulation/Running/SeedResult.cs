using LiveTrading.Simulation.Faults;
using LiveTrading.Simulation.Reporting;
using LiveTrading.Simulation.Scenarios;

namespace LiveTrading.Simulation.Running;

/// <summary>What became of a seed.</summary>
internal sealed record SeedResult
{
    public required Scenario Scenario { get; init; }

    /// <summary>What broke, in the order of time; empty when nothing did.</summary>
    public required IReadOnlyList<string> Broken { get; init; }

    public required ulong Hash { get; init; }

    public required FaultCoverage Coverage { get; init; }

    public required Story Story { get; init; }

    public required long Orders { get; init; }

    public required long Fills { get; init; }

    public required long Starts { get; init; }

    public required double VirtualSeconds { get; init; }

    public ulong Seed => Scenario.Seed;
}
