namespace LiveTrading.IO.Simulated;

/// <summary>How a <see cref="SimulatedEventLoop"/> starts.</summary>
public sealed record SimulatedLoopOptions
{
    /// <summary>Rules every random choice of the simulation; default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Wall time at the start, nanoseconds since 1970 UTC; default 2026-01-01T00:00:00Z.</summary>
    public long StartWallNanos { get; init; } = 1_767_225_600_000_000_000;

    /// <summary>What new connections of the network are like.</summary>
    public SimulatedLink Link { get; init; } = SimulatedLink.Default;
}
