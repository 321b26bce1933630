using LiveTrading.Model.MarketData;

namespace LiveTrading.Engine.Data;

/// <summary>
/// Compares a book with the venue's own best bid and offer while both run. After each applied difference with last id u,
/// except the first after a snapshot, the quotes received so far whose id lies above the previous difference's u and at or
/// below this one's are looked at; if there is any, the newest must equal the top of the book, price and quantity, on both sides.
/// </summary>
/// <remarks>
/// Exact where quotes and differences share their numbering and come over one connection in order, with nothing conflated
/// (Binance bookTicker and depth). Over two connections it reports differences that are none. Loop thread only; allocates
/// nothing after construction; quotes that wait for their difference are held in a ring of <see cref="Capacity"/>, of which the oldest leaves when it is full, counted in <see cref="Overflowed"/>.
/// </remarks>
public sealed class BookConsistencyCheck
{
    /// <summary>Quotes that may wait for the difference that covers them.</summary>
    public const int Capacity = 4_096;

    private readonly QuoteTick[] _quotes = new QuoteTick[Capacity];
    private int _head;
    private int _count;
    private long _previousUpdateId;
    private bool _hasPrevious;

    /// <summary>Comparisons made.</summary>
    public long Checks { get; private set; }

    /// <summary>Comparisons in which book and quote differed.</summary>
    public long Mismatches { get; private set; }

    /// <summary>Quotes that left the full ring before the difference that covers them came.</summary>
    public long Overflowed { get; private set; }

    /// <summary>The id of the first quote that differed; 0 while none did.</summary>
    public long FirstMismatchUpdateId { get; private set; }

    /// <summary>Takes a quote of the venue, in order of arrival.</summary>
    public void OnQuote(in QuoteTick quote)
    {
        if (_hasPrevious && quote.UpdateId <= _previousUpdateId)
            return;
        if (_count > 0 && quote.UpdateId < _quotes[(_head + _count - 1) & (Capacity - 1)].UpdateId)
            _count = 0; // The venue's numbering began anew: what waits belongs to the old one and would block the ring.
        if (_count == Capacity)
        {
            _head = (_head + 1) & (Capacity - 1);
            _count--;
            Overflowed++;
        }

        _quotes[(_head + _count) & (Capacity - 1)] = quote;
        _count++;
    }

    /// <summary>Looks at the book after a difference was applied to it.</summary>
    public void OnBookUpdated(OrderBook book)
    {
        ArgumentNullException.ThrowIfNull(book);
        long updateId = book.LastUpdateId;
        int newest = -1;
        while (_count > 0 && _quotes[_head].UpdateId <= updateId)
        {
            if (_quotes[_head].UpdateId > _previousUpdateId)
                newest = _head;
            _head = (_head + 1) & (Capacity - 1);
            _count--;
        }

        bool compare = _hasPrevious && newest >= 0;
        _previousUpdateId = updateId;
        _hasPrevious = true;
        if (!compare)
            return;
        Checks++;
        ref readonly QuoteTick quote = ref _quotes[newest];
        BookLevel bid = book.BestBid;
        BookLevel ask = book.BestAsk;
        if (bid.Price == quote.BidPrice && bid.Quantity == quote.BidQuantity && ask.Price == quote.AskPrice && ask.Quantity == quote.AskQuantity)
            return;
        Mismatches++;
        if (FirstMismatchUpdateId == 0)
            FirstMismatchUpdateId = quote.UpdateId;
    }

    /// <summary>The book starts anew from a snapshot: the next difference is the first one again.</summary>
    public void OnBookReset()
    {
        _hasPrevious = false;
        _previousUpdateId = 0;
    }
}
