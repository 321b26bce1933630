using System.Globalization;
using LiveTrading.Engine.Caching;
using LiveTrading.Model;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Engine.Tests.Data;

public sealed class BarTests
{
    private readonly DataRig _rig = new();
    private readonly List<Bar> _published = [];

    [Fact]
    public void Bar_from_trades_has_first_highest_lowest_last_sum_and_count()
    {
        SubscribeTradeBars(60);
        Trade(120, 100, 1);
        Trade(130, 110, 2);
        Trade(179, 90, 3);
        Trade(179, 95, 4);
        Assert.Empty(_published);

        Trade(180, 96, 1);

        Bar bar = Assert.Single(_published);
        Assert.Equal((100m, 110m, 90m, 95m), (bar.Open.AsDecimal, bar.High.AsDecimal, bar.Low.AsDecimal, bar.Close.AsDecimal));
        Assert.Equal((10m, 4L, true, 120L * UnixNanos.PerSecond), (bar.Volume.AsDecimal, bar.TradeCount, bar.IsClosed, bar.OpenTime.Value));
        Assert.Equal(BarSource.Trades, bar.Source);
    }

    [Fact]
    public void Running_bar_stands_in_the_cache_and_closed_ones_behind_it()
    {
        SubscribeTradeBars(60);
        Trade(60, 100, 1);
        Trade(125, 101, 1);
        Trade(126, 102, 1);

        Assert.True(_rig.Cache.TryGetBars(_rig.Handle, BarInterval.OneMinute, BarSource.Trades, out BarSeries? bars));
        Assert.Equal(2, bars.Count);
        Assert.Equal((false, 102m), (bars[0].IsClosed, bars[0].Close.AsDecimal));
        Assert.Equal((true, 100m), (bars[1].IsClosed, bars[1].Close.AsDecimal));
    }

    // 1723161254 is Thursday 2024-08-08 23:54:14 UTC; its week began on Monday the 5th.
    [Theory]
    [InlineData(1, "2024-08-08T23:54:14Z")]
    [InlineData(60, "2024-08-08T23:54:00Z")]
    [InlineData(300, "2024-08-08T23:50:00Z")]
    [InlineData(3_600, "2024-08-08T23:00:00Z")]
    [InlineData(86_400, "2024-08-08T00:00:00Z")]
    [InlineData(604_800, "2024-08-05T00:00:00Z")]
    public void Bars_are_aligned_to_UTC(int seconds, string open)
    {
        SubscribeTradeBars(seconds);
        Trade(1_723_161_254, 100, 1);

        Assert.True(_rig.Cache.TryGetBars(_rig.Handle, new BarInterval(seconds), BarSource.Trades, out BarSeries? bars));
        Assert.Equal(DateTimeOffset.Parse(open, CultureInfo.InvariantCulture).UtcDateTime, bars[0].OpenTime.ToDateTime());
    }

    [Fact]
    public void Bars_follow_the_trades_time_and_not_the_clock()
    {
        SubscribeTradeBars(60);
        Trade(120, 100, 1);
        _rig.Time.Advance(3_600 * UnixNanos.PerSecond);
        Trade(121, 101, 1);

        Assert.Empty(_published);
    }

    [Fact]
    public void Intervals_without_trades_have_no_bar()
    {
        SubscribeTradeBars(60);
        Trade(60, 100, 1);
        Trade(600, 101, 1);
        Trade(660, 101, 1);

        Assert.Equal([60L, 600L], _published.Select(b => b.OpenTime.Value / UnixNanos.PerSecond));
    }

    [Fact]
    public void Late_trade_changes_no_bar_and_is_counted()
    {
        SubscribeTradeBars(60);
        Trade(120, 100, 1);
        Trade(119, 50, 1);
        Trade(180, 100, 1);

        Assert.Equal(100m, Assert.Single(_published).Low.AsDecimal);
        Assert.Equal(1, _rig.Engine.Counters.LateForBar);
    }

    [Fact]
    public void Trade_from_the_far_future_or_without_time_changes_no_bar()
    {
        SubscribeTradeBars(60);
        Trade(120, 100, 1);
        _rig.Engine.OnTrade(_rig.Trade(100, 1) with { EventTime = new UnixNanos(long.MaxValue) });
        _rig.Engine.OnTrade(_rig.Trade(100, 1) with { EventTime = default });
        Trade(180, 100, 1);

        Assert.Equal(1, Assert.Single(_published).TradeCount);
        Assert.Equal(2, _rig.Engine.Counters.Malformed);
    }

    [Fact]
    public void Volume_that_would_overflow_is_refused()
    {
        SubscribeTradeBars(60);
        _rig.Engine.OnTrade(_rig.Trade(100, 1, 0, 120) with { Quantity = new Quantity(long.MaxValue) });
        _rig.Engine.OnTrade(_rig.Trade(100, 1, 0, 121) with { Quantity = new Quantity(long.MaxValue) });
        Trade(180, 100, 1);

        Assert.Equal(long.MaxValue, Assert.Single(_published).Volume.Raw);
    }

    [Fact]
    public void Bars_from_trades_subscribe_to_trades_and_end_with_the_last_subscriber()
    {
        _rig.Engine.SubscribeBars(_rig.Handle, BarInterval.OneMinute, BarSource.Trades);
        _rig.Engine.SubscribeBars(_rig.Handle, BarInterval.OneMinute, BarSource.Trades);
        _rig.Engine.UnsubscribeBars(_rig.Handle, BarInterval.OneMinute, BarSource.Trades);
        Assert.Equal(["+Trades"], _rig.Client.Calls);

        _rig.Engine.UnsubscribeBars(_rig.Handle, BarInterval.OneMinute, BarSource.Trades);

        Assert.Equal(["+Trades", "-Trades"], _rig.Client.Calls);
        Assert.Throws<InvalidOperationException>(() => _rig.Engine.UnsubscribeBars(_rig.Handle, BarInterval.OneMinute, BarSource.Trades));
    }

    [Fact]
    public void Venue_candles_stand_in_the_cache_and_are_published_once_closed()
    {
        SubscribeVenueBars();

        _rig.Engine.OnBar(VenueBar(60, 100, isClosed: false));
        Assert.Empty(_published);
        _rig.Engine.OnBar(VenueBar(60, 101, isClosed: true));
        _rig.Engine.OnBar(VenueBar(60, 101, isClosed: true));
        _rig.Engine.OnBar(VenueBar(60, 99, isClosed: false));
        _rig.Engine.OnBar(VenueBar(30, 99, isClosed: true));

        Assert.Equal(101m, Assert.Single(_published).Close.AsDecimal);
        Assert.True(_rig.Cache.TryGetBars(_rig.Handle, BarInterval.OneMinute, BarSource.Venue, out BarSeries? bars));
        Assert.Equal((1, 101m), (bars.Count, bars[0].Close.AsDecimal));
        Assert.Equal(3, _rig.Engine.Counters.Ignored);
    }

    [Fact]
    public void Venue_candle_that_cannot_be_is_refused()
    {
        SubscribeVenueBars();

        _rig.Engine.OnBar(VenueBar(60, 100, isClosed: true) with { High = Price.Of(99) });
        _rig.Engine.OnBar(VenueBar(60, 100, isClosed: true) with { Low = Price.Zero });
        _rig.Engine.OnBar(VenueBar(60, 100, isClosed: true) with { Volume = new Quantity(-1) });
        _rig.Engine.OnBar(VenueBar(60, 100, isClosed: true) with { Source = BarSource.Trades });

        Assert.Empty(_published);
        Assert.Equal(4, _rig.Engine.Counters.Malformed);
    }

    [Fact]
    public void Venue_without_candles_of_that_interval_says_so()
    {
        _rig.Client.HasCandles = false;

        Assert.False(_rig.Engine.SubscribeBars(_rig.Handle, BarInterval.OneMinute, BarSource.Venue));
        _rig.Engine.OnBar(VenueBar(60, 100, isClosed: true));

        Assert.Equal(1, _rig.Engine.Counters.Ignored);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(604_801)]
    public void SubscribeBars_refuses_an_interval_out_of_range(int seconds) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _rig.Engine.SubscribeBars(_rig.Handle, new BarInterval(seconds), BarSource.Trades));

    [Fact]
    public void Series_keeps_the_newest_bars_up_to_its_capacity()
    {
        var series = new BarSeries(_rig.Handle, BarInterval.OneSecond, BarSource.Trades, 40);
        for (int i = 1; i <= 100; i++)
        {
            series.Put(VenueBar(i, i, isClosed: true));
            Assert.Equal(Math.Min(i, 40), series.Count);
            for (int back = 0; back < series.Count; back++)
                Assert.Equal(i - back, series[back].Close.AsDecimal);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => series[40]);
    }

    private void SubscribeTradeBars(int seconds)
    {
        _rig.Engine.SubscribeBars(_rig.Handle, new BarInterval(seconds), BarSource.Trades);
        _rig.Bus.Subscribe("candle.*", (in Bar bar) => _published.Add(bar));
    }

    private void SubscribeVenueBars()
    {
        _rig.Engine.SubscribeBars(_rig.Handle, BarInterval.OneMinute, BarSource.Venue);
        _rig.Bus.Subscribe("candle.BTCUSDT.TEST.1m", (in Bar bar) => _published.Add(bar));
    }

    private void Trade(long seconds, decimal price, decimal quantity) => _rig.Engine.OnTrade(_rig.Trade(price, quantity, 0, seconds));

    private Bar VenueBar(long openSeconds, decimal price, bool isClosed) =>
        new(_rig.Handle, BarInterval.OneMinute, BarSource.Venue, new UnixNanos(openSeconds * UnixNanos.PerSecond), Price.Of(price), Price.Of(price), Price.Of(price), Price.Of(price), Quantity.Of(1), 1, isClosed);
}
