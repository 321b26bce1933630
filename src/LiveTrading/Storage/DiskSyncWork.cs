using Microsoft.Win32.SafeHandles;

namespace LiveTrading.Storage;

/// <summary>What one sync of the journal forces onto the disk, in this order.</summary>
/// <param name="Files">The journal's names.</param>
/// <param name="Earlier">Numbers of segments that are written no more; mostly none. One that a compaction has retired meanwhile is passed over: what stands for it was forced out before it took its name.</param>
/// <param name="Last">The segment that is written to; null before the first.</param>
/// <param name="Directory">The directory, when its entries changed; null otherwise.</param>
internal readonly record struct DiskSyncWork(JournalFiles Files, IReadOnlyList<long> Earlier, SafeFileHandle? Last, string? Directory)
{
    /// <summary>Only the segment that is written to: what almost every sync is.</summary>
    public bool IsLastAlone => Earlier.Count == 0 && Directory is null && Last is not null;
}
