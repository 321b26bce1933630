namespace LiveTrading.Model.Orders;

/// <summary>What an order does (FIX tag 40).</summary>
public enum OrderType : byte
{
    /// <summary>Trades at once at any price.</summary>
    Market,

    /// <summary>Trades at its price or better.</summary>
    Limit,

    /// <summary>Becomes a market order when the trigger price is reached.</summary>
    StopMarket,

    /// <summary>Becomes a limit order when the trigger price is reached.</summary>
    StopLimit,
}
