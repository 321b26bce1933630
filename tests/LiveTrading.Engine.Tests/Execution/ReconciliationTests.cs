using LiveTrading.Engine.Events;
using LiveTrading.Engine.Execution;
using LiveTrading.Engine.Risk;
using LiveTrading.Model;
using LiveTrading.Model.Accounts;
using LiveTrading.Model.Identifiers;
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
        world.VenueSide.OnOpenOrders(1, LiveTrading.Engine.Ports.QueryOutcome.Found, [], "");
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
