using LiveTrading.Engine.Portfolios;
using LiveTrading.Engine.Risk;
using LiveTrading.Model;
using LiveTrading.Model.Accounts;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Journal;

/// <summary>Everything a journal tells at a start.</summary>
public sealed class RecoveredJournal
{
    /// <summary>The instance that writes the journal.</summary>
    public required uint Instance { get; init; }

    /// <summary>Number of the last record; 0 for an empty journal.</summary>
    public long LastSequence { get; internal set; }

    /// <summary>The last segment exists but its first record does not.</summary>
    public bool LastSegmentNeedsHeader { get; internal set; }

    /// <summary>Records read.</summary>
    public long Records { get; internal set; }

    /// <summary>Events that the state table refused while reading: 0 unless the journal was written by another version.</summary>
    public long IllegalEvents { get; internal set; }

    /// <summary>The last clean end stands at the end of the journal.</summary>
    public bool WasSealed { get; internal set; }

    /// <summary>Number of the last segment that a snapshot covers; 0 without a snapshot.</summary>
    public long SnapshotSegment { get; internal set; }

    /// <summary>The last run wrote at <see cref="JournalDurability.Disk"/> and got so far as to say so.</summary>
    public bool TellsSyncs { get; internal set; }

    /// <summary>Starts of the engine ever.</summary>
    public long StartCount { get; internal set; }

    /// <summary>Starts, oldest first; of those a snapshot covers only the first and the last.</summary>
    public List<JournalStart> Starts { get; } = [];

    /// <summary>Instruments that orders were made for.</summary>
    public List<Instrument> Instruments { get; } = [];

    /// <summary>Orders, oldest first, in the state the journal leaves them; of those a snapshot covers all that are open and the newest closed ones.</summary>
    public List<Order> Orders { get; } = [];

    /// <summary>The closed ones among <see cref="Orders"/>, in the order of closing.</summary>
    public IReadOnlyList<Order> ClosedOrders { get; internal set; } = [];

    /// <summary>Fills and busts that <see cref="Positions"/> do not contain, oldest first.</summary>
    public List<RecoveredFill> Fills { get; } = [];

    /// <summary>Positions of the engine and of each strategy as a snapshot has them.</summary>
    public List<PositionSnapshot> Positions { get; } = [];

    /// <summary>Fills that <see cref="Positions"/> contain and that may be told again, oldest first.</summary>
    public List<KnownFill> KnownFills { get; } = [];

    /// <summary>Baselines, oldest first.</summary>
    public List<BalanceBaseline> Baselines { get; } = [];

    /// <summary>Transfers, oldest first.</summary>
    public List<BalanceTransfer> Transfers { get; } = [];

    /// <summary>Sums of transfers before those.</summary>
    public List<CarriedTransfers> CarriedTransfers { get; } = [];

    /// <summary>Accepted adjustments, oldest first.</summary>
    public List<JournalAdjustment> Adjustments { get; } = [];

    /// <summary>Trades of others on the account, oldest first.</summary>
    public List<FillReport> ForeignTrades { get; } = [];

    /// <summary>Sums of what trades before those changed.</summary>
    public List<CarriedForeign> CarriedForeign { get; } = [];

    /// <summary>Start of the last complete reconciliation of each venue: every trade before it is in the journal.</summary>
    public Dictionary<VenueId, UnixNanos> Reconciled { get; } = [];

    /// <summary>From where losses are counted; null when none was recorded.</summary>
    public RiskBaselines? RiskBaselines { get; internal set; }

    /// <summary>The kill switch is latched: why and since when; null when it is not.</summary>
    public JournalKill? KillLatch { get; internal set; }

    /// <summary>Kill switches of single strategies that are latched.</summary>
    public Dictionary<StrategyId, JournalKill> StrategyKills { get; } = [];

    /// <summary>Time of the newest order event; 0 without one.</summary>
    public UnixNanos LastEventTime { get; internal set; }

    /// <summary>When each of <see cref="ClosedOrders"/> was closed: numbers of records.</summary>
    internal IReadOnlyList<long> ClosedAt { get; set; } = [];

    /// <summary>Baselines of an account that are not known to be complete: they do not count, unless what follows completes them.</summary>
    internal List<BalanceBaseline> OpenBaselines { get; } = [];

    /// <summary>Parts of risk baselines whose last part has not come: they do not count, unless what follows completes them.</summary>
    internal List<RiskBaselines> OpenRiskParts { get; } = [];

    /// <summary>How many parts those would be.</summary>
    internal int OpenRiskPartCount { get; set; }

    /// <summary>Header of the last segment read.</summary>
    internal SegmentHeader LastSegment { get; set; }

    /// <summary>Sentences for the log, such as that a half-written record was cut off.</summary>
    public List<string> Warnings { get; } = [];
}
