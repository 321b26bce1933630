namespace LiveTrading.Engine.Journal;

/// <summary>What a journal record holds. Numbers are on disk: never renumber.</summary>
public enum JournalRecordKind : byte
{
    /// <summary>Not a record; a preallocated segment is filled with it.</summary>
    None = 0,

    /// <summary>First record of every segment: format, instance, segment number.</summary>
    SegmentHeader = 1,

    /// <summary>A start of the engine: instance and start epoch of its client order ids.</summary>
    Start = 2,

    /// <summary>An instrument's identity and currencies, before its first order of a session.</summary>
    Instrument = 3,

    /// <summary>A new order with everything that never changes; it is pending from here on.</summary>
    Order = 4,

    /// <summary>Something happened to an order.</summary>
    OrderEvent = 5,

    /// <summary>What an account held of a currency that is not this engine's doing.</summary>
    Baseline = 6,

    /// <summary>Money that moved without a trade.</summary>
    Transfer = 7,

    /// <summary>A person explained a difference.</summary>
    Adjustment = 8,

    /// <summary>The kill switch was engaged.</summary>
    KillLatch = 9,

    /// <summary>A person released the kill switch.</summary>
    KillRelease = 10,

    /// <summary>From where losses are counted.</summary>
    RiskBaselines = 11,

    /// <summary>Clean end: everything was flushed and the engine stopped in order.</summary>
    Seal = 12,

    /// <summary>A complete reconciliation of a venue.</summary>
    Reconciled = 13,

    /// <summary>All records up to a number are on the disk. Written at <see cref="JournalDurability.Disk"/> after each sync.</summary>
    Synced = 14,

    /// <summary>One of several records that together say from where losses are counted: more strategies than one record holds.</summary>
    RiskBaselinesPart = 15,

    /// <summary>All baselines of an account are recorded; without it they do not count, since the engine died in between.</summary>
    BaselinesComplete = 16,

    /// <summary>A trade that others made on the same account.</summary>
    ForeignTrade = 20,

    /// <summary>First record of a snapshot: what it stands for.</summary>
    Snapshot = 30,

    /// <summary>In a snapshot: an order as it stood.</summary>
    SnapshotOrder = 31,

    /// <summary>In a snapshot: a fill that its positions contain.</summary>
    SnapshotFill = 32,

    /// <summary>In a snapshot: a position of the engine or of a strategy.</summary>
    SnapshotPosition = 33,

    /// <summary>In a snapshot: commissions in one currency, of the position before it.</summary>
    SnapshotCommission = 34,

    /// <summary>In a snapshot: the sum of old transfers.</summary>
    SnapshotTransfers = 35,

    /// <summary>In a snapshot: the sum of what old trades of others changed.</summary>
    SnapshotForeign = 36,

    /// <summary>Last record of a snapshot: it is whole.</summary>
    SnapshotEnd = 37,
}
