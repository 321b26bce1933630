namespace LiveTrading.Model.MarketData;

/// <summary>Open, high, low, close and volume of one interval. Pass by <c>in</c>.</summary>
/// <param name="Instrument">The cache's handle of the instrument.</param>
/// <param name="Interval">How long the interval is.</param>
/// <param name="Source">Aggregated here from trades, or the venue's own candle.</param>
/// <param name="OpenTime">Start of the interval (inclusive), aligned to UTC.</param>
/// <param name="Open">First price.</param>
/// <param name="High">Highest price.</param>
/// <param name="Low">Lowest price.</param>
/// <param name="Close">Last price.</param>
/// <param name="Volume">Base quantity traded.</param>
/// <param name="TradeCount">Trades in the interval.</param>
/// <param name="IsClosed">False while the interval runs.</param>
public readonly record struct Bar(
    InstrumentHandle Instrument,
    BarInterval Interval,
    BarSource Source,
    UnixNanos OpenTime,
    Price Open,
    Price High,
    Price Low,
    Price Close,
    Quantity Volume,
    long TradeCount,
    bool IsClosed);
