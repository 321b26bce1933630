using LiveTrading.Engine.Data;
using LiveTrading.Model;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Engine.Events;

/// <summary>An order book became valid, invalid or is being synchronised, on <see cref="SystemTopics.Book"/>.</summary>
/// <param name="Instrument">Whose book.</param>
/// <param name="State">Its state now.</param>
/// <param name="Reason">Why it is not valid.</param>
/// <param name="Detail">More in a sentence; null where there is nothing to say.</param>
/// <param name="Timestamp">Wall time of the dispatch.</param>
public readonly record struct BookStateEvent(
    InstrumentHandle Instrument,
    BookState State,
    BookInvalidReason Reason,
    string? Detail,
    UnixNanos Timestamp);
