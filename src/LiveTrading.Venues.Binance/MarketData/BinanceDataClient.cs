using System.Globalization;
using System.Runtime.CompilerServices;
using LiveTrading.Engine.Ports;
using LiveTrading.IO;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;
using LiveTrading.Venues.Binance.Parsing;
using LiveTrading.Venues.Binance.Queries;
using LiveTrading.WebSockets;
using Microsoft.Extensions.Logging;

namespace LiveTrading.Venues.Binance.MarketData;

/// <summary>
/// Market data of Binance Spot over one combined stream connection: best bid and offer, trades, book differences, candles;
/// book snapshots come over the query connection. Loop thread; a message costs one parse and one call, no allocation.
/// </summary>
/// <remarks>
/// All streams of an instrument share the connection, so that differences and best bid and offer keep the venue's order. The
/// connection stands only while something is wanted. Control messages go out three a second at most (the venue allows five
/// incoming messages, pings and pongs included) with up to 200 streams each.
/// </remarks>
public sealed class BinanceDataClient : IDataClient, IWebSocketConnectionHandler
{
    private const string QuoteSuffix = "@bookTicker";
    private const string TradeSuffix = "@trade";
    private const string BookSuffix = "@depth@100ms";
    private const string Name = "streams";
    private const long ControlGapNanos = 334_000_000;
    private const long AnswerTimeoutNanos = 10_000_000_000;
    private const long RefusalRetryNanos = 30_000_000_000;

    private readonly EventLoop _loop;
    private readonly BinanceOptions _options;
    private readonly BinanceQueries _queries;
    private readonly ConnectionReporter _reporter;
    private readonly ILogger _logger;
    private readonly MarketStreamParser _parser;
    private readonly StreamSubscriptions _subscriptions = new();
    private readonly LoopTimer _controlTimer;
    private readonly LoopTimer _renewal;
    private readonly IMarketDataSink _sink;
    private long _lastControlNanos = long.MinValue / 2;
    private bool _isRunning;
    private bool _isConnected;

    internal BinanceDataClient(EventLoop loop, BinanceOptions options, SymbolTable symbols, BinanceQueries queries, ConnectionReporter reporter, ILogger logger, WebSocketConnectionPool connections, IMarketDataSink sink)
    {
        _loop = loop;
        _options = options;
        _queries = queries;
        _reporter = reporter;
        _logger = logger;
        _sink = sink;
        _parser = new MarketStreamParser(symbols);
        _controlTimer = loop.CreateTimer(static t => ((BinanceDataClient)t.State!).OnControlTimer(), this);
        _renewal = loop.CreateTimer(static t => ((BinanceDataClient)t.State!).Renew(), this);
        WebSocketEndpoint endpoint = WebSocketEndpoint.Parse(options.StreamUrl.TrimEnd('/') + "/stream");
        Connection = connections.Rent(endpoint, options.Connection(StreamPriority.MarketData, expectData: true), this);
    }

    /// <inheritdoc/>
    public VenueId Venue => _options.VenueId;

    /// <inheritdoc/>
    public bool IsReady { get; private set; }

    /// <summary>What the stream connection saw.</summary>
    public BinanceCounters Counters { get; } = new();

    /// <summary>Messages whose layout the fast reader did not know.</summary>
    public long GeneralReads => _parser.GeneralReads;

    internal WebSocketConnection Connection { get; }

    /// <inheritdoc/>
    public void Subscribe(Instrument instrument, InstrumentHandle handle, MarketDataKinds kinds)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        InstrumentFeed feed = _subscriptions.Feed(handle, instrument.Id.Symbol);
        bool fits = true;
        if ((kinds & MarketDataKinds.Quotes) != 0)
            fits &= _subscriptions.Want(feed, QuoteSuffix);
        if ((kinds & MarketDataKinds.Trades) != 0)
            fits &= _subscriptions.Want(feed, TradeSuffix);
        if ((kinds & MarketDataKinds.Book) != 0)
            fits &= _subscriptions.Want(feed, BookSuffix);
        OnWantedChanged(feed, fits);
    }

    /// <inheritdoc/>
    public void Unsubscribe(InstrumentHandle handle, MarketDataKinds kinds)
    {
        if (_subscriptions.Find(handle) is not { } feed)
            return;
        if ((kinds & MarketDataKinds.Quotes) != 0)
            StreamSubscriptions.Unwant(feed, QuoteSuffix);
        if ((kinds & MarketDataKinds.Trades) != 0)
            StreamSubscriptions.Unwant(feed, TradeSuffix);
        if ((kinds & MarketDataKinds.Book) != 0)
            StreamSubscriptions.Unwant(feed, BookSuffix);
        OnWantedChanged(feed, true);
    }

    /// <inheritdoc/>
    public bool SubscribeBars(Instrument instrument, InstrumentHandle handle, BarInterval interval)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        if (!KlineIntervals.IsOffered(interval))
            return false;
        InstrumentFeed feed = _subscriptions.Feed(handle, instrument.Id.Symbol);
        OnWantedChanged(feed, _subscriptions.Want(feed, "@kline_" + interval));
        return true;
    }

    /// <inheritdoc/>
    public void UnsubscribeBars(InstrumentHandle handle, BarInterval interval)
    {
        if (_subscriptions.Find(handle) is not { } feed)
            return;
        StreamSubscriptions.Unwant(feed, "@kline_" + interval);
        OnWantedChanged(feed, true);
    }

    /// <inheritdoc/>
    public void RequestBookSnapshot(InstrumentHandle handle) => _queries.RequestDepth(handle);

    internal void Start()
    {
        _isRunning = true;
        if (_subscriptions.AnyWanted)
            Connection.Connect();
    }

    internal void Stop()
    {
        _isRunning = false;
        Connection.Disconnect();
    }

    void IWebSocketConnectionHandler.OnConnected(WebSocketConnection connection)
    {
        _isConnected = true;
        _reporter.Connected(Name, connection.Endpoint);
        _renewal.Start(_options.RenewAfter.Ticks * 100);
        Control();
    }

    void IWebSocketConnectionHandler.OnMessage(WebSocketConnection connection, ReadOnlySpan<byte> payload, bool isText)
    {
        Counters.Messages++;
        if (_parser.Parse(payload) != ParseStatus.Ok)
        {
            Unreadable();
            return;
        }

        MarketMessage m = _parser.Message;
        if (m.Instrument.Index < 0 || m.Kind >= MarketMessageKind.ServerShutdown)
        {
            OnOther(m);
            return;
        }

        UnixNanos now = new(_loop.WallNanos);
        switch (m.Kind)
        {
            case MarketMessageKind.BookTicker:
                _sink.OnQuote(new QuoteTick(m.Instrument, m.BidPrice, m.BidQuantity, m.AskPrice, m.AskQuantity, m.LastUpdateId, m.EventTime, now));
                break;
            case MarketMessageKind.Trade:
                _sink.OnTrade(new TradeTick(m.Instrument, m.TradePrice, m.TradeQuantity, m.BuyerIsMaker ? OrderSide.Sell : OrderSide.Buy, new TradeId((ulong)m.TradeId), m.EventTime, now));
                break;
            case MarketMessageKind.DepthUpdate:
                _sink.OnBookUpdate(
                    new BookUpdate(m.Instrument, m.FirstUpdateId, m.LastUpdateId, m.EventTime, now),
                    m.Bids.AsSpan(0, m.BidCount),
                    m.Asks.AsSpan(0, m.AskCount));
                break;
            case MarketMessageKind.Kline:
                _sink.OnBar(new Bar(m.Instrument, m.BarInterval, BarSource.Venue, m.BarOpenTime, m.BarOpen, m.BarHigh, m.BarLow, m.BarClose, m.BarVolume, m.BarTradeCount, m.BarIsClosed));
                break;
        }
    }

    void IWebSocketConnectionHandler.OnDisconnected(WebSocketConnection connection, bool wasConnected, string reason)
    {
        _isConnected = false;
        IsReady = false;
        _controlTimer.Cancel();
        _renewal.Cancel();
        _subscriptions.Reset();
        _reporter.Disconnected(Name, connection.Endpoint, wasConnected, reason);
        foreach (InstrumentFeed feed in _subscriptions.Feeds)
        {
            if (!feed.IsReady)
                continue;
            feed.IsReady = false;
            _sink.OnFeedLost(feed.Instrument, reason);
        }
    }

    void IWebSocketConnectionHandler.OnReconnecting(WebSocketConnection connection, int attempt, TimeSpan delay) =>
        _reporter.Reconnecting(Name, connection.Endpoint, attempt, delay);

    void IWebSocketConnectionHandler.OnFailed(WebSocketConnection connection, string reason) =>
        _reporter.Failed(Name, connection.Endpoint, reason);

    void IWebSocketConnectionHandler.OnHandedOver(WebSocketConnection connection, long token)
    {
        // Control messages carry no token: their answers tell what became of them.
    }

    void IWebSocketConnectionHandler.OnDiscarded(WebSocketConnection connection, long token, DiscardReason reason)
    {
        // As above; a drop resets all subscriptions.
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Unreadable()
    {
        long count = Counters.AddUnreadable(_parser.Failure.Status);
        if (count % 1000 == 1)
            Log.Unreadable(_logger, Name, count, _parser.Failure.ToString());
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void OnOther(MarketMessage m)
    {
        switch (m.Kind)
        {
            case MarketMessageKind.ServerShutdown:
                Log.ServerShutdown(_logger, Name);
                Replace();
                break;
            case MarketMessageKind.ControlDone:
            case MarketMessageKind.ControlRefused:
                OnControlAnswer(m);
                break;
            default:
                Counters.UnknownInstrument++;
                break;
        }
    }

    private void OnControlAnswer(MarketMessage m)
    {
        bool done = m.Kind == MarketMessageKind.ControlDone;
        if (!_subscriptions.TryAnswer(m.ControlId, done, out ControlRequest? request))
        {
            Counters.Uncorrelated++;
            return;
        }

        if (!done)
        {
            Log.SubscriptionRefused(_logger, Name, m.ControlCode, m.ControlText);
            string reason = string.Create(CultureInfo.InvariantCulture, $"the venue refused the subscription: {m.ControlCode} {m.ControlText}");
            foreach (InstrumentFeed feed in request!.Streams.Select(static s => s.Feed).Distinct())
            {
                feed.IsReady = false;
                _sink.OnFeedLost(feed.Instrument, reason);
            }

            _controlTimer.Start(RefusalRetryNanos);
            RefreshReady();
            return;
        }

        foreach (InstrumentFeed feed in request!.Streams.Select(static s => s.Feed).Distinct())
        {
            if (!request.Subscribe || !feed.IsWanted || !feed.IsComplete)
                continue;
            feed.IsReady = true;
            _sink.OnFeedReady(feed.Instrument);
        }

        RefreshReady();
        Control();
    }

    private void OnWantedChanged(InstrumentFeed feed, bool fits)
    {
        if (!fits)
        {
            string reason = string.Create(CultureInfo.InvariantCulture, $"more than {StreamSubscriptions.MaxStreams} streams");
            Log.SubscriptionRefused(_logger, Name, 0, reason);
            _sink.OnFeedLost(feed.Instrument, reason);
        }

        if (!feed.IsWanted)
            feed.IsReady = false;
        RefreshReady();
        if (!_isRunning)
            return;
        if (_isConnected)
            Control();
        else if (Connection.State == ConnectionState.Disconnected && _subscriptions.AnyWanted)
            Connection.Connect();
        else if (!_subscriptions.AnyWanted)
            Connection.Disconnect();
    }

    /// <summary>Sees to it that control messages leave, all changes of this turn together, and not too often.</summary>
    private void Control()
    {
        if (!_subscriptions.AnyWanted && _isRunning)
        {
            Connection.Disconnect(1000, "nothing is subscribed");
            return;
        }

        _controlTimer.Start(Math.Max(0, _lastControlNanos + ControlGapNanos - _loop.MonotonicNanos));
    }

    private void OnControlTimer()
    {
        if (!_isConnected)
            return;
        long now = _loop.MonotonicNanos;
        if (_subscriptions.IsOverdue(now))
        {
            Connection.Reconnect("a subscription was not answered");
            return;
        }

        if (now - _lastControlNanos >= ControlGapNanos && _subscriptions.TryNext(now + AnswerTimeoutNanos, out byte[] message))
        {
            _lastControlNanos = now;
            if (Connection.SendText(message) != SendResult.Accepted)
            {
                Connection.Reconnect("a subscription could not be sent");
                return;
            }

            _controlTimer.Start(ControlGapNanos);
        }
        else if (_subscriptions.IsWaiting)
        {
            _controlTimer.Start(AnswerTimeoutNanos / 10);
        }
    }

    private void RefreshReady()
    {
        bool ready = _isConnected && _subscriptions.IsComplete;
        if (ready == IsReady)
            return;
        IsReady = ready;
        if (ready)
            _reporter.Ready(Name, Connection.Endpoint);
    }

    private void Renew()
    {
        Log.Renewing(_logger, Name);
        Replace();
    }

    private void Replace()
    {
        if (!_isConnected || Connection.State != ConnectionState.Connected)
            return;
        Connection.Disconnect(1000, "replacing the connection");
        Connection.Connect();
    }
}
