using LiveTrading.Model;

namespace LiveTrading.Engine.Recording;

/// <summary>The first place where a replay did something else than the recorded session.</summary>
/// <param name="Record">Number of the record, from 1.</param>
/// <param name="Time">Wall time of the session there.</param>
/// <param name="Expected">What the session did.</param>
/// <param name="Actual">What the replay did.</param>
public sealed record ReplayDifference(long Record, UnixNanos Time, string Expected, string Actual);
