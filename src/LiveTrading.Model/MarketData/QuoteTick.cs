namespace LiveTrading.Model.MarketData;

/// <summary>Best bid and offer. 56 bytes: pass by <c>in</c>.</summary>
/// <param name="Instrument">The cache's handle of the instrument.</param>
/// <param name="BidPrice">Best bid; zero: no bid.</param>
/// <param name="BidQuantity">Quantity at the best bid.</param>
/// <param name="AskPrice">Best offer; zero: no offer.</param>
/// <param name="AskQuantity">Quantity at the best offer.</param>
/// <param name="UpdateId">The venue's sequence number; 0 if it has none.</param>
/// <param name="EventTime">When the venue says it happened; 0 where it does not say (Binance bookTicker).</param>
/// <param name="ReceivedTime">When the loop dispatched it.</param>
public readonly record struct QuoteTick(
    InstrumentHandle Instrument,
    Price BidPrice,
    Quantity BidQuantity,
    Price AskPrice,
    Quantity AskQuantity,
    long UpdateId,
    UnixNanos EventTime,
    UnixNanos ReceivedTime);
