namespace LiveTrading.Venues.Simulated.Matching;

/// <summary>Order types in the venue's words.</summary>
public enum VenueOrderType
{
    /// <summary>At once, at any price.</summary>
    Market,

    /// <summary>At a price or better.</summary>
    Limit,

    /// <summary>A limit order that is refused when it would take.</summary>
    LimitMaker,

    /// <summary>A market order once the price turned against it.</summary>
    StopLoss,

    /// <summary>A limit order once the price turned against it.</summary>
    StopLossLimit,

    /// <summary>A market order once the price went its way.</summary>
    TakeProfit,

    /// <summary>A limit order once the price went its way.</summary>
    TakeProfitLimit,
}
