namespace LiveTrading.Benchmarks.Harness;

/// <summary>How a row stands to its target.</summary>
internal enum Verdict
{
    /// <summary>No target of its own: shown for comparison or growth.</summary>
    None,

    /// <summary>The median is within the target.</summary>
    Held,

    /// <summary>It is not.</summary>
    Missed,
}
