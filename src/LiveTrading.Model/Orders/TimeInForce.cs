namespace LiveTrading.Model.Orders;

/// <summary>How long an order stands (FIX tag 59).</summary>
public enum TimeInForce : byte
{
    /// <summary>Until canceled.</summary>
    Gtc,

    /// <summary>Trades what it can at once; the rest expires.</summary>
    Ioc,

    /// <summary>Trades wholly at once or not at all.</summary>
    Fok,

    /// <summary>Until a given moment.</summary>
    Gtd,

    /// <summary>Until the end of the trading day.</summary>
    Day,
}
