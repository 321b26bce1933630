using LiveTrading.Engine.Journal;

namespace LiveTrading;

/// <summary>The order journal: where it lies and what it survives.</summary>
public sealed class JournalOptions
{
    /// <summary>Directory, made if missing; default <c>journal</c> below the working directory. One engine at a time.</summary>
    public string Directory { get; set; } = "journal";

    /// <summary>Size of one preallocated segment in bytes; default 16 MiB, 64 KiB to 1 GiB.</summary>
    public int SegmentBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary><c>Process</c> (default): an order's record survives the end of the process. <c>Disk</c>: the end of the host too; every order waits for the disk first.</summary>
    public JournalDurability Durability { get; set; }

    /// <summary>Full segments from which on they are made into one snapshot while the engine runs; 0: never. Default 4; at most 1,000.</summary>
    public int CompactAfter { get; set; } = 4;

    /// <summary>Keep what a snapshot replaced in the directory <c>archive</c>, for audits and repairs; otherwise it is deleted. Default true.</summary>
    public bool Archive { get; set; } = true;
}
