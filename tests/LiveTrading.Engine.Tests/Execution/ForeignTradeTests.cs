using LiveTrading.Engine.Events;
using LiveTrading.Engine.Execution;
using LiveTrading.Engine.Risk;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Tests.Execution;

/// <summary>Others trade on the same account: counted apart from own fills, so that they explain the balances.</summary>
public sealed class ForeignTradeTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Trade_of_a_person_explains_the_balance_and_stops_nothing(bool told)
    {
        var world = new TradingWorld();
        Order own = world.Working();
        world.Venue.Trade(own, 1m, 59_000m);
        world.Time.Advance(1);

        world.Venue.TradeOfOthers(OrderSide.Buy, 0.25m, 60_000m, 9, told, commission: 0.001m, commissionCurrency: "BTC");
        world.Time.Advance(200);

        Assert.Equal(TradingState.Active, world.Risk.InstrumentState(world.Instrument));
        Assert.Equal(0, world.VenueSide.LastReconciliation!.PositionDifferences);
        Assert.Equal((1m, 1m), (world.Position, world.Portfolio.VenuePosition(world.Instrument)));
        Assert.Equal(0.249m, world.Portfolio.FindAccount(world.Venue.Account)!.Find("BTC")!.ForeignChange);
        Assert.Equal(-15_000m, world.Portfolio.FindAccount(world.Venue.Account)!.Find("USDT")!.ForeignChange);
        Assert.Equal(1, world.Engine.Counters.ForeignTrades);
    }

    [Fact]
    public void Trade_told_by_the_stream_and_the_history_counts_once()
    {
        var world = new TradingWorld();
        world.Time.Advance(1);
        OrderEvent e = world.Venue.TradeOfOthers(OrderSide.Sell, 0.25m, 60_000m, 9, tell: true);
        world.VenueSide.OnOrderEvent(in e);
        world.Time.Advance(130);
        Assert.Equal(-0.25m, world.Portfolio.FindAccount(world.Venue.Account)!.Find("BTC")!.ForeignChange);
        Assert.Equal(0, world.Venue.OwnerQueries);
    }

    [Fact]
    public void Trade_counted_survives_a_restart_and_counts_once()
    {
        var world = new TradingWorld();
        world.Time.Advance(1);
        world.Venue.TradeOfOthers(OrderSide.Buy, 0.25m, 60_000m, 9, tell: true);
        world.Time.Advance(61);

        TradingWorld next = world.Restart();
        next.Time.Advance(200);

        Assert.Equal(0.25m, next.Portfolio.FindAccount(next.Venue.Account)!.Find("BTC")!.ForeignChange);
        Assert.Equal(0, next.VenueSide.LastReconciliation!.PositionDifferences);
        Assert.Equal(0, next.Engine.Counters.ForeignTrades);
    }

    [Fact]
    public void Trades_while_the_engine_was_down_are_counted()
    {
        var world = new TradingWorld();
        world.Time.Advance(61);
        world.Venue.TradeOfOthers(OrderSide.Buy, 0.25m, 60_000m, 9, tell: false);
        world.Venue.TradeOfOthers(OrderSide.Buy, 0.5m, 60_000m, 9, tell: false);
        world.Time.Advance(0.5);

        TradingWorld next = world.Restart();
        next.Time.Advance(10);

        Assert.Equal(0.75m, next.Portfolio.FindAccount(next.Venue.Account)!.Find("BTC")!.ForeignChange);
        Assert.Equal(1, next.Venue.OwnerQueries);
        Assert.Equal(0, next.VenueSide.LastReconciliation!.PositionDifferences);
    }

    [Fact]
    public void Trade_that_the_baseline_contains_is_not_counted()
    {
        var time = new TestTime();
        var venue = new FakeVenue(time);
        var world = new TradingWorld(venue: venue, time: time, reconcile: false);
        venue.TradeOfOthers(OrderSide.Buy, 0.25m, 60_000m, 9, tell: false);
        time.Advance(1);
        world.VenueSide.OnExecutionReady();
        time.Advance(100);
        Assert.Equal(0m, world.Portfolio.FindAccount(venue.Account)!.Find("BTC")!.ForeignChange);
        Assert.Equal(0, world.VenueSide.LastReconciliation!.PositionDifferences);
    }

    [Fact]
    public void Own_order_that_the_journal_lost_is_not_taken_for_a_foreign_one()
    {
        var world = new TradingWorld();
        var id = ClientOrderId.Create(7, 555, 1);
        var lost = new VenueOrder(id, new VenueOrderId(77), OrderSide.Buy, OrderType.Limit, Price.Of(59_000m), Quantity.Of(1m));
        world.Venue.Orders.Add(id, lost);
        world.Time.Advance(1);
        world.Venue.TradeOfOthers(OrderSide.Buy, 1m, 59_000m, 77, tell: false);
        lost.Filled = Quantity.Of(1m);
        lost.Status = VenueOrderStatus.Filled;

        world.Time.Advance(120);

        Assert.Equal(1m, world.Position);
        Assert.Equal(OrderState.Filled, world.Cache.FindOrder(id)!.State);
        Assert.True(world.HasAlert(AlertCode.OrderAdopted));
        Assert.Equal(0m, world.Portfolio.FindAccount(world.Venue.Account)!.Find("BTC")!.ForeignChange);
    }

    [Fact]
    public void Own_order_of_a_lost_journal_that_the_baseline_contains_is_not_applied_again()
    {
        var before = new TradingWorld();
        Order order = before.Working();
        before.Venue.Trade(order, 1m, 59_000m);
        before.Time.Advance(1);

        var world = new TradingWorld(venue: before.Venue, time: before.Time, epoch: 2);
        world.Time.Advance(120);

        Assert.Equal((0m, 0), (world.Position, world.VenueSide.LastReconciliation!.PositionDifferences));
        Assert.Equal(0, world.Venue.OwnerQueries);
    }

    [Fact]
    public void Own_fill_of_an_unanswered_submit_is_not_taken_for_a_foreign_one()
    {
        var world = new TradingWorld();
        Order order = world.Sent();
        world.Venue.Receive(order, tell: false);
        world.Time.Advance(1);
        world.Venue.Trade(order, 1m, 59_000m, tell: false);

        world.VenueSide.Reconcile("test");
        world.Venue.Pump();

        Assert.Equal(1m, world.Position);
        Assert.Equal(OrderState.Filled, order.State);
        Assert.Equal(0, world.Engine.Counters.ForeignTrades);
    }

    [Fact]
    public void Owner_that_cannot_be_asked_is_asked_again_and_nothing_is_concluded()
    {
        var world = new TradingWorld();
        world.Time.Advance(1);
        world.Venue.TradeOfOthers(OrderSide.Buy, 0.25m, 60_000m, 9, tell: false);
        world.Venue.FailOrderQueries = true;
        world.Time.Advance(90);
        Assert.Equal(0, world.Engine.Counters.ForeignTrades);
        Assert.True(world.HasAlert(AlertCode.ReconciliationFailed));

        world.Venue.FailOrderQueries = false;
        world.Time.Advance(30);

        Assert.Equal(1, world.Engine.Counters.ForeignTrades);
        Assert.Equal(0, world.VenueSide.LastReconciliation!.PositionDifferences);
    }

    [Fact]
    public void Trade_of_an_order_that_the_venue_does_not_know_stays_unexplained_and_is_asked_again()
    {
        var world = new TradingWorld();
        world.Time.Advance(1);
        world.Venue.TradeOfOthers(OrderSide.Buy, 0.25m, 60_000m, 9, tell: false);
        world.Venue.ForeignTraded.Clear();
        world.Time.Advance(90);
        Assert.Equal(TradingState.Reducing, world.Risk.InstrumentState(world.Instrument));

        world.Time.Advance(120);
        world.Venue.ForeignTraded.Add(new VenueOrderId(9));
        world.Time.Advance(120);

        Assert.Equal(1, world.Engine.Counters.ForeignTrades);
        Assert.Equal(TradingState.Active, world.Risk.InstrumentState(world.Instrument));
    }

    [Fact]
    public void Trade_of_an_order_that_the_venue_never_knows_is_given_up_and_the_history_goes_on()
    {
        var world = new TradingWorld();
        world.Time.Advance(1);
        world.Venue.TradeOfOthers(OrderSide.Buy, 0.25m, 60_000m, 9, tell: false);
        world.Venue.TradeOfOthers(OrderSide.Buy, 0.25m, 60_000m, 9, tell: false);
        world.Venue.ForeignTraded.Clear();

        world.Time.Advance(3_600);

        Assert.Equal(OwnerQuestions.NotFoundAnswers, world.Venue.OwnerQueries);
        Assert.Single(world.Alerts, a => a.Code == AlertCode.TradeOwnerUnknown);
        Assert.True(world.Venue.FillsSince.Value > world.Time.Now.Value - 200 * UnixNanos.PerSecond, "the history is still read from far back");
        Assert.Equal(TradingState.Reducing, world.Risk.InstrumentState(world.Instrument));
        Assert.True(world.Engine.AcceptDifference(world.Instrument, "ada", "nobody knows"));
        TradingWorld next = world.Restart();
        next.Time.Advance(200);
        Assert.Equal((OwnerQuestions.NotFoundAnswers, 0), (next.Venue.OwnerQueries, next.VenueSide.LastReconciliation!.PositionDifferences));
    }

    [Fact]
    public void Owner_that_is_not_found_many_times_within_seconds_is_not_given_up()
    {
        var world = new TradingWorld();
        world.Time.Advance(1);
        world.Venue.TradeOfOthers(OrderSide.Buy, 0.25m, 60_000m, 9, tell: false);
        world.Venue.ForeignTraded.Clear();
        for (int i = 0; i < 2 * OwnerQuestions.NotFoundAnswers; i++)
        {
            world.VenueSide.Reconcile("test");
            world.Venue.Pump();
        }

        world.Venue.ForeignTraded.Add(new VenueOrderId(9));
        world.Time.Advance(120);

        Assert.Equal(1, world.Engine.Counters.ForeignTrades);
        Assert.False(world.HasAlert(AlertCode.TradeOwnerUnknown));
    }

    [Fact]
    public void Stream_lost_while_owners_are_asked_reads_the_trades_again()
    {
        var world = new TradingWorld();
        Order order = world.Sent();
        world.Venue.Receive(order, tell: false);
        world.Venue.FailOrderQueries = true;
        world.Time.Advance(1);
        world.Venue.Trade(order, 1m, 59_000m, tell: false);
        Lose(world, seconds: 100);
        for (int i = 0; i < 100 && world.Venue.OwnerQueries == 0; i++)
            world.Venue.PumpOne();
        Assert.Equal(1, world.Venue.OwnerQueries);

        Lose(world, seconds: 100);
        world.Venue.FailOrderQueries = false;
        world.Time.Advance(300);

        Assert.Equal(1m, world.Position);
        Assert.Equal(OrderState.Filled, order.State);
    }

    private static void Lose(TradingWorld world, double seconds)
    {
        world.VenueSide.OnExecutionLost("test");
        world.Venue.IsReady = false;
        world.Time.Advance(seconds);
        world.Venue.IsReady = true;
        world.VenueSide.OnExecutionReady();
    }

    [Fact]
    public void Many_orders_of_others_are_asked_about_a_bounded_number_at_a_time()
    {
        var world = new TradingWorld();
        world.Time.Advance(1);
        for (ulong i = 0; i < 250; i++)
            world.Venue.TradeOfOthers(OrderSide.Buy, 0.001m, 60_000m, 10_000 + i, tell: false);
        world.VenueSide.Reconcile("test");
        world.Venue.Pump();
        Assert.Equal(OwnerQuestions.MaxQuestions, world.Venue.OwnerQueries);

        world.Time.Advance(300);

        Assert.Equal(250, world.Venue.OwnerQueries);
        Assert.Equal(0.25m, world.Portfolio.FindAccount(world.Venue.Account)!.Find("BTC")!.ForeignChange);
        Assert.Equal(TradingState.Active, world.Risk.InstrumentState(world.Instrument));
    }

    [Fact]
    public void Crash_between_record_and_memory_counts_the_trade_once()
    {
        var world = new TradingWorld();
        world.Time.Advance(1);
        world.Venue.TradeOfOthers(OrderSide.Buy, 0.25m, 60_000m, 9, tell: true);

        // No reconciliation has ended since: the history brings it once more.
        TradingWorld next = world.Restart();
        next.Time.Advance(70);

        Assert.Equal(0.25m, next.Portfolio.FindAccount(next.Venue.Account)!.Find("BTC")!.ForeignChange);
    }
}
