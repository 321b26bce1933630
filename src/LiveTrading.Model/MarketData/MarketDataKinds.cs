namespace LiveTrading.Model.MarketData;

/// <summary>Kinds of market data, to be combined.</summary>
[Flags]
public enum MarketDataKinds
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Best bid and offer.</summary>
    Quotes = 1,

    /// <summary>Trades.</summary>
    Trades = 2,

    /// <summary>The order book: snapshot and differences.</summary>
    Book = 4,
}
