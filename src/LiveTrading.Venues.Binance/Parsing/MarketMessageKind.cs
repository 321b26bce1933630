namespace LiveTrading.Venues.Binance.Parsing;

/// <summary>What a message on a market stream connection is.</summary>
internal enum MarketMessageKind : byte
{
    /// <summary>Nothing read.</summary>
    None,

    /// <summary>Best bid and offer.</summary>
    BookTicker,

    /// <summary>A trade.</summary>
    Trade,

    /// <summary>Book differences.</summary>
    DepthUpdate,

    /// <summary>A candle.</summary>
    Kline,

    /// <summary>The venue announces that it will close the connection.</summary>
    ServerShutdown,

    /// <summary>A control request was done.</summary>
    ControlDone,

    /// <summary>A control request was refused.</summary>
    ControlRefused,
}
