using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Orders;

namespace LiveTrading.Model.MarketData;

/// <summary>A trade of the market. Pass by <c>in</c>.</summary>
/// <param name="Instrument">The cache's handle of the instrument.</param>
/// <param name="Price">Traded price.</param>
/// <param name="Quantity">Traded quantity, above zero.</param>
/// <param name="AggressorSide">The side of the order that took liquidity.</param>
/// <param name="TradeId">The venue's trade number.</param>
/// <param name="EventTime">When the venue says it traded.</param>
/// <param name="ReceivedTime">When the loop dispatched it.</param>
public readonly record struct TradeTick(
    InstrumentHandle Instrument,
    Price Price,
    Quantity Quantity,
    OrderSide AggressorSide,
    TradeId TradeId,
    UnixNanos EventTime,
    UnixNanos ReceivedTime);
