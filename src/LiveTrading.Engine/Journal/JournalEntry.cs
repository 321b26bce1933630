namespace LiveTrading.Engine.Journal;

/// <summary>A record as people and tools read it.</summary>
/// <param name="Sequence">Its number over all segments.</param>
/// <param name="Segment">Segment it stands in.</param>
/// <param name="Offset">Byte offset within it.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Fields">Its fields in reading order, invariant culture; empty ones are left out.</param>
public sealed record JournalEntry(long Sequence, long Segment, int Offset, JournalRecordKind Kind, IReadOnlyDictionary<string, string> Fields);
