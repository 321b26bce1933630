using LiveTrading.Engine.Events;
using LiveTrading.Engine.Execution;
using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Ports;
using LiveTrading.Engine.Risk;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Tests.Execution;

public sealed class OrderLifeTests
{
    [Fact]
    public void Submit_normal_life_ends_filled_with_every_event_in_order()
    {
        var world = new TradingWorld();
        Order order = world.Working(2m);
        world.Venue.Trade(order, 0.5m, 59_000m);
        world.Venue.Trade(order, 1.5m, 59_000m);

        Assert.Equal(OrderState.Filled, order.State);
        Assert.Equal([OrderEventKind.Pending, OrderEventKind.Submitted, OrderEventKind.Accepted, OrderEventKind.Filled, OrderEventKind.Filled], world.Events.Select(e => e.Kind));
        Assert.Equal(2m, world.Position);
        Assert.Equal(0, world.Engine.OpenOrUnknownCount);
    }

    [Fact]
    public void Submit_recorded_before_it_is_handed_over()
    {
        var world = new TradingWorld();
        bool recorded = false;
        world.Venue.OnSubmit = order =>
        {
            RecoveredJournal journal = JournalRecovery.Recover(world.Storage.Copy(), 7, _ => new(0));
            recorded = journal.Orders.Any(o => o.ClientOrderId == order.ClientOrderId && o.State == OrderState.Pending);
        };
        world.Submit();
        Assert.True(recorded);
    }

    [Theory]
    [InlineData(HandOver.BackPressured)]
    [InlineData(HandOver.NotReady)]
    [InlineData(HandOver.RateLimited)]
    [InlineData(HandOver.Unsupported)]
    public void Submit_not_taken_by_adapter_is_denied_and_never_queued(HandOver result)
    {
        var world = new TradingWorld();
        world.Venue.NextSubmit = result;
        Order order = world.Submit();
        world.Venue.NextSubmit = HandOver.Queued;
        world.Time.Advance(60);
        Assert.Equal(OrderState.Denied, order.State);
        Assert.Equal(0, world.Venue.SubmitsSent);
    }

    [Fact]
    public void Unsent_at_drop_is_denied()
    {
        var world = new TradingWorld();
        Order order = world.Submit();
        world.VenueSide.OnUnsent(order.ClientOrderId, RequestKind.Submit, "connection dropped");
        Assert.Equal(OrderState.Denied, order.State);
        Assert.Equal(1, world.Engine.Counters.Denied);
    }

    [Fact]
    public void Journal_failure_sends_nothing_and_halts_but_cancels_go_out()
    {
        var world = new TradingWorld();
        Order working = world.Working();
        world.Storage.FailAfter = world.Storage.Appends;
        Order refused = world.Submit();

        Assert.Equal(OrderState.Denied, refused.State);
        Assert.Equal(1, world.Venue.SubmitsSent);
        Assert.Equal(TradingState.Halted, world.Risk.TradingState);
        Assert.True(world.HasAlert(AlertCode.JournalFailed));
        Assert.True(world.Engine.Cancel(working));
        Assert.Equal(1, world.Venue.CancelsSent);
    }

    [Fact]
    public void Submit_before_reconciliation_is_denied_with_reason()
    {
        var world = new TradingWorld(reconcile: false);
        Order order = world.Submit();
        Assert.Equal(OrderState.Denied, order.State);
        Assert.Contains("not reconciled", world.Events.Single().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Submit_before_reconciliation_passes_when_option_allows()
    {
        var world = new TradingWorld(new ExecutionOptions { AllowUnreconciledTrading = true }, reconcile: false);
        world.VenueSide.OnAccountUpdate(world.Venue.Report());
        Assert.Equal(OrderState.Pending, world.Submit().State);
    }

    [Fact]
    public void Submit_after_shutdown_began_is_denied()
    {
        var world = new TradingWorld();
        world.Engine.BeginShutdown();
        Assert.Equal(OrderState.Denied, world.Submit().State);
    }

    [Fact]
    public void Risk_denial_is_denied_with_code()
    {
        var world = new TradingWorld();
        Order order = world.Engine.Submit(TradingWorld.Strategy, OrderRequest.Limit(world.Instrument, OrderSide.Buy, Quantity.Of(1m), Price.Of(59_000.001m)));
        Assert.Equal(OrderState.Denied, order.State);
        Assert.Contains("RISK-", world.Events.Single().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Accept_before_handed_over_notice_is_right()
    {
        var world = new TradingWorld();
        Order order = world.Submit();
        world.Venue.Receive(order);
        world.Venue.Send(order);
        Assert.Equal(OrderState.Accepted, order.State);
        Assert.Equal(RequestState.None, order.SubmitRequest);
        world.Time.Advance(30);
        Assert.Equal(0, world.Count(OrderEventKind.Unknown));
    }

    [Fact]
    public void Fill_before_accept_is_applied_once_and_accept_ignored()
    {
        var world = new TradingWorld();
        Order order = world.Sent();
        world.Venue.Receive(order, tell: false);
        world.Venue.Trade(order, 0.4m, 59_000m);
        world.Venue.Tell(order, OrderEventKind.Accepted);
        Assert.Equal(OrderState.PartiallyFilled, order.State);
        Assert.False(order.VenueOrderId.IsNone);
        Assert.Equal(0, world.Engine.Counters.IllegalEvents);
    }

    [Fact]
    public void Accept_after_cancel_does_not_revive()
    {
        var world = new TradingWorld();
        Order order = world.Sent();
        world.Venue.Receive(order, tell: false);
        world.Venue.CancelAtVenue(order);
        world.Venue.Tell(order, OrderEventKind.Accepted);
        world.Time.Advance(30);
        Assert.Equal(OrderState.Canceled, order.State);
    }

    [Theory]
    [InlineData(OrderEventKind.Canceled)]
    [InlineData(OrderEventKind.Rejected)]
    [InlineData(OrderEventKind.Expired)]
    public void Fill_after_final_state_is_money_and_alerts(OrderEventKind final)
    {
        var world = new TradingWorld();
        Order order = world.Sent();
        world.Venue.Receive(order, tell: final != OrderEventKind.Rejected);
        world.Venue.Orders[order.ClientOrderId].Status = VenueOrderStatus.Canceled;
        world.Venue.Tell(order, final);
        world.Venue.Trade(order, 0.3m, 59_000m);
        Assert.Equal(0.3m, world.Position);
        Assert.Equal(Quantity.Of(0.3m), order.FilledQuantity);
        Assert.True(order.IsClosed);
        Assert.True(world.HasAlert(AlertCode.LateFill));
        Assert.Equal(1, world.Engine.Counters.LateFills);
    }

    [Fact]
    public void Overfill_is_recorded_and_alerted()
    {
        var world = new TradingWorld();
        Order order = world.Working();
        world.Venue.Trade(order, 1m, 59_000m);
        world.Venue.Trade(order, 0.2m, 59_000m);
        Assert.Equal(Quantity.Of(1.2m), order.FilledQuantity);
        Assert.Equal(Quantity.Zero, order.LeavesQuantity);
        Assert.Equal(1.2m, world.Position);
        Assert.True(world.HasAlert(AlertCode.Overfill));
    }

    [Fact]
    public void Fill_from_three_sources_counts_once()
    {
        var world = new TradingWorld();
        Order order = world.Working();
        OrderEvent fill = world.Venue.Trade(order, 0.5m, 59_000m, tell: false);
        world.VenueSide.OnOrderEvent(fill with { CommissionCurrency = null });
        world.VenueSide.OnOrderEvent(in fill);
        world.VenueSide.Reconcile("test");
        world.Venue.Pump();
        world.VenueSide.OnOrderEvent(in fill);
        Assert.Equal(0.5m, world.Position);
        Assert.Equal(1, world.Engine.Counters.Fills);
        Assert.False(world.HasAlert(AlertCode.FillContradiction));
    }

    [Fact]
    public void Fill_late_commission_completes_and_survives_restart()
    {
        var world = new TradingWorld();
        Order order = world.Working();
        OrderEvent fill = world.Venue.Trade(order, 0.5m, 59_000m, tell: false, commission: 3m);
        world.VenueSide.OnOrderEvent(fill with { Commission = 0m, CommissionCurrency = null });
        world.VenueSide.OnOrderEvent(in fill);
        Assert.Equal(3m, world.Portfolio.Fees["USDT"]);
        TradingWorld next = world.Restart();
        Assert.Equal(3m, next.Portfolio.Fees["USDT"]);
        Assert.Equal(0.5m, next.Position);
    }

    [Fact]
    public void Fill_contradiction_alerts_reads_history_and_keeps_the_first()
    {
        var world = new TradingWorld();
        Order order = world.Working();
        OrderEvent fill = world.Venue.Trade(order, 0.5m, 59_000m);
        int reads = world.Venue.FillQueries;
        world.VenueSide.OnOrderEvent(fill with { LastPrice = Price.Of(1m) });
        world.Time.Advance(1);
        Assert.Equal(0.5m, world.Position);
        Assert.True(world.HasAlert(AlertCode.FillContradiction));
        Assert.Equal(reads + 1, world.Venue.FillQueries);
    }

    [Theory]
    [InlineData(0, 59_000, 5)]
    [InlineData(1, 0, 5)]
    [InlineData(1, -1, 5)]
    [InlineData(-1, 59_000, 5)]
    [InlineData(1, 59_000, 0)]
    public void Fill_without_sense_is_not_applied_but_history_is_read(int quantity, int price, int trade)
    {
        var world = new TradingWorld();
        Order order = world.Working();
        world.VenueSide.OnOrderEvent(world.Venue.EventOf(order, OrderEventKind.Filled) with
        {
            LastQuantity = new Quantity(quantity * FixedPoint.One),
            LastPrice = new Price(price * FixedPoint.One),
            TradeId = new TradeId((UInt128)trade),
        });
        Assert.Equal(0m, world.Position);
        Assert.Equal(OrderState.Accepted, order.State);
        Assert.True(world.HasAlert(AlertCode.FillUnusable));
    }

    [Fact]
    public void Fill_with_absurd_quantity_saturates()
    {
        var world = new TradingWorld();
        Order order = world.Working();
        OrderEvent e = world.Venue.EventOf(order, OrderEventKind.Filled) with { LastQuantity = new Quantity(long.MaxValue), LastPrice = new Price(1), TradeId = new TradeId(900) };
        world.VenueSide.OnOrderEvent(in e);
        world.VenueSide.OnOrderEvent(e with { TradeId = new TradeId(901) });
        Assert.Equal(long.MaxValue, order.FilledQuantity.Raw);
        Assert.Equal(OrderState.Filled, order.State);
    }

    [Fact]
    public void Bust_takes_the_fill_back_once()
    {
        var world = new TradingWorld();
        Order order = world.Working();
        OrderEvent fill = world.Venue.Trade(order, 0.5m, 59_000m);
        OrderEvent bust = fill with { Kind = OrderEventKind.FillBusted, LastPrice = Price.Zero, LastQuantity = Quantity.Zero };
        world.VenueSide.OnOrderEvent(in bust);
        world.VenueSide.OnOrderEvent(in bust);
        Assert.Equal(0m, world.Position);
        Assert.Equal(Quantity.Zero, order.FilledQuantity);
        Assert.Equal(0m, world.Restart(reconcile: false).Position);
    }

    [Fact]
    public void Rejected_by_venue_is_final_and_counted()
    {
        var world = new TradingWorld();
        Order order = world.Sent();
        world.Venue.Tell(order, OrderEventKind.Rejected);
        Assert.Equal(OrderState.Rejected, order.State);
        Assert.Equal(1, world.Engine.Counters.Rejected);
    }

    [Fact]
    public void Retry_later_on_submit_ends_the_order()
    {
        var world = new TradingWorld();
        Order order = world.Sent();
        world.VenueSide.OnRetryLater(order.ClientOrderId, RequestKind.Submit, "-1008", UnixNanos.PerSecond);
        world.Time.Advance(30);
        Assert.Equal(OrderState.Rejected, order.State);
        Assert.Equal(1, world.Venue.SubmitsSent);
    }

    [Fact]
    public void Foreign_event_is_counted_and_changes_nothing()
    {
        var world = new TradingWorld();
        world.VenueSide.OnOrderEvent(new OrderEvent { Kind = OrderEventKind.Filled, ClientOrderId = ClientOrderId.None, VenueOrderId = new VenueOrderId(5), Instrument = world.Instrument, LastPrice = Price.Of(1m), LastQuantity = Quantity.Of(1m), TradeId = new TradeId(1) });
        Assert.Equal(1, world.Engine.Counters.ForeignEvents);
        Assert.Empty(world.Events);
    }

    [Fact]
    public void Own_fill_of_unknown_order_is_adopted_as_money()
    {
        var world = new TradingWorld();
        var id = ClientOrderId.Create(7, 99, 1);
        world.VenueSide.OnOrderEvent(new OrderEvent { Kind = OrderEventKind.Filled, ClientOrderId = id, VenueOrderId = new VenueOrderId(5), Instrument = world.Instrument, Side = OrderSide.Buy, LastPrice = Price.Of(59_000m), LastQuantity = Quantity.Of(1m), TradeId = new TradeId(1) });
        Assert.Equal(1m, world.Position);
        Assert.True(world.HasAlert(AlertCode.OrderAdopted));
        Assert.Equal(ExecutionEngine.RecoveredOrders, world.Cache.FindOrder(id)!.StrategyId);
    }

    [Fact]
    public void Handler_that_cancels_the_pending_order_stops_it_before_it_is_sent()
    {
        var world = new TradingWorld();
        world.Bus.Subscribe("order.pending", (in OrderEvent e) => world.Engine.Cancel(world.Cache.FindOrder(e.ClientOrderId)!));
        Order order = world.Submit();
        Assert.Equal(OrderState.Denied, order.State);
        Assert.Equal(0, world.Venue.SubmitsSent);
    }
}
