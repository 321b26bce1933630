using LiveTrading.Model;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Engine.Events;

/// <summary>The data of a subscribed instrument went silent or its feed was lost, or it came back, on <see cref="SystemTopics.Stale"/>.</summary>
/// <param name="Instrument">Whose data.</param>
/// <param name="IsStale">True: silent; false: it flows again.</param>
/// <param name="Reason">Why, in a sentence; null when it flows again.</param>
/// <param name="Timestamp">Wall time of the dispatch.</param>
public readonly record struct StaleDataEvent(InstrumentHandle Instrument, bool IsStale, string? Reason, UnixNanos Timestamp);
