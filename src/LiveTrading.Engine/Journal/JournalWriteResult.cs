namespace LiveTrading.Engine.Journal;

/// <summary>How an append to the journal ended. Everything but <see cref="Written"/> means: not recorded, so nothing may be sent on its strength.</summary>
public enum JournalWriteResult : byte
{
    /// <summary>Recorded: it survives the end of the process.</summary>
    Written,

    /// <summary>The segment has no room; a new one must be started. Seen only between journal and storage.</summary>
    SegmentFull,

    /// <summary>The disk or quota is full.</summary>
    DiskFull,

    /// <summary>The file may not be written.</summary>
    PermissionDenied,

    /// <summary>The record is larger than a record may be.</summary>
    TooLarge,

    /// <summary>Any other failure of the storage.</summary>
    Failed,

    /// <summary>An earlier write failed, or the journal is sealed: nothing is written any more.</summary>
    Closed,
}
