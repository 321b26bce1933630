namespace LiveTrading.Model.Orders;

/// <summary>Whether a fill made or took liquidity (FIX tag 851).</summary>
public enum LiquiditySide : byte
{
    /// <summary>The venue did not say.</summary>
    Unknown,

    /// <summary>The order rested and was taken.</summary>
    Maker,

    /// <summary>The order took.</summary>
    Taker,
}
