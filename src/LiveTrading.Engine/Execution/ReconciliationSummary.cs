using LiveTrading.Model;
using LiveTrading.Model.Identifiers;

namespace LiveTrading.Engine.Execution;

/// <summary>How a reconciliation ended, on <c>system.reconciled</c>.</summary>
public sealed record ReconciliationSummary
{
    /// <summary>Which venue.</summary>
    public required VenueId Venue { get; init; }

    /// <summary>Why it was made.</summary>
    public required string Reason { get; init; }

    /// <summary>When its first question was asked.</summary>
    public required UnixNanos Started { get; init; }

    /// <summary>Monotonic moment of its first question, nanoseconds: what was asked for before it is answered by it, however the wall clock steps.</summary>
    public long StartedAt { get; init; }

    /// <summary>When its last answer came.</summary>
    public required UnixNanos Ended { get; init; }

    /// <summary>Instruments whose trade history was read.</summary>
    public int Instruments { get; init; }

    /// <summary>Own orders open at the venue.</summary>
    public int OwnOpenOrders { get; init; }

    /// <summary>Orders of others open at the venue: reported, never touched.</summary>
    public int ForeignOpenOrders { get; init; }

    /// <summary>Own orders taken back that the journal did not know.</summary>
    public int Adopted { get; init; }

    /// <summary>Orders open here and missing at the venue: they are queried one by one.</summary>
    public int Missing { get; init; }

    /// <summary>Fills that the trade history brought and the live stream did not, although it had its time: found to be missed by this run, or since the run before.</summary>
    public int MissedFills { get; init; }

    /// <summary>Fills of others in the history.</summary>
    public int ForeignFills { get; init; }

    /// <summary>Instruments whose position the balances do not explain.</summary>
    public int PositionDifferences { get; init; }

    /// <summary>Questions that had to be asked again.</summary>
    public int Retries { get; init; }
}
