namespace LiveTrading.Engine.Journal;

/// <summary>The header of a record.</summary>
/// <param name="Length">Bytes of the record, header included.</param>
/// <param name="Sequence">Number of the record, counted over all segments from 1.</param>
/// <param name="Kind">What its payload is.</param>
/// <param name="Version">Version of the format it was written with.</param>
public readonly record struct JournalRecordHeader(int Length, long Sequence, JournalRecordKind Kind, byte Version);
