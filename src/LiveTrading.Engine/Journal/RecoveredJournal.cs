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

    /// <summary>Starts, oldest first.</summary>
    public List<JournalStart> Starts { get; } = [];

    /// <summary>Instruments that orders were made for.</summary>
    public List<Instrument> Instruments { get; } = [];

    /// <summary>All orders, oldest first, in the state the journal leaves them.</summary>
    public List<Order> Orders { get; } = [];

    /// <summary>All fills and busts, oldest first.</summary>
    public List<RecoveredFill> Fills { get; } = [];

    /// <summary>Baselines, oldest first.</summary>
    public List<BalanceBaseline> Baselines { get; } = [];

    /// <summary>Transfers, oldest first.</summary>
    public List<BalanceTransfer> Transfers { get; } = [];

    /// <summary>Accepted adjustments, oldest first.</summary>
    public List<JournalAdjustment> Adjustments { get; } = [];

    /// <summary>Trades of others on the account, oldest first.</summary>
    public List<FillReport> ForeignTrades { get; } = [];

    /// <summary>Start of the last complete reconciliation of each venue: every trade before it is in the journal.</summary>
    public Dictionary<VenueId, UnixNanos> Reconciled { get; } = [];

    /// <summary>From where losses are counted; null when none was recorded.</summary>
    public RiskBaselines? RiskBaselines { get; internal set; }

    /// <summary>The kill switch is latched: why and since when; null when it is not.</summary>
    public JournalKill? KillLatch { get; internal set; }

    /// <summary>Time of the newest order event; 0 without one.</summary>
    public UnixNanos LastEventTime { get; internal set; }

    /// <summary>Sentences for the log, such as that a half-written record was cut off.</summary>
    public List<string> Warnings { get; } = [];
}
