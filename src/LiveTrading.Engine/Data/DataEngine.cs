using System.Runtime.CompilerServices;
using LiveTrading.Engine.Bus;
using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Ports;
using LiveTrading.Engine.Time;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Engine.Data;

/// <summary>
/// Takes market data from the venues' adapters, checks it, keeps the cache and the books, and publishes. Subscriptions are
/// counted: the first goes to the venue, the last one ends it. Loop thread only; a message allocates nothing.
/// </summary>
/// <remarks>
/// Nothing from outside is believed unchecked: impossible values, duplicates, wrong order and unknown instruments are
/// counted (<see cref="Counters"/>) and have no effect. A book that cannot be trusted is invalid, empty, said on
/// <see cref="SystemTopics.Book"/>, and synchronised anew with back-off.
/// </remarks>
public sealed class DataEngine : IMarketDataSink
{
    private readonly Cache _cache;
    private readonly MessageBus _bus;
    private readonly IEngineClock _clock;
    private readonly IEngineTimers _timers;
    private readonly DataEngineOptions _options;
    private readonly DataCounts _counts = new();
    private readonly Dictionary<VenueId, SnapshotPacer> _venues = [];
    private readonly Publisher<BookStateEvent> _bookStates;
    private readonly Publisher<StaleDataEvent> _stale;
    private readonly IEngineTimer _staleTimer;
    private InstrumentFeed?[] _feeds = [];

    /// <summary>An engine without venues.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public DataEngine(Cache cache, MessageBus bus, IEngineClock clock, IEngineTimers timers, DataEngineOptions options)
    {
        ArgumentNullException.ThrowIfNull(cache);
        ArgumentNullException.ThrowIfNull(bus);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(timers);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _cache = cache;
        _bus = bus;
        _clock = clock;
        _timers = timers;
        _options = options;
        _bookStates = bus.GetPublisher<BookStateEvent>(SystemTopics.Book);
        _stale = bus.GetPublisher<StaleDataEvent>(SystemTopics.Stale);
        _staleTimer = timers.Create(OnStaleTimer);
    }

    /// <summary>What was counted so far.</summary>
    public DataEngineCounters Counters => _counts.Snapshot();

    /// <summary>Names the adapter of a venue.</summary>
    /// <exception cref="ArgumentException">The venue has one already.</exception>
    public void AddClient(IDataClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        if (!_venues.TryAdd(client.Venue, new SnapshotPacer(client, _options.SnapshotIntervalNanos)))
            throw new ArgumentException($"Venue {client.Venue} has a data client already.", nameof(client));
    }

    /// <summary>Counts one more subscriber of each kind; the first of a kind starts it at the venue.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a handle of the cache.</exception>
    /// <exception cref="InvalidOperationException">No data client for the instrument's venue.</exception>
    public void Subscribe(InstrumentHandle instrument, MarketDataKinds kinds)
    {
        InstrumentFeed feed = FeedToSubscribe(instrument);
        bool wasSubscribed = feed.IsSubscribed;
        MarketDataKinds first = MarketDataKinds.None;
        if ((kinds & MarketDataKinds.Quotes) != 0 && feed.QuoteSubscribers++ == 0)
            first |= MarketDataKinds.Quotes;
        if ((kinds & MarketDataKinds.Trades) != 0 && feed.TradeSubscribers++ == 0)
            first |= MarketDataKinds.Trades;
        if ((kinds & MarketDataKinds.Book) != 0 && feed.BookSubscribers++ == 0)
        {
            first |= MarketDataKinds.Book;
            feed.Book.Start();
        }

        if (!wasSubscribed)
            BeginWatching(feed);
        if (first != MarketDataKinds.None)
            feed.Venue.Client.Subscribe(_cache.Instrument(instrument), instrument, first);
    }

    /// <summary>Counts one subscriber of each kind less; the last of a kind ends it at the venue.</summary>
    /// <exception cref="InvalidOperationException">There is no such subscription.</exception>
    public void Unsubscribe(InstrumentHandle instrument, MarketDataKinds kinds)
    {
        InstrumentFeed? feed = FindFeed(instrument);
        if (feed is null
            || ((kinds & MarketDataKinds.Quotes) != 0 && feed.QuoteSubscribers == 0)
            || ((kinds & MarketDataKinds.Trades) != 0 && feed.TradeSubscribers == 0)
            || ((kinds & MarketDataKinds.Book) != 0 && feed.BookSubscribers == 0))
            throw new InvalidOperationException($"Nobody is subscribed to {kinds} of instrument {instrument.Index}.");
        MarketDataKinds last = MarketDataKinds.None;
        if ((kinds & MarketDataKinds.Quotes) != 0 && --feed.QuoteSubscribers == 0)
            last |= MarketDataKinds.Quotes;
        if ((kinds & MarketDataKinds.Trades) != 0 && --feed.TradeSubscribers == 0)
            last |= MarketDataKinds.Trades;
        if ((kinds & MarketDataKinds.Book) != 0 && --feed.BookSubscribers == 0)
            last |= MarketDataKinds.Book;
        if (last == MarketDataKinds.None)
            return;
        feed.Venue.Client.Unsubscribe(instrument, last);
        if ((last & MarketDataKinds.Book) != 0)
            feed.Book.Stop();
    }

    /// <summary>Counts one more subscriber of bars; bars from trades subscribe to the trades.</summary>
    /// <returns>False when the venue has no candles of that interval: nothing was subscribed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Not a handle of the cache, or an interval out of range.</exception>
    /// <exception cref="InvalidOperationException">No data client for the instrument's venue.</exception>
    public bool SubscribeBars(InstrumentHandle instrument, BarInterval interval, BarSource source)
    {
        if (interval.Seconds is < 1 or > 604_800)
            throw new ArgumentOutOfRangeException(nameof(interval), interval.Seconds, "An interval is 1 to 604,800 seconds.");
        InstrumentFeed feed = FeedToSubscribe(instrument);
        Instrument definition = _cache.Instrument(instrument);
        if (source == BarSource.Trades)
        {
            BarAggregator? aggregator = Array.Find(feed.Aggregators, a => a.Interval == interval);
            if (aggregator is null)
            {
                aggregator = new BarAggregator(
                    _cache.BarsOf(instrument, interval, source),
                    _bus.GetPublisher<Bar>(MarketDataTopics.Bars(definition.Id, interval)),
                    _counts);
                feed.Aggregators = [.. feed.Aggregators, aggregator];
            }

            aggregator.Subscribers++;
            Subscribe(instrument, MarketDataKinds.Trades);
            return true;
        }

        VenueBars? bars = feed.VenueBars.Find(b => b.Series.Interval == interval);
        if (bars is null)
        {
            if (!feed.Venue.Client.SubscribeBars(definition, instrument, interval))
                return false;
            bars = new VenueBars(
                _cache.BarsOf(instrument, interval, source),
                _bus.GetPublisher<Bar>(MarketDataTopics.Bars(definition.Id, interval)));
            feed.VenueBars.Add(bars);
        }

        bars.Subscribers++;
        return true;
    }

    /// <summary>Counts one subscriber of bars less; the last one ends them.</summary>
    /// <exception cref="InvalidOperationException">There is no such subscription.</exception>
    public void UnsubscribeBars(InstrumentHandle instrument, BarInterval interval, BarSource source)
    {
        InstrumentFeed? feed = FindFeed(instrument);
        BarAggregator? aggregator = source == BarSource.Trades && feed is not null ? Array.Find(feed.Aggregators, a => a.Interval == interval) : null;
        VenueBars? bars = source == BarSource.Venue ? feed?.VenueBars.Find(b => b.Series.Interval == interval) : null;
        if (feed is null || (aggregator is null && bars is null))
            throw new InvalidOperationException($"Nobody is subscribed to {interval} bars of instrument {instrument.Index}.");
        if (aggregator is not null)
        {
            if (--aggregator.Subscribers == 0)
                feed.Aggregators = Array.FindAll(feed.Aggregators, a => a != aggregator);
            Unsubscribe(instrument, MarketDataKinds.Trades);
        }
        else if (--bars!.Subscribers == 0)
        {
            feed.VenueBars.Remove(bars);
            feed.Venue.Client.UnsubscribeBars(instrument, interval);
        }
    }

    /// <summary>Subscribers of one kind now.</summary>
    public int SubscriberCount(InstrumentHandle instrument, MarketDataKinds kind) => FindFeed(instrument) is not { } feed ? 0 : kind switch
    {
        MarketDataKinds.Quotes => feed.QuoteSubscribers,
        MarketDataKinds.Trades => feed.TradeSubscribers,
        MarketDataKinds.Book => feed.BookSubscribers,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "One kind."),
    };

    /// <summary>The running comparison of an instrument's book with the venue's best bid and offer; null when <see cref="DataEngineOptions.CheckBookConsistency"/> is off or nothing of it was subscribed to.</summary>
    public BookConsistencyCheck? ConsistencyCheck(InstrumentHandle instrument) => FindFeed(instrument)?.Book.Check;

    /// <inheritdoc/>
    public void OnQuote(in QuoteTick quote)
    {
        InstrumentFeed? feed = Receive(quote.Instrument);
        if (feed is null)
            return;
        if (!IsPossible(in quote))
        {
            RejectQuote(in quote);
            return;
        }

        if (!feed.TakeQuoteId(quote.UpdateId))
        {
            _counts.Ignored++;
            return;
        }

        _counts.Quotes++;
        _cache.SetQuote(in quote);
        feed.Book.Check?.OnQuote(in quote);
        feed.Quotes.Publish(in quote);
    }

    /// <inheritdoc/>
    public void OnTrade(in TradeTick trade)
    {
        InstrumentFeed? feed = Receive(trade.Instrument);
        if (feed is null)
            return;
        if (trade.Price.Raw <= 0 || trade.Quantity.Raw <= 0)
        {
            _counts.Malformed++;
            return;
        }

        if (!feed.TakeTradeId(trade.TradeId.Value))
        {
            _counts.Ignored++;
            return;
        }

        _counts.Trades++;
        _cache.SetTrade(in trade);
        BarAggregator[] aggregators = feed.Aggregators;
        for (int i = 0; i < aggregators.Length; i++)
            aggregators[i].OnTrade(in trade);
        feed.Trades.Publish(in trade);
    }

    /// <inheritdoc/>
    public void OnBookUpdate(in BookUpdate update, ReadOnlySpan<BookLevel> bids, ReadOnlySpan<BookLevel> asks)
    {
        _counts.BookUpdatesReceived++;
        Receive(update.Instrument)?.Book.OnUpdate(in update, bids, asks);
    }

    /// <inheritdoc/>
    public void OnBookSnapshot(in BookUpdate update, ReadOnlySpan<BookLevel> bids, ReadOnlySpan<BookLevel> asks) =>
        Receive(update.Instrument)?.Book.OnSnapshot(in update, bids, asks);

    /// <inheritdoc/>
    public void OnBookSnapshotFailed(InstrumentHandle instrument, string reason) => FindOrCount(instrument)?.Book.OnSnapshotFailed(reason);

    /// <inheritdoc/>
    public void OnBar(in Bar bar)
    {
        InstrumentFeed? feed = Receive(bar.Instrument);
        if (feed is null)
            return;
        VenueBars? bars = null;
        foreach (VenueBars candidate in feed.VenueBars)
        {
            if (candidate.Series.Interval == bar.Interval)
                bars = candidate;
        }

        if (bars is null)
        {
            _counts.Ignored++;
            return;
        }

        if (!IsPossible(in bar))
        {
            _counts.Malformed++;
            return;
        }

        if (bar.IsClosed && bars.Series.Count > 0 && bars.Series[0].IsClosed && bars.Series[0].OpenTime == bar.OpenTime)
        {
            _counts.Ignored++;
            return;
        }

        if (!bars.Series.Put(in bar))
        {
            _counts.Ignored++;
            return;
        }

        _counts.VenueBars++;
        if (!bar.IsClosed)
            return;
        _counts.BarsPublished++;
        bars.Publisher.Publish(in bar);
    }

    /// <inheritdoc/>
    public void OnFeedLost(InstrumentHandle instrument, string reason)
    {
        if (FindOrCount(instrument) is not { } feed)
            return;
        feed.IsLost = true;
        feed.ForgetIds();
        feed.Book.OnFeedLost(reason);
        if (feed.IsSubscribed && !feed.IsStale)
            GoStale(feed, reason);
    }

    /// <inheritdoc/>
    public void OnFeedReady(InstrumentHandle instrument)
    {
        if (FindOrCount(instrument) is not { } feed)
            return;
        feed.IsLost = false;
        feed.ActiveUntil = _clock.MonotonicNanos;
        feed.Book.OnFeedReady();
    }

    private static bool IsPossible(in QuoteTick quote)
    {
        // A side is either there, price and quantity above zero, or not there, both zero.
        long bid = quote.BidPrice.Raw;
        long ask = quote.AskPrice.Raw;
        return bid >= 0 && ask >= 0
            && quote.BidQuantity.Raw >= 0 && quote.AskQuantity.Raw >= 0
            && (bid == 0) == quote.BidQuantity.IsZero && (ask == 0) == quote.AskQuantity.IsZero
            && (bid < ask || ask == 0)
            && quote.UpdateId >= 0;
    }

    private static bool IsPossible(in Bar bar) =>
        bar.Source == BarSource.Venue
        && bar.OpenTime.Value > 0
        && bar.Low.Raw > 0 && bar.Low <= bar.Open && bar.Low <= bar.Close
        && bar.High >= bar.Open && bar.High >= bar.Close
        && bar.Volume.Raw >= 0 && bar.TradeCount >= 0;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RejectQuote(in QuoteTick quote)
    {
        if (quote.BidPrice >= quote.AskPrice && quote.AskPrice.Raw > 0 && quote.BidQuantity.Raw > 0 && quote.AskQuantity.Raw > 0)
            _counts.Crossed++;
        else
            _counts.Malformed++;
    }

    private InstrumentFeed? Receive(InstrumentHandle instrument)
    {
        _counts.Messages++;
        InstrumentFeed?[] feeds = _feeds;
        InstrumentFeed? feed = (uint)instrument.Index < (uint)feeds.Length ? feeds[instrument.Index] : null;
        if (feed is null)
            return FindOrCount(instrument);
        feed.HasActivity = true;
        if (feed.IsStale)
            EndStale(feed);
        return feed;
    }

    private InstrumentFeed? FindFeed(InstrumentHandle instrument) =>
        (uint)instrument.Index < (uint)_feeds.Length ? _feeds[instrument.Index] : null;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private InstrumentFeed? FindOrCount(InstrumentHandle instrument)
    {
        if (FindFeed(instrument) is { } feed)
            return feed;
        if (_cache.Contains(instrument))
            _counts.Ignored++;
        else
            _counts.UnknownInstrument++;
        return null;
    }

    private InstrumentFeed FeedToSubscribe(InstrumentHandle instrument)
    {
        Instrument definition = _cache.Instrument(instrument);
        if (FindFeed(instrument) is { } known)
            return known;
        if (!_venues.TryGetValue(definition.Id.Venue, out SnapshotPacer? venue))
            throw new InvalidOperationException($"{definition.Id}: no data client serves venue {definition.Id.Venue}.");
        if (instrument.Index >= _feeds.Length)
            Array.Resize(ref _feeds, Math.Max(instrument.Index + 1, Math.Max(16, _feeds.Length * 2)));
        var book = new BookFeed(
            _cache.Book(instrument),
            _options,
            venue,
            _clock,
            _timers,
            _bus.GetPublisher<BookUpdate>(MarketDataTopics.Book(definition.Id)),
            _bookStates,
            _counts);
        var feed = new InstrumentFeed(
            instrument,
            venue,
            book,
            _bus.GetPublisher<QuoteTick>(MarketDataTopics.Quotes(definition.Id)),
            _bus.GetPublisher<TradeTick>(MarketDataTopics.Trades(definition.Id)));
        _feeds[instrument.Index] = feed;
        return feed;
    }

    private void BeginWatching(InstrumentFeed feed)
    {
        feed.IsStale = false;
        feed.HasActivity = false;
        feed.ActiveUntil = _clock.MonotonicNanos;
        _cache.SetStale(feed.Handle, false);
        if (_options.StaleAfterNanos > 0 && !_staleTimer.IsActive)
            _staleTimer.Start(_options.StaleAfterNanos / 4, _options.StaleAfterNanos / 4);
    }

    private void OnStaleTimer(IEngineTimer timer)
    {
        long now = _clock.MonotonicNanos;
        bool anySubscribed = false;
        InstrumentFeed?[] feeds = _feeds;
        for (int i = 0; i < feeds.Length; i++)
        {
            if (feeds[i] is not { IsSubscribed: true } feed)
                continue;
            anySubscribed = true;
            if (feed.HasActivity)
            {
                feed.HasActivity = false;
                feed.ActiveUntil = now;
            }
            else if (!feed.IsStale && now - feed.ActiveUntil >= _options.StaleAfterNanos)
            {
                GoStale(feed, "no data");
            }
        }

        if (!anySubscribed)
            timer.Cancel();
    }

    private void GoStale(InstrumentFeed feed, string reason)
    {
        feed.IsStale = true;
        _counts.Stale++;
        _cache.SetStale(feed.Handle, true);
        var e = new StaleDataEvent(feed.Handle, IsStale: true, reason, _clock.Now);
        _stale.Publish(in e);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EndStale(InstrumentFeed feed)
    {
        // What straggles in after a loss is no sign of life.
        if (feed.IsLost)
            return;
        feed.IsStale = false;
        feed.ActiveUntil = _clock.MonotonicNanos;
        _cache.SetStale(feed.Handle, false);
        var e = new StaleDataEvent(feed.Handle, IsStale: false, null, _clock.Now);
        _stale.Publish(in e);
    }
}
