namespace LiveTrading.Engine.Recording;

/// <summary>What a block says of itself.</summary>
/// <param name="Number">1, 2, 3 …</param>
/// <param name="FirstRecord">Number of its first record, from 1 over the whole recording.</param>
/// <param name="MonotonicNanos">Monotonic time before its first record.</param>
/// <param name="WallNanos">Wall time before its first record.</param>
internal readonly record struct RecordingBlockHeader(long Number, long FirstRecord, long MonotonicNanos, long WallNanos);
