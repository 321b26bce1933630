namespace LiveTrading.Engine.Events;

/// <summary>Kinds of alerts.</summary>
public enum AlertCode : byte
{
    /// <summary>A fill came after its order was denied, canceled, rejected or expired; it was applied.</summary>
    LateFill,

    /// <summary>More was filled than ordered; it was applied.</summary>
    Overfill,

    /// <summary>An order that had been closed here works at the venue; it is open again.</summary>
    OrderReopened,

    /// <summary>The venue took a fill back.</summary>
    FillBusted,

    /// <summary>Two sources tell one fill differently.</summary>
    FillContradiction,

    /// <summary>A fill makes no sense (no trade id, no price, no quantity) and was not applied; the trade history is asked.</summary>
    FillUnusable,

    /// <summary>An event contradicts the order's state; the order is queried.</summary>
    IllegalEvent,

    /// <summary>The venue has an order of this instance that the journal does not know; it was taken back.</summary>
    OrderAdopted,

    /// <summary>The venue no longer knows an order that it had accepted.</summary>
    OrderForgotten,

    /// <summary>A submit never reached the venue.</summary>
    OrderNotReceived,

    /// <summary>The outcome of a request stays unknown for long.</summary>
    OutcomeStaysUnknown,

    /// <summary>The venue says that more was filled than its trade history shows.</summary>
    FillsMissing,

    /// <summary>The order journal cannot be written: trading halted.</summary>
    JournalFailed,

    /// <summary>Balances and own trades do not agree: the instrument is set to reducing.</summary>
    PositionDifference,

    /// <summary>A reconciliation read failed and is asked again.</summary>
    ReconciliationFailed,

    /// <summary>The recording ended before its session: it cannot be replayed beyond here. Trading goes on.</summary>
    RecordingFailed,

    /// <summary>Commissions are charged in a currency that nothing values: losses cannot be told, and only reducing orders pass.</summary>
    FeesNotValued,

    /// <summary>The venue does not know the order of trades in its history: whose they are cannot be told, and it is not asked any more.</summary>
    TradeOwnerUnknown,
}
