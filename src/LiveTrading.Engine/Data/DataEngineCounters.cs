namespace LiveTrading.Engine.Data;

/// <summary>What the <see cref="DataEngine"/> counted since its start. A copy taken at one moment.</summary>
public readonly record struct DataEngineCounters
{
    /// <summary>Messages received, whatever became of them.</summary>
    public long Messages { get; internal init; }

    /// <summary>Quotes taken.</summary>
    public long Quotes { get; internal init; }

    /// <summary>Trades taken.</summary>
    public long Trades { get; internal init; }

    /// <summary>Book differences received, those older than the snapshot included.</summary>
    public long BookUpdatesReceived { get; internal init; }

    /// <summary>Book differences applied.</summary>
    public long BookUpdates { get; internal init; }

    /// <summary>Book snapshots applied.</summary>
    public long Snapshots { get; internal init; }

    /// <summary>Venue candles taken, running and closed.</summary>
    public long VenueBars { get; internal init; }

    /// <summary>Bars published.</summary>
    public long BarsPublished { get; internal init; }

    /// <summary>Gaps in a book's sequence.</summary>
    public long Gaps { get; internal init; }

    /// <summary>Books that crossed, and quotes whose bid is at or above the offer.</summary>
    public long Crossed { get; internal init; }

    /// <summary>Snapshots asked for beyond the first of a subscription.</summary>
    public long Resyncs { get; internal init; }

    /// <summary>Snapshots that failed, timed out or were too old.</summary>
    public long SnapshotFailures { get; internal init; }

    /// <summary>Messages that are duplicates, out of order, or for data nobody wants; no effect.</summary>
    public long Ignored { get; internal init; }

    /// <summary>Messages whose content cannot be: no effect, but a book is resynchronised.</summary>
    public long Malformed { get; internal init; }

    /// <summary>Messages for a handle that is not in the cache; no effect.</summary>
    public long UnknownInstrument { get; internal init; }

    /// <summary>Trades too late for their bar; they are published, but in no bar.</summary>
    public long LateForBar { get; internal init; }

    /// <summary>Times data went stale.</summary>
    public long Stale { get; internal init; }
}
