using LiveTrading.Engine.Ports;

namespace LiveTrading.Engine.Data;

/// <summary>Spaces the snapshot requests to one venue: each gets the next free moment. O(1).</summary>
internal sealed class SnapshotPacer(IDataClient client, long intervalNanos)
{
    private long _nextFree = long.MinValue;

    internal IDataClient Client { get; } = client;

    /// <summary>Books a moment at or after <paramref name="wanted"/>.</summary>
    internal long Reserve(long wanted)
    {
        long due = Math.Max(wanted, _nextFree);
        _nextFree = due + intervalNanos;
        return due;
    }
}
