using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Engine.Events;

/// <summary>Something a person should know, on <c>system.alert</c>. Rare; the text is ready to be shown.</summary>
/// <param name="Code">What kind.</param>
/// <param name="Text">One sentence with the facts.</param>
/// <param name="ClientOrderId">Which order; none where no order is concerned.</param>
/// <param name="Instrument">Which instrument; none where no instrument is concerned.</param>
/// <param name="Timestamp">Wall time of the dispatch.</param>
public readonly record struct AlertEvent(AlertCode Code, string Text, ClientOrderId ClientOrderId, InstrumentHandle Instrument, UnixNanos Timestamp);
