using LiveTrading.Engine.Bus;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Execution;
using LiveTrading.Engine.Ports;
using LiveTrading.Engine.Risk;
using LiveTrading.Model;
using LiveTrading.Model.Accounts;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Tests.Execution;

public sealed class ReconciliationTests
{
    [Fact]
    public void Ready_reconciles_and_opens_the_gate()
    {
        var world = new TradingWorld(reconcile: false);
        Assert.False(world.VenueSide.IsReconciled);
        world.VenueSide.OnExecutionReady();
        world.Venue.Pump();
        Assert.True(world.VenueSide.IsReconciled);
        Assert.NotNull(world.VenueSide.LastReconciliation);
    }

    [Fact]
    public void Lost_closes_the_gate_until_the_next_complete_run()
    {
        var world = new TradingWorld();
        world.VenueSide.OnExecutionLost("dropped");
        Assert.Equal(OrderState.Denied, world.Submit().State);
        world.VenueSide.OnExecutionReady();
        Assert.Equal(OrderState.Denied, world.Submit().State);
        world.Venue.Pump();
        Assert.Equal(OrderState.Pending, world.Submit().State);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Failing_question_keeps_the_gate_shut_and_is_asked_again(int which)
    {
        var world = new TradingWorld(reconcile: false);
        world.VenueSide.IncludeInstrument(world.Instrument);
        world.Venue.FailOpenOrders = which == 0;
        world.Venue.FailAccount = which == 1;
        world.Venue.FailFills = which == 2;
        world.Venue.IsSilent = which == 3;
        world.VenueSide.OnExecutionReady();
        world.Time.Advance(120);
        Assert.False(world.VenueSide.IsReconciled);
        Assert.True(world.HasAlert(AlertCode.ReconciliationFailed));
        world.Venue.FailOpenOrders = world.Venue.FailAccount = world.Venue.FailFills = world.Venue.IsSilent = false;
        world.Time.Advance(30);
        Assert.True(world.VenueSide.IsReconciled);
    }

    [Fact]
    public void Answers_slower_than_the_time_out_are_understood_all_the_same()
    {
        var world = new TradingWorld(new ExecutionOptions { QueryTimeout = TimeSpan.FromMilliseconds(500) }, reconcile: false);
        world.Venue.AnswerDelay = 3;
        world.VenueSide.OnExecutionReady();
        world.Time.Advance(60);
        Assert.True(world.VenueSide.IsReconciled);
    }

    [Fact]
    public void Request_while_a_run_is_under_way_makes_one_more_and_only_one()
    {
        var world = new TradingWorld();
        world.Time.Advance(10);
        int runs = world.Venue.OpenOrderQueries;
        world.VenueSide.Reconcile("first");
        world.VenueSide.Reconcile("second");
        world.VenueSide.Reconcile("third");
        Assert.Equal(runs + 1, world.Venue.OpenOrderQueries);
        world.Venue.Pump();
        Assert.Equal((runs + 2, "third"), (world.Venue.OpenOrderQueries, world.VenueSide.LastReconciliation!.Reason));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void User_stream_lost_in_the_middle_ends_the_run_and_its_return_begins_a_whole_one(int answered)
    {
        var world = new TradingWorld();
        Order order = world.Working(2m);
        world.Time.Advance(10);
        world.VenueSide.Reconcile("test");
        for (int i = 0; i < answered; i++)
            world.Venue.PumpOne();
        world.VenueSide.OnExecutionLost("dropped");
        world.Venue.Trade(order, 0.5m, 59_000m, tell: false);
        world.Venue.Pump();
        Assert.False(world.VenueSide.IsReconciled);
        Assert.Equal(OrderState.Denied, world.Submit().State);

        int runs = world.Venue.OpenOrderQueries;
        world.VenueSide.OnExecutionReady();
        world.Venue.Pump();

        Assert.True(world.VenueSide.IsReconciled);
        Assert.Equal((runs + 1, 0.5m), (world.Venue.OpenOrderQueries, world.Position));
    }

    [Fact]
    public void Trades_of_another_instrument_are_no_answer()
    {
        var world = new TradingWorld();
        Order order = world.Working();
        world.Venue.Trade(order, 1m, 59_000m, tell: false);
        FillReport wrong = world.Venue.Trades[0] with { Instrument = new InstrumentHandle(1) };
        long id = world.AskedFor(() => world.VenueSide.Reconcile("test"));
        world.Venue.PumpOne();
        world.Venue.PumpOne();
        world.VenueSide.OnFills(id + 2, world.Instrument, QueryOutcome.Found, [wrong], "");
        Assert.Equal(0m, world.Position);
        Assert.True(world.HasAlert(AlertCode.ReconciliationFailed));
        world.Time.Advance(5);
        Assert.Equal(1m, world.Position);
    }

    [Fact]
    public void Balances_of_another_account_are_no_answer()
    {
        var world = new TradingWorld();
        long id = world.AskedFor(() => world.VenueSide.Reconcile("test"));
        world.Venue.PumpOne();
        world.VenueSide.OnAccountQueried(id + 1, QueryOutcome.Found, world.Venue.Report() with { Account = new AccountId("other"), Balances = [] }, "");
        Assert.True(world.HasAlert(AlertCode.ReconciliationFailed));
        Assert.Equal(1_000_000m, world.Portfolio.FindAccount(world.Venue.Account)!.Find("USDT")!.Free);
    }

    [Fact]
    public void Balances_of_some_currencies_are_no_answer_to_a_question_for_all()
    {
        var world = new TradingWorld();
        long id = world.AskedFor(() => world.VenueSide.Reconcile("test"));
        world.Venue.PumpOne();
        world.VenueSide.OnAccountQueried(id + 1, QueryOutcome.Found, world.Venue.Report() with { IsComplete = false, Balances = [] }, "");
        Assert.True(world.HasAlert(AlertCode.ReconciliationFailed));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Answer_about_another_order_says_nothing_of_this_one(bool otherClientId)
    {
        var world = new TradingWorld();
        Order order = world.Working();
        world.VenueSide.OnOutcomeUnknown(order.ClientOrderId, RequestKind.Cancel, "5xx");
        OrderStatusReport report = world.Venue.Orders[order.ClientOrderId].ToReport(world.Instrument) with { Status = VenueOrderStatus.Canceled };
        world.VenueSide.OnOrderQueried(order.ClientOrderId, QueryOutcome.Found, otherClientId ? report with { ClientOrderId = ClientOrderId.Create(7, 1, 999) } : report with { VenueOrderId = new VenueOrderId(4_711) }, "");
        Assert.Equal(OrderState.Accepted, order.State);
    }

    [Fact]
    public void Snapshot_older_than_what_the_stream_told_undoes_nothing()
    {
        var world = new TradingWorld();
        Order order = world.Working(2m);
        OrderStatusReport before = world.Venue.Orders[order.ClientOrderId].ToReport(world.Instrument);
        world.Time.Advance(10);
        long id = world.AskedFor(() => world.VenueSide.Reconcile("test"));
        world.Venue.Trade(order, 2m, 59_000m);
        world.VenueSide.OnOpenOrders(id, QueryOutcome.Found, [before], "");
        world.Venue.Pump();
        world.Time.Advance(30);
        Assert.Equal((OrderState.Filled, 2m), (order.State, world.Position));
        Assert.False(world.HasAlert(AlertCode.OrderReopened));
    }

    [Fact]
    public void Failed_open_orders_close_nothing()
    {
        var world = new TradingWorld();
        Order order = world.Working();
        world.Venue.FailOpenOrders = true;
        world.Venue.FailOrderQueries = true;
        world.Time.Advance(600);
        Assert.Equal(OrderState.Accepted, order.State);
    }

    [Fact]
    public void Runs_every_minute()
    {
        var world = new TradingWorld();
        int runs = world.Venue.OpenOrderQueries;
        world.Time.Advance(180.5);
        Assert.Equal(runs + 3, world.Venue.OpenOrderQueries);
    }

    [Fact]
    public void Missed_fills_come_from_the_history()
    {
        var world = new TradingWorld();
        Order order = world.Working(2m);
        world.Venue.Trade(order, 0.5m, 59_000m, tell: false);
        world.Time.Advance(61);
        Assert.Equal(0.5m, world.Position);
        Assert.Equal(OrderState.PartiallyFilled, order.State);
        Assert.Equal(1, world.VenueSide.LastReconciliation!.MissedFills);
    }

    [Fact]
    public void Fill_that_the_query_overtook_is_not_called_missed()
    {
        var world = new TradingWorld();
        Order order = world.Working(2m);
        world.Time.Advance(1);
        OrderEvent late = world.Venue.Trade(order, 0.5m, 59_000m, tell: false);
        int missed = MissedFills(world, () =>
        {
            world.VenueSide.Reconcile("test");
            world.Venue.Pump();
            Assert.Equal(0.5m, world.Position);
            world.Time.Advance(0.2);
            world.VenueSide.OnOrderEvent(in late);
            world.Time.Advance(300);
        });
        Assert.Equal((0, 0.5m), (missed, world.Position));
    }

    [Fact]
    public void Fill_that_the_stream_tells_during_a_run_is_not_called_missed()
    {
        var world = new TradingWorld();
        Order order = world.Working(2m);
        int missed = MissedFills(world, () =>
        {
            world.VenueSide.Reconcile("test");
            world.Venue.PumpOne();
            world.Venue.Trade(order, 0.5m, 59_000m);
            world.Time.Advance(300);
        });
        Assert.Equal((0, 0.5m), (missed, world.Position));
    }

    [Fact]
    public void Fill_that_the_stream_never_tells_is_called_missed_once_its_time_is_over()
    {
        var world = new TradingWorld();
        Order order = world.Working(2m);
        world.Time.Advance(1);
        world.Venue.Trade(order, 0.5m, 59_000m, tell: false);
        int early = MissedFills(world, () =>
        {
            world.VenueSide.Reconcile("test");
            world.Venue.Pump();
        });
        int late = MissedFills(world, () => world.Time.Advance(300));
        Assert.Equal((0, 1), (early, late));
    }

    [Fact]
    public void Fill_while_the_stream_was_down_is_called_missed_at_once()
    {
        var world = new TradingWorld();
        Order order = world.Working(2m);
        world.Time.Advance(1);
        world.VenueSide.OnExecutionLost("test");
        world.Venue.Trade(order, 0.5m, 59_000m, tell: false);
        world.Time.Advance(0.5);
        int missed = MissedFills(world, () =>
        {
            world.VenueSide.OnExecutionReady();
            world.Venue.Pump();
        });
        Assert.Equal(1, missed);
    }

    [Fact]
    public void Fill_that_was_overtaken_right_before_the_stream_broke_is_called_missed()
    {
        var world = new TradingWorld();
        Order order = world.Working(2m);
        world.Time.Advance(1);
        world.Venue.Trade(order, 0.5m, 59_000m, tell: false);
        int missed = MissedFills(world, () =>
        {
            world.VenueSide.Reconcile("test");
            world.Venue.Pump();
            world.VenueSide.OnExecutionLost("test");
            world.VenueSide.OnExecutionReady();
            world.Venue.Pump();
        });
        Assert.Equal(1, missed);
    }

    private static int MissedFills(TradingWorld world, Action during)
    {
        int missed = 0;
        using Subscription listening = world.Bus.Subscribe("system.reconciled", (in ReconciliationSummary s) => missed += s.MissedFills);
        during();
        return missed;
    }

    [Fact]
    public void Missed_cancel_is_found()
    {
        var world = new TradingWorld();
        Order order = world.Working();
        world.Venue.CancelAtVenue(order, tell: false);
        world.Time.Advance(62);
        Assert.Equal(OrderState.Canceled, order.State);
    }

    [Fact]
    public void Answers_of_an_abandoned_run_are_ignored()
    {
        var world = new TradingWorld();
        Order order = world.Working();
        world.Time.Advance(10);
        world.VenueSide.Reconcile("test");
        world.VenueSide.OnExecutionLost("dropped");
        world.VenueSide.OnOpenOrders(1, QueryOutcome.Found, [], "");
        world.Venue.Pump();
        Assert.False(world.VenueSide.IsReconciled);
        Assert.Equal(OrderState.Accepted, order.State);
    }

    [Fact]
    public void Foreign_orders_are_counted_and_never_touched()
    {
        var world = new TradingWorld();
        world.Venue.ForeignOrders.Add(new OrderStatusReport { ClientOrderIdText = "web_1", VenueOrderId = new VenueOrderId(9), Instrument = world.Instrument, Status = VenueOrderStatus.Open, Quantity = Quantity.Of(1m), Price = Price.Of(50_000m) });
        world.Time.Advance(61);
        Assert.Single(world.VenueSide.ForeignOrders);
        Assert.Equal(0, world.Engine.CancelAll(null, null, "test"));
        Assert.Empty(world.Venue.Sent);
    }

    [Fact]
    public void Other_instance_of_ours_is_foreign()
    {
        var world = new TradingWorld();
        world.Venue.ForeignOrders.Add(new OrderStatusReport { ClientOrderId = ClientOrderId.Create(8, 1, 1), VenueOrderId = new VenueOrderId(9), Instrument = world.Instrument, Status = VenueOrderStatus.Open, Quantity = Quantity.Of(1m), Price = Price.Of(50_000m) });
        world.Time.Advance(61);
        Assert.Single(world.VenueSide.ForeignOrders);
    }

    [Fact]
    public void Own_order_without_record_is_taken_back_and_can_be_canceled()
    {
        var world = new TradingWorld();
        var id = ClientOrderId.Create(7, 555, 1);
        world.Venue.Orders.Add(id, new VenueOrder(id, new VenueOrderId(9), OrderSide.Buy, OrderType.Limit, Price.Of(50_000m), Quantity.Of(1m)));
        world.Time.Advance(61);
        Order order = world.Cache.FindOrder(id)!;
        Assert.Equal(OrderState.Accepted, order.State);
        Assert.True(world.HasAlert(AlertCode.OrderAdopted));
        Assert.Equal(1, world.Engine.CancelAll(null, null, "test"));
        TradingWorld next = world.Restart();
        Assert.Equal(OrderState.Accepted, next.Cache.FindOrder(id)!.State);
        Assert.Equal(0, next.Engine.Counters.Adopted);
    }

    [Fact]
    public void Order_submitted_while_the_list_was_under_way_is_not_missing()
    {
        var world = new TradingWorld();
        world.Time.Advance(10);
        world.VenueSide.Reconcile("test");
        Order order = world.Sent();
        world.VenueSide.OnOrderEvent(world.Venue.EventOf(order, OrderEventKind.Accepted) with { VenueOrderId = new VenueOrderId(50) });
        world.Venue.Pump();
        Assert.Equal(0, world.VenueSide.LastReconciliation!.Missing);
    }

    [Fact]
    public void Closed_here_but_open_at_venue_is_reopened_only_when_it_stands()
    {
        var world = new TradingWorld();
        Order order = world.Working();
        world.Venue.Tell(order, OrderEventKind.Canceled);
        world.VenueSide.Reconcile("test");
        world.Time.Advance(4);
        Assert.Equal(OrderState.Canceled, order.State);
        world.Time.Advance(60);
        Assert.Equal(OrderState.Accepted, order.State);
        Assert.True(world.HasAlert(AlertCode.OrderReopened));
        Assert.Contains(order, world.Cache.OpenOrders.ToTestList());
    }

    [Fact]
    public void Terms_changed_at_the_venue_are_adopted()
    {
        var world = new TradingWorld();
        Order order = world.Working();
        world.Venue.Orders[order.ClientOrderId].Price = Price.Of(58_123m);
        world.Time.Advance(70);
        Assert.Equal(Price.Of(58_123m), order.Price);
    }

    [Fact]
    public void Position_difference_sets_reducing_only_when_it_stands_unchanged()
    {
        var world = new TradingWorld();
        Order order = world.Working();
        world.Venue.Trade(order, 1m, 59_000m);
        world.Venue.Balances["BTC"] += 0.25m;
        world.Time.Advance(60.5);
        Assert.Equal(TradingState.Active, world.Risk.InstrumentState(world.Instrument));
        world.Time.Advance(10);
        Assert.Equal(TradingState.Reducing, world.Risk.InstrumentState(world.Instrument));
        Assert.True(world.HasAlert(AlertCode.PositionDifference));
        Assert.Equal(1m, world.Position);
    }

    [Fact]
    public void Position_difference_accepted_by_a_person_survives_a_restart()
    {
        var world = new TradingWorld();
        Order order = world.Working();
        world.Venue.Trade(order, 1m, 59_000m);
        world.Venue.Balances["BTC"] += 0.25m;
        world.Time.Advance(80);
        Assert.True(world.Engine.AcceptDifference(world.Instrument, "ada", "bought by hand"));
        Assert.Equal(TradingState.Active, world.Risk.InstrumentState(world.Instrument));
        TradingWorld next = world.Restart();
        next.Time.Advance(80);
        Assert.Equal(TradingState.Active, next.Risk.InstrumentState(next.Instrument));
        Assert.Equal(0, next.VenueSide.LastReconciliation!.PositionDifferences);
    }

    [Fact]
    public void Transfer_explains_a_balance_and_survives_a_restart()
    {
        var world = new TradingWorld();
        Order order = world.Working();
        world.Venue.Trade(order, 1m, 59_000m);
        world.Venue.Balances["BTC"] += 3m;
        world.Time.Advance(1);
        world.VenueSide.OnTransfer(new BalanceTransfer { Account = world.Venue.Account, Currency = "BTC", Amount = 3m, EventTime = world.Time.Now });
        world.Time.Advance(120);
        Assert.Equal(TradingState.Active, world.Risk.InstrumentState(world.Instrument));
        TradingWorld next = world.Restart();
        next.Time.Advance(120);
        Assert.Equal(TradingState.Active, next.Risk.InstrumentState(next.Instrument));
    }
}
