namespace LiveTrading.Benchmarks.Harness;

/// <summary>What a contender needed.</summary>
/// <param name="Name">The contender.</param>
/// <param name="Value">Per unit over the rounds, in the row's unit.</param>
/// <param name="BytesAllocated">Per unit, over all rounds.</param>
/// <param name="Ratio">Its value by that of the row's subject, round by round; the subject's own is 1.</param>
internal sealed record Measurement(string Name, Statistics Value, double BytesAllocated, Statistics Ratio);
