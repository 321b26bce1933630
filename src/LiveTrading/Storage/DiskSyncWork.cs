using Microsoft.Win32.SafeHandles;

namespace LiveTrading.Storage;

/// <summary>What one sync of the journal forces onto the disk, in this order.</summary>
/// <param name="Earlier">Paths of segments that are written no more; mostly none.</param>
/// <param name="Last">The segment that is written to; null before the first.</param>
/// <param name="Directory">The directory, when its entries changed; null otherwise.</param>
internal sealed record DiskSyncWork(IReadOnlyList<string> Earlier, SafeFileHandle? Last, string? Directory);
