using LiveTrading.Model;

namespace LiveTrading.Engine.Journal;

/// <summary>First record of a segment.</summary>
/// <param name="Instance">The engine instance that writes this journal.</param>
/// <param name="Segment">Number of the segment.</param>
/// <param name="Created">When it was started.</param>
public readonly record struct SegmentHeader(uint Instance, long Segment, UnixNanos Created);
