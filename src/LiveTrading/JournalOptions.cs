namespace LiveTrading;

/// <summary>Where the order journal lies.</summary>
public sealed class JournalOptions
{
    /// <summary>Directory, made if missing; default <c>journal</c> below the working directory. One engine at a time.</summary>
    public string Directory { get; set; } = "journal";

    /// <summary>Size of one preallocated segment in bytes; default 16 MiB, 64 KiB to 1 GiB.</summary>
    public int SegmentBytes { get; set; } = 16 * 1024 * 1024;
}
