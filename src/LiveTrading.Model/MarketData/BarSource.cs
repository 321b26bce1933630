namespace LiveTrading.Model.MarketData;

/// <summary>Where a bar comes from.</summary>
public enum BarSource : byte
{
    /// <summary>Built here from trades.</summary>
    Trades,

    /// <summary>The venue's own candle.</summary>
    Venue,
}
