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
using LiveTrading.Venues.Binance.Replacing;
using LiveTrading.WebSockets;
using Microsoft.Extensions.Logging;

namespace LiveTrading.Venues.Binance.MarketData;

/// <summary>
/// Market data of Binance Spot over one combined stream connection: best bid and offer, trades, book differences, candles;
/// book snapshots come over the query connection. Loop thread; a message costs one parse and one call, no allocation.
/// </summary>
/// <remarks>
/// All streams of an instrument share the connection, so that differences and best bid and offer keep the venue's order. The
/// connection stands only while something is wanted. Before the venue ends it (its age, its notice) a second one connects and
/// subscribes beside it. <see cref="OverlapNanos"/> after every stream runs on both, the first is closed in order; when it
/// has brought its last, the second takes over with what it brought meanwhile, less what was told: nothing twice, no gap.
/// </remarks>
public sealed class BinanceDataClient : IDataClient
{
    private const string QuoteSuffix = "@bookTicker";
    private const string TradeSuffix = "@trade";
    private const string BookSuffix = "@depth@100ms";
    private const string Name = "streams";

    /// <summary>How long both connections bring everything before the old one is closed: how far it may run behind the new one.</summary>
    private const long OverlapNanos = 1_000_000_000;

    /// <summary>How far the new connection may run behind the old one: so long after it took over, what was told before is still not told again.</summary>
    private const long TailNanos = 10_000_000_000;

    private readonly EventLoop _loop;
    private readonly BinanceOptions _options;
    private readonly BinanceQueries _queries;
    private readonly ConnectionReporter _reporter;
    private readonly ILogger _logger;
    private readonly MarketStreamParser _parser;
    private readonly WebSocketConnectionPool _connections;
    private readonly WebSocketEndpoint _endpoint;
    private readonly LoopTimer _renewal;
    private readonly LoopTimer _overlap;
    private readonly ReplacementPlan _plan;
    private readonly IMarketDataSink _sink;
    private StreamConnection _current;
    private StreamConnection? _next;
    private StreamMerge? _merge;
    private bool _isOldClosing;
    private bool _isRunning;

    internal BinanceDataClient(EventLoop loop, BinanceOptions options, SymbolTable symbols, BinanceQueries queries, ConnectionReporter reporter, ILogger logger, WebSocketConnectionPool connections, IMarketDataSink sink)
    {
        _loop = loop;
        _options = options;
        _queries = queries;
        _reporter = reporter;
        _logger = logger;
        _sink = sink;
        _parser = new MarketStreamParser(symbols);
        _connections = connections;
        _renewal = loop.CreateTimer(static t => ((BinanceDataClient)t.State!).Renew(), this);
        _overlap = loop.CreateTimer(static t => ((BinanceDataClient)t.State!).OnOverlapTimer(), this);
        _plan = new ReplacementPlan(loop, BeginReplacement, () => Abandon(string.Create(CultureInfo.InvariantCulture, $"not ready within {ReplacementPlan.TimeoutNanos / 1e9} s")));
        _endpoint = WebSocketEndpoint.Parse(options.StreamUrl.TrimEnd('/') + "/stream");
        _current = Rent(new StreamSubscriptions());
    }

    /// <inheritdoc/>
    public VenueId Venue => _options.VenueId;

    /// <inheritdoc/>
    public bool IsReady { get; private set; }

    /// <summary>What the stream connections saw.</summary>
    public BinanceCounters Counters { get; } = new();

    /// <summary>Messages whose layout the fast reader did not know.</summary>
    public long GeneralReads => _parser.GeneralReads;

    /// <summary>The present connection.</summary>
    internal StreamConnection Stream => _current;

    internal WebSocketConnection Connection => _current.Connection;

    /// <inheritdoc/>
    public void Subscribe(Instrument instrument, InstrumentHandle handle, MarketDataKinds kinds)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        bool fits = true;
        foreach (string suffix in Suffixes(kinds))
            fits &= Want(instrument, handle, suffix);
        OnWantedChanged(_current.Subscriptions.Feed(handle, instrument.Id.Symbol), fits);
    }

    /// <inheritdoc/>
    public void Unsubscribe(InstrumentHandle handle, MarketDataKinds kinds)
    {
        foreach (string suffix in Suffixes(kinds))
            Unwant(handle, suffix);
        if (_current.Subscriptions.Find(handle) is { } feed)
            OnWantedChanged(feed, true);
    }

    /// <inheritdoc/>
    public bool SubscribeBars(Instrument instrument, InstrumentHandle handle, BarInterval interval)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        if (!KlineIntervals.IsOffered(interval))
            return false;
        bool fits = Want(instrument, handle, "@kline_" + interval);
        OnWantedChanged(_current.Subscriptions.Feed(handle, instrument.Id.Symbol), fits);
        return true;
    }

    /// <inheritdoc/>
    public void UnsubscribeBars(InstrumentHandle handle, BarInterval interval)
    {
        Unwant(handle, "@kline_" + interval);
        if (_current.Subscriptions.Find(handle) is { } feed)
            OnWantedChanged(feed, true);
    }

    /// <inheritdoc/>
    public void RequestBookSnapshot(InstrumentHandle handle) => _queries.RequestDepth(handle);

    internal void Start()
    {
        _isRunning = true;
        if (_current.Subscriptions.AnyWanted)
            Connection.Connect();
    }

    internal void Stop()
    {
        _isRunning = false;
        DropNext("stopping");
        _plan.Cancel();
        Connection.Disconnect();
    }

    internal void OnConnected(StreamConnection connection)
    {
        if (connection == _next)
        {
            _reporter.ReplacementConnected(Name, _endpoint);
            return;
        }

        _reporter.Connected(Name, _endpoint);
        _renewal.Start(_options.RenewAfter.Ticks * 100);
    }

    internal void OnMessage(StreamConnection connection, ReadOnlySpan<byte> payload)
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
            OnOther(connection, m);
            return;
        }

        if (_merge is null || IsTold(connection, m, payload))
            Tell(m);
    }

    internal void OnDisconnected(StreamConnection connection, bool wasConnected, string reason)
    {
        if (connection == _next)
        {
            Abandon(reason);
            return;
        }

        // A connection that was given up says its end too.
        if (connection != _current)
            return;
        if (_next is { } next && _isOldClosing && connection.Connection.EndedByCloseFrame && !_merge!.IsFull)
        {
            TakeOver(next, reason);
            return;
        }

        IsReady = false;
        _renewal.Cancel();
        _reporter.Disconnected(Name, _endpoint, wasConnected, reason);
        foreach (InstrumentFeed feed in connection.Subscriptions.Feeds)
        {
            if (!feed.IsReady)
                continue;
            feed.IsReady = false;
            _sink.OnFeedLost(feed.Instrument, reason);
        }

        StepIn();
    }

    internal void OnReconnecting(StreamConnection connection, int attempt, TimeSpan delay)
    {
        if (connection == _current)
            _reporter.Reconnecting(Name, _endpoint, attempt, delay);
    }

    internal void OnFailed(StreamConnection connection, string reason)
    {
        if (connection == _current)
            _reporter.Failed(Name, _endpoint, reason);
    }

    private static IEnumerable<string> Suffixes(MarketDataKinds kinds)
    {
        if ((kinds & MarketDataKinds.Quotes) != 0)
            yield return QuoteSuffix;
        if ((kinds & MarketDataKinds.Trades) != 0)
            yield return TradeSuffix;
        if ((kinds & MarketDataKinds.Book) != 0)
            yield return BookSuffix;
    }

    private StreamConnection Rent(StreamSubscriptions subscriptions) =>
        new(_loop, _connections, _endpoint, _options.Connection(StreamPriority.MarketData, expectData: true), subscriptions, this);

    private bool Want(Instrument instrument, InstrumentHandle handle, string suffix)
    {
        _next?.Subscriptions.Want(_next.Subscriptions.Feed(handle, instrument.Id.Symbol), suffix);
        return _current.Subscriptions.Want(_current.Subscriptions.Feed(handle, instrument.Id.Symbol), suffix);
    }

    private void Unwant(InstrumentHandle handle, string suffix)
    {
        if (_next?.Subscriptions.Find(handle) is { } other)
            StreamSubscriptions.Unwant(other, suffix);
        if (_current.Subscriptions.Find(handle) is { } feed)
            StreamSubscriptions.Unwant(feed, suffix);
    }

    private void Tell(MarketMessage m)
    {
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

    /// <summary>During a replacement the old connection's messages are told and noted, the new one's are kept for later; for a while after it the newer ones are told.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool IsTold(StreamConnection connection, MarketMessage m, ReadOnlySpan<byte> payload)
    {
        if (connection == _next)
        {
            _merge!.Park(payload);
            return false;
        }

        if (_merge!.TryNote(m) || _next is not null)
            return true;
        Counters.Repeated++;
        return false;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Unreadable()
    {
        long count = Counters.AddUnreadable(_parser.Failure.Status);
        if (count % 1000 == 1)
            Log.Unreadable(_logger, Name, count, _parser.Failure.ToString());
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void OnOther(StreamConnection connection, MarketMessage m)
    {
        switch (m.Kind)
        {
            case MarketMessageKind.ServerShutdown:
                Log.ServerShutdown(_logger, Name);
                if (connection == _current)
                    _plan.Request();
                else if (connection == _next)
                    _plan.RequestAgain();
                break;
            case MarketMessageKind.ControlDone:
            case MarketMessageKind.ControlRefused:
                OnControlAnswer(connection, m);
                break;
            default:
                Counters.UnknownInstrument++;
                break;
        }
    }

    private void OnControlAnswer(StreamConnection connection, MarketMessage m)
    {
        bool done = m.Kind == MarketMessageKind.ControlDone;
        if (!connection.Subscriptions.TryAnswer(m.ControlId, done, out ControlRequest? request))
        {
            Counters.Uncorrelated++;
            return;
        }

        InstrumentFeed[] feeds = [.. request!.Streams.Select(static s => s.Feed).Distinct()];
        if (!done)
        {
            Log.SubscriptionRefused(_logger, Name, m.ControlCode, m.ControlText);
            connection.ControlAfterRefusal();
            if (connection != _current)
                return;
            string reason = string.Create(CultureInfo.InvariantCulture, $"the venue refused the subscription: {m.ControlCode} {m.ControlText}");
            foreach (InstrumentFeed feed in feeds)
            {
                feed.IsReady = false;
                _sink.OnFeedLost(feed.Instrument, reason);
            }

            RefreshReady();
            return;
        }

        connection.Control();
        if (connection == _next)
        {
            CheckOverlap();
            return;
        }

        if (connection != _current)
            return;
        if (request.Subscribe)
            TellReady(feeds);
        RefreshReady();
    }

    private void TellReady(IEnumerable<InstrumentFeed> feeds)
    {
        foreach (InstrumentFeed feed in feeds)
        {
            if (!feed.IsWanted || !feed.IsComplete)
                continue;
            feed.IsReady = true;
            _sink.OnFeedReady(feed.Instrument);
        }
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
        if (_next is { IsConnected: true } next)
            next.Control();
        if (_isOldClosing)
            return;
        if (!_current.Subscriptions.AnyWanted)
        {
            DropNext("nothing is subscribed");
            _plan.Cancel();
            Connection.Disconnect(1000, "nothing is subscribed");
            return;
        }

        // A connection that is being closed takes no more: it is dialled again when it is down.
        if (Connection.State == ConnectionState.Disconnected)
            Connection.Connect();
        else if (_current.IsConnected)
            _current.Control();
    }

    private void RefreshReady()
    {
        bool ready = _current.IsComplete;
        if (ready == IsReady)
            return;
        IsReady = ready;
        if (ready)
            _reporter.Ready(Name, _endpoint);
    }

    private void Renew()
    {
        Log.Renewing(_logger, Name);
        _plan.Request();
    }

    private void BeginReplacement()
    {
        if (!_isRunning || Connection.State != ConnectionState.Connected)
        {
            // The ordinary reconnect is on its way, or nothing is wanted.
            _plan.Cancel();
            return;
        }

        if (_connections.Count == _connections.Capacity)
        {
            Log.NoRoomToReplace(_logger, Name);
            _plan.Cancel();
            Connection.Disconnect(1000, "replacing the connection");
            Connection.Connect();
            return;
        }

        _overlap.Cancel();
        _merge = new StreamMerge();
        _next = Rent(_current.Subscriptions.CopyWanted());
        _next.Connection.SetHeartbeatInterval(Connection.HeartbeatInterval);
        _next.Connection.Connect();
    }

    /// <summary>Lets both connections run side by side for a while once everything runs on the new one.</summary>
    private void CheckOverlap()
    {
        if (_isOldClosing)
            return;
        if (!_next!.IsComplete)
            _overlap.Cancel();
        else if (!_overlap.IsActive)
            _overlap.Start(OverlapNanos);
    }

    private void OnOverlapTimer()
    {
        if (_next is null)
            _merge = null;
        else if (_next.IsComplete)
            CloseOld();
    }

    /// <summary>Ends the old connection in order: what it still brings is told, and then the new one takes over.</summary>
    private void CloseOld()
    {
        _isOldClosing = true;
        _current.Connection.Disconnect(1000, "replaced by a new connection");
    }

    private void TakeOver(StreamConnection next, string reason)
    {
        StreamConnection old = _current;
        StreamMerge merge = _merge!;
        foreach (InstrumentFeed feed in next.Subscriptions.Feeds)
            feed.IsReady = old.Subscriptions.Find(feed.Instrument) is { IsReady: true };
        (_current, _next, _isOldClosing) = (next, null, false);
        _overlap.Start(TailNanos);
        _connections.Return(old.Connection);
        _renewal.Start(_options.RenewAfter.Ticks * 100);
        _reporter.ReplacementClosed(Name, _endpoint, reason);
        _reporter.TookOver(Name, _endpoint);
        TellParked(merge);
        TellReady(next.Subscriptions.Feeds.Where(static f => !f.IsReady).ToArray());
        IsReady = true;
        RefreshReady();
        _plan.Done();
        if (!next.Subscriptions.AnyWanted)
            Connection.Disconnect(1000, "nothing is subscribed");
    }

    private void TellParked(StreamMerge merge)
    {
        int offset = 0;
        for (int i = 0; i < merge.ParkedMessages; i++)
        {
            // It was read when it came.
            _parser.Parse(merge.Parked(i, ref offset));
            MarketMessage m = _parser.Message;
            if (merge.TryNote(m))
                Tell(m);
            else
                Counters.Repeated++;
        }
    }

    /// <summary>The present connection was lost: the one that was to replace it, if there is one, goes on in its place. Messages may be missing, as the feeds were told.</summary>
    private void StepIn()
    {
        _plan.Cancel();
        _overlap.Cancel();
        _merge = null;
        _isOldClosing = false;
        if (_next is not { } next)
            return;
        StreamConnection old = _current;
        (_current, _next) = (next, null);
        _connections.Return(old.Connection);
        if (!next.IsConnected)
            return;
        _reporter.SteppedIn(Name, _endpoint);
        _renewal.Start(_options.RenewAfter.Ticks * 100);
        TellReady(next.Subscriptions.Feeds.ToArray());
        RefreshReady();
    }

    /// <summary>The new connection comes to nothing; the old one goes on.</summary>
    private void Abandon(string reason)
    {
        if (_next is null)
            return;
        Log.ReplacementFailed(_logger, Name, reason);
        DropNext(reason);
        _plan.Failed();
    }

    private void DropNext(string reason)
    {
        if (_next is not { } next)
            return;
        _next = null;
        _merge = null;
        _overlap.Cancel();
        if (_isOldClosing && _isRunning)
            Connection.Connect();
        _isOldClosing = false;
        bool wasConnected = next.Connection.Status.Connections > 0;
        _connections.Return(next.Connection);
        if (wasConnected)
            _reporter.ReplacementClosed(Name, _endpoint, reason);
    }
}
