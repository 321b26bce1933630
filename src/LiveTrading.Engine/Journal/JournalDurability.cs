namespace LiveTrading.Engine.Journal;

/// <summary>What a record must have survived before the request it speaks of is handed over.</summary>
public enum JournalDurability : byte
{
    /// <summary>The end of the process, killed or not. No wait: the record is written and the request goes out.</summary>
    Process,

    /// <summary>The end of the host too: an order or a change in place is held until its record is on the disk.</summary>
    Disk,
}
