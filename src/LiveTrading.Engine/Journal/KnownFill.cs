using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Journal;

/// <summary>A fill that a snapshot's positions contain already. It is kept so that it is recognised when it is told again.</summary>
/// <param name="Instrument">What was traded.</param>
/// <param name="Event">The fill, its commission included when that came late; its venue order id is always set.</param>
/// <param name="IsBusted">The venue took it back.</param>
public readonly record struct KnownFill(InstrumentHandle Instrument, OrderEvent Event, bool IsBusted);
