using System.Text.Json;
using LiveTrading.Benchmarks.Books;
using LiveTrading.Benchmarks.Parsing;

namespace LiveTrading.Benchmarks.Paths;

/// <summary>
/// The same work the plain .NET way: source-generated JSON into objects, decimals, a sorted dictionary a side, a dictionary
/// by symbol as the cache, C# events as the bus.
/// </summary>
internal sealed class PlainPipeline
{
    private readonly Dictionary<string, BookTickerData> _quotes = [];
    private readonly Dictionary<string, TradeData> _trades = [];
    private readonly Dictionary<string, SortedBook> _books = [];
    private decimal _middle;
    private decimal _traded;

    public PlainPipeline(ReadOnlySpan<byte> snapshot)
    {
        SnapshotData data = JsonSerializer.Deserialize(snapshot, StreamMessagesContext.Default.SnapshotData)!;
        SortedBook book = new() { LastUpdateId = data.LastUpdateId };
        Set(book, data.Bids, data.Asks);
        _books["BTCUSDT"] = book;
        QuoteReceived += q => _middle = (q.BidPrice + q.AskPrice) / 2;
        TradeReceived += t => _traded += t.Quantity;
        BookChanged += b => Best = b.Best();
    }

    public event Action<BookTickerData>? QuoteReceived;

    public event Action<TradeData>? TradeReceived;

    public event Action<SortedBook>? BookChanged;

    public long Messages { get; private set; }

    public (decimal Bid, decimal Ask) Best { get; private set; }

    /// <summary>So that nothing computed counts as unused.</summary>
    public decimal Seen => _middle + _traded;

    public void Take(ReadOnlySpan<byte> message)
    {
        Messages++;
        ReadOnlySpan<byte> stream = message[..Math.Min(message.Length, 48)];
        if (stream.IndexOf("@bookTicker"u8) > 0)
        {
            BookTickerData quote = JsonSerializer.Deserialize(message, StreamMessagesContext.Default.CombinedFrameBookTickerData)!.Data!;
            _quotes[quote.Symbol] = quote;
            QuoteReceived?.Invoke(quote);
        }
        else if (stream.IndexOf("@trade"u8) > 0)
        {
            TradeData trade = JsonSerializer.Deserialize(message, StreamMessagesContext.Default.CombinedFrameTradeData)!.Data!;
            _trades[trade.Symbol] = trade;
            TradeReceived?.Invoke(trade);
        }
        else
        {
            DepthData depth = JsonSerializer.Deserialize(message, StreamMessagesContext.Default.CombinedFrameDepthData)!.Data!;
            SortedBook book = _books[depth.Symbol];
            if (depth.LastUpdateId <= book.LastUpdateId || depth.FirstUpdateId > book.LastUpdateId + 1)
                throw new InvalidOperationException("The sequence of the book is broken.");
            book.LastUpdateId = depth.LastUpdateId;
            Set(book, depth.Bids, depth.Asks);
            BookChanged?.Invoke(book);
        }
    }

    private static void Set(SortedBook book, decimal[][] bids, decimal[][] asks)
    {
        foreach (decimal[] level in bids)
            SortedBook.Set(book.Bids, level[0], level[1]);
        foreach (decimal[] level in asks)
            SortedBook.Set(book.Asks, level[0], level[1]);
    }
}
