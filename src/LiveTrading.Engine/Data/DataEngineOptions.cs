using LiveTrading.Model;

namespace LiveTrading.Engine.Data;

/// <summary>Bounds and times of the <see cref="DataEngine"/>.</summary>
public sealed class DataEngineOptions
{
    /// <summary>Silence after which subscribed data is said to be stale. Nanoseconds; 0: never; else 100 ms to 1 h; default 10 s. Said at most a quarter of it late.</summary>
    public long StaleAfterNanos { get; init; } = 10 * UnixNanos.PerSecond;

    /// <summary>Book updates that may wait for a snapshot, per instrument. 1 to 1,000,000; default 10,000. One more: they are dropped and the synchronisation begins anew.</summary>
    public int MaxBufferedUpdates { get; init; } = 10_000;

    /// <summary>Levels in those updates together. 100 to 100,000,000; default 1,000,000. One more: as above.</summary>
    public int MaxBufferedLevels { get; init; } = 1_000_000;

    /// <summary>Wait before the second attempt to synchronise a book; each further one doubles it. Nanoseconds, 1 ms to 1 min; default 250 ms. The first attempt is immediate.</summary>
    public long ResyncBaseNanos { get; init; } = 250 * UnixNanos.PerMillisecond;

    /// <summary>Longest wait before an attempt to synchronise. Nanoseconds, from the base to 1 h; default 30 s.</summary>
    public long ResyncMaxNanos { get; init; } = 30 * UnixNanos.PerSecond;

    /// <summary>A book valid for so long starts again with an immediate attempt when it breaks. Nanoseconds, 0 to 1 h; default 30 s.</summary>
    public long ResyncStableNanos { get; init; } = 30 * UnixNanos.PerSecond;

    /// <summary>Least time between two snapshot requests to one venue, all instruments together. Nanoseconds, 0 to 1 min; default 100 ms.</summary>
    public long SnapshotIntervalNanos { get; init; } = 100 * UnixNanos.PerMillisecond;

    /// <summary>A snapshot not answered for so long has failed. Nanoseconds, 10 ms to 10 min; default 10 s.</summary>
    public long SnapshotTimeoutNanos { get; init; } = 10 * UnixNanos.PerSecond;

    /// <summary>Compares every book with the venue's own best bid and offer while it runs: see <see cref="BookConsistencyCheck"/>. Only meaningful where both come over one connection. Default false.</summary>
    public bool CheckBookConsistency { get; init; }

    /// <summary>Checks every bound.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range; the message says which and what is allowed.</exception>
    public void Validate()
    {
        const long millisecond = UnixNanos.PerMillisecond;
        const long minute = 60 * UnixNanos.PerSecond;
        if (StaleAfterNanos != 0)
            Check(StaleAfterNanos, 100 * millisecond, 60 * minute, nameof(StaleAfterNanos));
        Check(MaxBufferedUpdates, 1, 1_000_000, nameof(MaxBufferedUpdates));
        Check(MaxBufferedLevels, 100, 100_000_000, nameof(MaxBufferedLevels));
        Check(ResyncBaseNanos, millisecond, minute, nameof(ResyncBaseNanos));
        Check(ResyncMaxNanos, ResyncBaseNanos, 60 * minute, nameof(ResyncMaxNanos));
        Check(ResyncStableNanos, 0, 60 * minute, nameof(ResyncStableNanos));
        Check(SnapshotIntervalNanos, 0, minute, nameof(SnapshotIntervalNanos));
        Check(SnapshotTimeoutNanos, 10 * millisecond, 10 * minute, nameof(SnapshotTimeoutNanos));
    }

    private static void Check(long value, long least, long most, string name)
    {
        if (value < least || value > most)
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be {least} to {most}.");
    }
}
