using LiveTrading.Model.MarketData;

namespace LiveTrading.Benchmarks.Books;

/// <summary>One message's worth of changes of a book.</summary>
internal sealed record LevelChange(BookLevel[] Bids, BookLevel[] Asks);
