namespace LiveTrading.Venues.Binance.Parsing;

/// <summary>Execution type <c>x</c> of an execution report.</summary>
internal enum ExecutionKind : byte
{
    /// <summary>Accepted.</summary>
    New,

    /// <summary>Canceled.</summary>
    Canceled,

    /// <summary>Amended.</summary>
    Replaced,

    /// <summary>Refused.</summary>
    Rejected,

    /// <summary>Traded.</summary>
    Trade,

    /// <summary>Ended by the venue.</summary>
    Expired,

    /// <summary>Ended or reduced by self-trade prevention.</summary>
    TradePrevention,
}
