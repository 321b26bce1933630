namespace LiveTrading.Engine.Data;

/// <summary>Why an order book is not valid.</summary>
public enum BookInvalidReason : byte
{
    /// <summary>It is valid.</summary>
    None,

    /// <summary>Nobody subscribed to it.</summary>
    NotSubscribed,

    /// <summary>Subscribed, no feed yet.</summary>
    Starting,

    /// <summary>The feed is lost.</summary>
    FeedLost,

    /// <summary>Updates are missing in the venue's sequence.</summary>
    Gap,

    /// <summary>The best bid is at or above the best offer.</summary>
    Crossed,

    /// <summary>The venue sent what cannot be: a price of zero or below, a negative quantity, a sequence range that ends before it begins.</summary>
    Malformed,

    /// <summary>More levels than a side may hold.</summary>
    TooManyLevels,

    /// <summary>More updates waited for the snapshot than the buffer holds.</summary>
    BufferOverflow,

    /// <summary>The snapshot is older than the first buffered update: another one is asked for.</summary>
    SnapshotTooOld,

    /// <summary>The snapshot did not come: another one is asked for.</summary>
    SnapshotFailed,
}
