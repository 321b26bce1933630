using System.Text;
using LiveTrading.IO.Simulated;
using LiveTrading.Venues.Simulated.Capture;
using LiveTrading.Venues.Simulated.Matching;

namespace LiveTrading.Venues.Simulated.Playback;

/// <summary>A generated market as the venue tells of it: trades, best bid and offer at every change of the top, depth differences every 100 ms.</summary>
/// <remarks>
/// Thread: the venue's loop. A bookTicker carries the update id of the last change it shows and precedes the difference that
/// has this id, so that a book built of the differences agrees with the bookTickers, as on the venue.
/// </remarks>
internal sealed class GeneratedMarket
{
    private const long DepthIntervalNanos = 100_000_000;

    private readonly VenueMarket _market;
    private readonly MarketPublisher _publisher;
    private readonly GeneratedBook _book;
    private readonly SeededRandom _random;
    private readonly MarketMessageWriter _writer = new();
    private readonly byte[] _symbol;
    private readonly byte[] _tradeStream;
    private readonly byte[] _tickerStream;
    private readonly byte[] _depthStream;
    private readonly double _nanosPerEvent;
    private long _tradeId;
    private long _lastDepthId;
    private long _lastEventNanos;
    private long _nextEventNanos;
    private long _nextDepthNanos = DepthIntervalNanos;
    private (long Bid, long BidQuantity, long Ask, long AskQuantity) _top;

    /// <param name="market">The venue's side of it; gets the first book at once.</param>
    /// <param name="options">How it moves.</param>
    /// <param name="seed">Of the whole generator.</param>
    /// <param name="publisher">Takes its messages.</param>
    /// <param name="nowMs">Now: update and trade ids begin here, beyond those of an earlier start.</param>
    public GeneratedMarket(VenueMarket market, GeneratedSymbol options, ulong seed, MarketPublisher publisher, long nowMs)
    {
        _market = market;
        _publisher = publisher;
        string name = options.Symbol.ToLowerInvariant();
        _symbol = Encoding.UTF8.GetBytes(options.Symbol);
        _tradeStream = Encoding.UTF8.GetBytes(name + "@trade");
        _tickerStream = Encoding.UTF8.GetBytes(name + "@bookTicker");
        _depthStream = Encoding.UTF8.GetBytes(name + "@depth@100ms");
        _random = new SeededRandom(Mix(seed, _symbol));
        _book = new GeneratedBook(options, market.Matching.Rules.Symbol, _random, nowMs);
        _nanosPerEvent = 1e9 / options.EventsPerSecond;
        _tradeId = nowMs;
        _lastDepthId = _book.UpdateId;
        _nextEventNanos = NextInterval();
        market.OnSnapshot(Snapshot(), nowMs);
    }

    /// <summary>Market time of the next thing that happens.</summary>
    public long DueNanos => Math.Min(_nextEventNanos, _nextDepthNanos);

    /// <summary>Lets it happen.</summary>
    /// <returns>Messages sent.</returns>
    public int Advance(long nowMs)
    {
        if (_nextDepthNanos <= _nextEventNanos)
        {
            _nextDepthNanos += DepthIntervalNanos;
            return PublishDepth(nowMs);
        }

        _book.Advance((_nextEventNanos - _lastEventNanos) / 1e9);
        _lastEventNanos = _nextEventNanos;
        _nextEventNanos += NextInterval();
        foreach (GeneratedTrade trade in _book.Trades)
            PublishTrade(trade, nowMs);
        return _book.Trades.Count + PublishTop();
    }

    /// <summary>Uniform around the mean: no function that differs between machines.</summary>
    private long NextInterval() => 1 + (long)(2 * _nanosPerEvent * _random.Unit());

    private void PublishTrade(GeneratedTrade trade, long nowMs)
    {
        _writer.Begin(_tradeStream).Text("{\"e\":\"trade\",\"E\":"u8).Number(nowMs).Text(",\"s\":\""u8).Text(_symbol).Text("\",\"t\":"u8).Number(_tradeId++)
            .Text(",\"p\":"u8).Amount(trade.Price).Text(",\"q\":"u8).Amount(trade.Quantity).Text(",\"T\":"u8).Number(nowMs)
            .Text(trade.BuyerIsMaker ? ",\"m\":true,\"M\":true}"u8 : ",\"m\":false,\"M\":true}"u8).End();
        Publish(CaptureRecordKind.Trade, _tradeStream);
    }

    private int PublishTop()
    {
        var top = (_book.Bids.PriceAt(0), _book.Bids.QuantityAt(0), _book.Asks.PriceAt(0), _book.Asks.QuantityAt(0));
        if (top == _top)
            return 0;
        _top = top;
        _writer.Begin(_tickerStream).Text("{\"u\":"u8).Number(_book.UpdateId).Text(",\"s\":\""u8).Text(_symbol)
            .Text("\",\"b\":"u8).Amount(_top.Bid).Text(",\"B\":"u8).Amount(_top.BidQuantity)
            .Text(",\"a\":"u8).Amount(_top.Ask).Text(",\"A\":"u8).Amount(_top.AskQuantity).Text("}"u8).End();
        Publish(CaptureRecordKind.BookTicker, _tickerStream);
        return 1;
    }

    private int PublishDepth(long nowMs)
    {
        if (_book.UpdateId == _lastDepthId)
            return 0;
        _writer.Begin(_depthStream).Text("{\"e\":\"depthUpdate\",\"E\":"u8).Number(nowMs).Text(",\"s\":\""u8).Text(_symbol)
            .Text("\",\"U\":"u8).Number(_lastDepthId + 1).Text(",\"u\":"u8).Number(_book.UpdateId).Text(",\"b\":["u8);
        for (int i = 0; i < _book.ChangedBids.Count; i++)
            Level(i, _book.ChangedBids[i], _book.Bids.QuantityOf(_book.ChangedBids[i]));
        _writer.Text("],\"a\":["u8);
        for (int i = 0; i < _book.ChangedAsks.Count; i++)
            Level(i, _book.ChangedAsks[i], _book.Asks.QuantityOf(_book.ChangedAsks[i]));
        _writer.Text("]}"u8).End();
        _lastDepthId = _book.UpdateId;
        _book.ForgetChanges();
        Publish(CaptureRecordKind.Depth, _depthStream);
        return 1;
    }

    private ReadOnlySpan<byte> Snapshot()
    {
        _writer.BeginBody().Text("{\"lastUpdateId\":"u8).Number(_book.UpdateId).Text(",\"bids\":["u8);
        for (int rank = 0; rank < _book.Bids.Count; rank++)
            Level(rank, _book.Bids.PriceAt(rank), _book.Bids.QuantityAt(rank));
        _writer.Text("],\"asks\":["u8);
        for (int rank = 0; rank < _book.Asks.Count; rank++)
            Level(rank, _book.Asks.PriceAt(rank), _book.Asks.QuantityAt(rank));
        return _writer.Text("]}"u8).Message;
    }

    private void Level(int index, long price, long quantity) => _writer.Text(index == 0 ? "["u8 : ",["u8).Amount(price).Text(","u8).Amount(quantity).Text("]"u8);

    private void Publish(CaptureRecordKind kind, byte[] stream) => _publisher.Publish(kind, _market, stream, _writer.Message, _writer.Data);

    /// <summary>FNV-1a over the name, from the seed on: a symbol's market does not depend on which others there are.</summary>
    private static ulong Mix(ulong seed, byte[] name)
    {
        ulong hash = 14_695_981_039_346_656_037 ^ seed;
        foreach (byte b in name)
            hash = (hash ^ b) * 1_099_511_628_211;
        return hash;
    }
}
