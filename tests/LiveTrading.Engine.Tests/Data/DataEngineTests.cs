using LiveTrading.Engine.Bus;
using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Data;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Tests.Data;

public sealed class DataEngineTests
{
    private const long Second = UnixNanos.PerSecond;
    private readonly DataRig _rig = new();

    [Fact]
    public void Subscribe_goes_to_the_venue_for_the_first_and_unsubscribe_for_the_last_of_each_kind()
    {
        _rig.Engine.Subscribe(_rig.Handle, MarketDataKinds.Quotes);
        _rig.Engine.Subscribe(_rig.Handle, MarketDataKinds.Quotes | MarketDataKinds.Trades);
        _rig.Engine.Unsubscribe(_rig.Handle, MarketDataKinds.Quotes);
        _rig.Engine.Unsubscribe(_rig.Handle, MarketDataKinds.Trades);
        _rig.Engine.Unsubscribe(_rig.Handle, MarketDataKinds.Quotes);

        Assert.Equal(["+Quotes", "+Trades", "-Trades", "-Quotes"], _rig.Client.Calls);
    }

    [Fact]
    public void Unsubscribe_of_what_nobody_has_throws_and_changes_nothing()
    {
        _rig.Engine.Subscribe(_rig.Handle, MarketDataKinds.Quotes);

        Assert.Throws<InvalidOperationException>(() => _rig.Engine.Unsubscribe(_rig.Handle, MarketDataKinds.Quotes | MarketDataKinds.Book));

        Assert.Equal(1, _rig.Engine.SubscriberCount(_rig.Handle, MarketDataKinds.Quotes));
    }

    [Fact]
    public void Subscribe_at_a_venue_without_client_throws_with_its_name()
    {
        InstrumentHandle other = _rig.Cache.AddInstrument(DataRig.NewInstrument("ETH", "ELSEWHERE"));

        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => _rig.Engine.Subscribe(other, MarketDataKinds.Quotes));

        Assert.Contains("ELSEWHERE", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddClient_twice_for_a_venue_throws() =>
        Assert.Throws<ArgumentException>(() => _rig.Engine.AddClient(new FakeDataClient()));

    [Fact]
    public void Quote_is_in_the_cache_before_it_is_published()
    {
        decimal seen = 0;
        _rig.Engine.Subscribe(_rig.Handle, MarketDataKinds.Quotes);
        _rig.Bus.Subscribe("market_data.BTCUSDT.TEST", (in QuoteTick q) => seen = _rig.Cache.Quote(q.Instrument).BidPrice.AsDecimal);

        _rig.Engine.OnQuote(_rig.Quote(99, 101, 5));

        Assert.Equal(99, seen);
        Assert.True(_rig.Cache.HasQuote(_rig.Handle));
        Assert.Equal(1, _rig.Engine.Counters.Quotes);
    }

    [Fact]
    public void Trade_is_in_the_cache_before_it_is_published()
    {
        decimal seen = 0;
        _rig.Engine.Subscribe(_rig.Handle, MarketDataKinds.Trades);
        _rig.Bus.Subscribe("trade.BTCUSDT.TEST", (in TradeTick t) => seen = _rig.Cache.LastTrade(t.Instrument).Price.AsDecimal);

        _rig.Engine.OnTrade(_rig.Trade(100, 2, 1));

        Assert.Equal(100, seen);
        Assert.Equal(1, _rig.Engine.Counters.Trades);
    }

    [Fact]
    public void Book_update_is_applied_before_it_is_published()
    {
        decimal seen = 0;
        _rig.Bus.Subscribe("orderbook.BTCUSDT.TEST", (in BookUpdate u) => seen = _rig.Cache.Book(u.Instrument).BestBid.Price.AsDecimal);
        _rig.SubscribeBook();
        _rig.Snapshot(100);

        _rig.Update(101, 101, bids: [DataRig.Level(100, 1)]);

        Assert.Equal(100, seen);
    }

    [Theory]
    [InlineData(-1, 1, 101, 1)]
    [InlineData(99, -1, 101, 1)]
    [InlineData(99, 0, 101, 1)]
    [InlineData(0, 1, 101, 1)]
    [InlineData(99, 1, -1, 1)]
    [InlineData(99, 1, 0, 1)]
    [InlineData(99, 1, 101, 0)]
    [InlineData(long.MinValue, 1, 101, 1)]
    [InlineData(99, 1, 101, long.MinValue)]
    public void Impossible_quote_is_counted_and_has_no_effect(long bid, long bidQuantity, long ask, long askQuantity)
    {
        _rig.Engine.Subscribe(_rig.Handle, MarketDataKinds.Quotes);

        _rig.Engine.OnQuote(new QuoteTick(_rig.Handle, new Price(bid), new Quantity(bidQuantity), new Price(ask), new Quantity(askQuantity), 1, default, default));

        Assert.False(_rig.Cache.HasQuote(_rig.Handle));
        Assert.Equal((1, 0), (_rig.Engine.Counters.Malformed, _rig.Engine.Counters.Quotes));
    }

    [Theory]
    [InlineData(101, 101)]
    [InlineData(102, 101)]
    public void Crossed_quote_is_counted_and_has_no_effect(int bid, int ask)
    {
        _rig.Engine.Subscribe(_rig.Handle, MarketDataKinds.Quotes);

        _rig.Engine.OnQuote(_rig.Quote(bid, ask, 1));

        Assert.False(_rig.Cache.HasQuote(_rig.Handle));
        Assert.Equal(1, _rig.Engine.Counters.Crossed);
    }

    [Theory]
    [InlineData(0, 101)]
    [InlineData(99, 0)]
    [InlineData(0, 0)]
    public void One_sided_and_empty_quotes_are_taken(int bid, int ask)
    {
        _rig.Engine.Subscribe(_rig.Handle, MarketDataKinds.Quotes);

        _rig.Engine.OnQuote(_rig.Quote(bid, ask, 1, bidQuantity: bid == 0 ? 0 : 1, askQuantity: ask == 0 ? 0 : 1));

        Assert.True(_rig.Cache.HasQuote(_rig.Handle));
    }

    [Fact]
    public void Older_and_repeated_quotes_have_no_effect()
    {
        _rig.Engine.Subscribe(_rig.Handle, MarketDataKinds.Quotes);
        _rig.Engine.OnQuote(_rig.Quote(99, 101, 10));

        _rig.Engine.OnQuote(_rig.Quote(98, 101, 9));
        _rig.Engine.OnQuote(_rig.Quote(97, 101, 10));

        Assert.Equal(99, _rig.Cache.Quote(_rig.Handle).BidPrice.AsDecimal);
        Assert.Equal(2, _rig.Engine.Counters.Ignored);
    }

    [Fact]
    public void Quote_numbering_that_began_anew_is_believed_after_a_thousand_refusals()
    {
        _rig.Engine.Subscribe(_rig.Handle, MarketDataKinds.Quotes);
        _rig.Engine.OnQuote(_rig.Quote(99, 101, long.MaxValue));

        for (int i = 1; i <= 1_001; i++)
            _rig.Engine.OnQuote(_rig.Quote(98, 101, i));

        Assert.Equal((98m, 1_001L), (_rig.Cache.Quote(_rig.Handle).BidPrice.AsDecimal, _rig.Cache.Quote(_rig.Handle).UpdateId));
    }

    [Fact]
    public void Numbering_may_begin_anew_after_the_feed_was_lost()
    {
        _rig.Engine.Subscribe(_rig.Handle, MarketDataKinds.Quotes | MarketDataKinds.Trades);
        _rig.Engine.OnQuote(_rig.Quote(99, 101, 1_000));
        _rig.Engine.OnTrade(_rig.Trade(99, 1, 1_000));

        _rig.Engine.OnFeedLost(_rig.Handle, "gone");
        _rig.Engine.OnFeedReady(_rig.Handle);
        _rig.Engine.OnQuote(_rig.Quote(98, 101, 1));
        _rig.Engine.OnTrade(_rig.Trade(98, 1, 1));

        Assert.Equal(98, _rig.Cache.Quote(_rig.Handle).BidPrice.AsDecimal);
        Assert.Equal(98, _rig.Cache.LastTrade(_rig.Handle).Price.AsDecimal);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-1, 1)]
    [InlineData(1, 0)]
    [InlineData(1, -1)]
    public void Impossible_trade_is_counted_and_has_no_effect(long price, long quantity)
    {
        _rig.Engine.Subscribe(_rig.Handle, MarketDataKinds.Trades);

        _rig.Engine.OnTrade(new TradeTick(_rig.Handle, new Price(price), new Quantity(quantity), OrderSide.Buy, new TradeId(1), _rig.Time.Now, _rig.Time.Now));

        Assert.False(_rig.Cache.HasTrade(_rig.Handle));
        Assert.Equal(1, _rig.Engine.Counters.Malformed);
    }

    [Fact]
    public void Repeated_trades_are_ignored_by_growing_ids()
    {
        _rig.Engine.Subscribe(_rig.Handle, MarketDataKinds.Trades);
        foreach (long id in (long[])[5, 6, 5, 6, 7])
            _rig.Engine.OnTrade(_rig.Trade(100, 1, id));

        Assert.Equal((3, 2), (_rig.Engine.Counters.Trades, _rig.Engine.Counters.Ignored));
    }

    [Fact]
    public void Trades_of_a_venue_without_growing_ids_are_taken_in_any_order()
    {
        var engine = new DataEngine(_rig.Cache, new MessageBus(new MessageBusOptions()), _rig.Time, _rig.Time, new DataEngineOptions());
        engine.AddClient(new FakeDataClient { TradeIdsIncrease = false });
        engine.Subscribe(_rig.Handle, MarketDataKinds.Trades);

        foreach (long id in (long[])[900, 5, 5, 300])
            engine.OnTrade(_rig.Trade(100, 1, id));

        Assert.Equal((3, 1), (engine.Counters.Trades, engine.Counters.Ignored));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public void Data_of_an_unknown_instrument_is_counted(int index)
    {
        var unknown = new InstrumentHandle(index);

        _rig.Engine.OnQuote(_rig.Quote(99, 101) with { Instrument = unknown });
        _rig.Engine.OnTrade(_rig.Trade(99, 1) with { Instrument = unknown });
        _rig.Engine.OnBookUpdate(new BookUpdate(unknown, 1, 1, default, default), [], []);
        _rig.Engine.OnBookSnapshot(new BookUpdate(unknown, 1, 1, default, default), [], []);
        _rig.Engine.OnFeedReady(unknown);

        Assert.Equal(5, _rig.Engine.Counters.UnknownInstrument);
    }

    [Fact]
    public void Data_nobody_subscribed_to_is_ignored()
    {
        _rig.Engine.OnQuote(_rig.Quote(99, 101));

        Assert.False(_rig.Cache.HasQuote(_rig.Handle));
        Assert.Equal(1, _rig.Engine.Counters.Ignored);
    }

    [Fact]
    public void Silence_is_said_once_and_its_end_too()
    {
        _rig.Engine.Subscribe(_rig.Handle, MarketDataKinds.Quotes);
        _rig.Time.Advance(9 * Second);
        _rig.Engine.OnQuote(_rig.Quote(99, 101, 1));
        _rig.Time.Advance(9 * Second);
        Assert.Empty(_rig.StaleEvents);

        _rig.Time.Advance(20 * Second);
        Assert.True(_rig.Cache.IsStale(_rig.Handle));
        _rig.Engine.OnQuote(_rig.Quote(99, 101, 2));

        Assert.Equal([true, false], _rig.StaleEvents.Select(e => e.IsStale));
        Assert.False(_rig.Cache.IsStale(_rig.Handle));
    }

    [Fact]
    public void Feed_lost_is_stale_at_once_until_data_comes_after_it_is_ready_again()
    {
        _rig.Engine.Subscribe(_rig.Handle, MarketDataKinds.Quotes);
        _rig.Engine.OnFeedLost(_rig.Handle, "gone");
        _rig.Engine.OnQuote(_rig.Quote(99, 101, 1));
        Assert.True(_rig.Cache.IsStale(_rig.Handle));

        _rig.Engine.OnFeedReady(_rig.Handle);
        _rig.Engine.OnQuote(_rig.Quote(99, 101, 2));

        Assert.Equal(["gone", null], _rig.StaleEvents.Select(e => e.Reason));
        Assert.False(_rig.Cache.IsStale(_rig.Handle));
    }

    [Fact]
    public void Options_out_of_range_are_refused_by_name()
    {
        Assert.Equal("StaleAfterNanos", Refused(new DataEngineOptions { StaleAfterNanos = 1 }));
        Assert.Equal("ResyncMaxNanos", Refused(new DataEngineOptions { ResyncBaseNanos = 2 * Second, ResyncMaxNanos = Second }));
        Assert.Equal("MaxBufferedUpdates", Refused(new DataEngineOptions { MaxBufferedUpdates = 0 }));
        Assert.Equal("SnapshotTimeoutNanos", Refused(new DataEngineOptions { SnapshotTimeoutNanos = 0 }));

        string? Refused(DataEngineOptions options) => Assert.Throws<ArgumentOutOfRangeException>(options.Validate).ParamName;
    }

    [Fact]
    public void A_message_allocates_nothing()
    {
        var rig = new DataRig(new DataEngineOptions { CheckBookConsistency = true }, new CacheOptions { MaxBars = 16 });
        long seen = 0;
        rig.Bus.Subscribe("market_data.*", (in QuoteTick q) => seen++);
        rig.Bus.Subscribe("trade.*", (in TradeTick t) => seen++);
        rig.Bus.Subscribe("orderbook.*", (in BookUpdate u) => seen++);
        rig.Engine.Subscribe(rig.Handle, MarketDataKinds.Quotes | MarketDataKinds.Trades);
        rig.Engine.SubscribeBars(rig.Handle, BarInterval.OneSecond, BarSource.Trades);
        rig.SubscribeBook();
        rig.Snapshot(100, bids: [.. Enumerable.Range(1, 200).Select(i => DataRig.Level(i, 1))], asks: [.. Enumerable.Range(201, 200).Select(i => DataRig.Level(i, 1))]);
        BookLevel[] bids = [DataRig.Level(200, 2), DataRig.Level(50, 0), DataRig.Level(60, 3)];
        BookLevel[] asks = [DataRig.Level(201, 2), DataRig.Level(350, 0), DataRig.Level(50_000, 3)];
        Play(rig, bids, asks, 101, 100);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Play(rig, bids, asks, 201, 2_000);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
        Assert.Equal(3 * 2_100 + 1, seen);
    }

    private static void Play(DataRig rig, BookLevel[] bids, BookLevel[] asks, long id, int count)
    {
        for (long i = id; i < id + count; i++)
        {
            rig.Engine.OnQuote(new QuoteTick(rig.Handle, bids[0].Price, bids[0].Quantity, asks[0].Price, asks[0].Quantity, i, default, default));
            rig.Engine.OnTrade(new TradeTick(rig.Handle, bids[0].Price, bids[0].Quantity, OrderSide.Sell, new TradeId((UInt128)i), new UnixNanos(i * 300_000_000), default));
            rig.Engine.OnBookUpdate(new BookUpdate(rig.Handle, i, i, default, default), bids, asks);
        }
    }
}
