namespace LiveTrading.Model.Orders;

/// <summary>Buy or sell (FIX tag 54).</summary>
public enum OrderSide : byte
{
    /// <summary>Buys the base currency.</summary>
    Buy,

    /// <summary>Sells the base currency.</summary>
    Sell,
}
