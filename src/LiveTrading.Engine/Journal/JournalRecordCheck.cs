namespace LiveTrading.Engine.Journal;

/// <summary>What stands at a place in a segment.</summary>
public enum JournalRecordCheck : byte
{
    /// <summary>A whole record with the right checksum.</summary>
    Valid,

    /// <summary>Nothing: zeros.</summary>
    End,

    /// <summary>Something that is no whole record.</summary>
    Damaged,
}
