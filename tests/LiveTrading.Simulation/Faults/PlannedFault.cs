namespace LiveTrading.Simulation.Faults;

/// <summary>A fault of a scenario.</summary>
/// <param name="AtNanos">When, from the start of the world.</param>
/// <param name="Name">What.</param>
/// <param name="Seed">Rules its particulars.</param>
internal sealed record PlannedFault(long AtNanos, FaultName Name, ulong Seed);
