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
}
