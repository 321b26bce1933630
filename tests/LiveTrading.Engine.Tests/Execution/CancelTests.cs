using LiveTrading.Engine.Execution;
using LiveTrading.Engine.Ports;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Tests.Execution;

public sealed class CancelTests
{
    [Fact]
    public void Cancel_of_working_order_ends_canceled()
    {
        var world = new TradingWorld();
        Order order = world.Working();
        Assert.True(world.Engine.Cancel(order));
        world.Venue.Send(order, RequestKind.Cancel);
        Assert.Equal(RequestState.Sent, order.CancelRequest);
        world.Venue.CancelAtVenue(order);
        Assert.Equal(OrderState.Canceled, order.State);
        Assert.False(world.Engine.Cancel(order));
        Assert.Equal(1, world.Count(OrderEventKind.PendingCancel));
    }

    [Fact]
    public void Cancel_report_before_cancel_response_is_right()
    {
        var world = new TradingWorld();
        Order order = world.Working();
        world.Engine.Cancel(order);
        world.Venue.CancelAtVenue(order);
        world.Venue.Send(order, RequestKind.Cancel);
        world.Venue.Tell(order, OrderEventKind.Canceled);
        world.Time.Advance(30);
        Assert.Equal(OrderState.Canceled, order.State);
        Assert.Equal(1, world.Engine.Counters.Canceled);
        Assert.Equal(0, world.Engine.Counters.Unknown);
    }

    [Fact]
    public void Cancel_twice_sends_once()
    {
        var world = new TradingWorld();
        Order order = world.Working();
        Assert.True(world.Engine.Cancel(order));
        Assert.True(world.Engine.Cancel(order));
        Assert.Equal(1, world.Venue.CancelsSent);
    }

    [Fact]
    public void Cancel_given_to_the_adapter_is_not_given_again_by_a_fill()
    {
        var world = new TradingWorld();
        Order order = world.Working(2m);
        world.Engine.Cancel(order);
        world.Venue.Trade(order, 0.5m, 59_000m);
        world.Venue.Send(order, RequestKind.Cancel);
        world.Venue.Trade(order, 0.5m, 59_000m);
        Assert.Equal(1, world.Venue.CancelsSent);
    }

    [Fact]
    public void Cancel_of_unanswered_submit_waits_for_the_accept()
    {
        var world = new TradingWorld();
        Order order = world.Sent();
        world.Engine.Cancel(order);
        Assert.Equal(0, world.Venue.CancelsSent);
        world.Venue.Receive(order);
        Assert.Equal(1, world.Venue.CancelsSent);
    }

    [Fact]
    public void Cancel_of_unknown_submit_goes_out_when_found()
    {
        var world = new TradingWorld();
        Order order = world.Sent();
        world.Venue.Receive(order, tell: false);
        world.VenueSide.OnOutcomeUnknown(order.ClientOrderId, RequestKind.Submit, "timeout");
        world.Engine.Cancel(order);
        world.Time.Advance(1);
        Assert.Equal(1, world.Venue.CancelsSent);
    }

    [Fact]
    public void Cancel_lost_to_fill_ends_filled()
    {
        var world = new TradingWorld();
        Order order = world.Working();
        world.Engine.Cancel(order);
        world.Venue.Send(order, RequestKind.Cancel);
        world.Venue.Trade(order, 1m, 59_000m);
        world.VenueSide.OnOutcomeUnknown(order.ClientOrderId, RequestKind.Cancel, "-2011 unknown order");
        world.Time.Advance(30);
        Assert.Equal(OrderState.Filled, order.State);
        Assert.Equal(0, world.Engine.OpenOrUnknownCount);
    }

    [Fact]
    public void Cancel_refused_as_unknown_order_is_queried_and_the_fill_found()
    {
        var world = new TradingWorld();
        Order order = world.Working();
        world.Venue.Trade(order, 1m, 59_000m, tell: false);
        world.Engine.Cancel(order);
        world.Venue.Send(order, RequestKind.Cancel);
        world.VenueSide.OnOutcomeUnknown(order.ClientOrderId, RequestKind.Cancel, "-2011 unknown order");
        world.Time.Advance(2);
        Assert.Equal(OrderState.Filled, order.State);
        Assert.Equal(1m, world.Position);
    }

    [Fact]
    public void Cancel_timeout_is_unknown_then_found_canceled()
    {
        var world = new TradingWorld();
        Order order = world.Working();
        world.Engine.Cancel(order);
        world.Venue.Send(order, RequestKind.Cancel);
        world.Venue.CancelAtVenue(order, tell: false);
        world.Time.Advance(2.9);
        Assert.Equal(RequestState.Sent, order.CancelRequest);
        world.Time.Advance(1);
        Assert.Equal(OrderState.Canceled, order.State);
        Assert.Equal(1, world.Count(OrderEventKind.Unknown));
    }

    [Fact]
    public void Cancel_that_never_arrived_is_refused_after_the_horizon_and_not_sent_again()
    {
        var world = new TradingWorld();
        Order order = world.Working();
        world.Engine.Cancel(order);
        world.Venue.Send(order, RequestKind.Cancel);
        world.Time.Advance(9.5);
        Assert.Equal(RequestState.Unknown, order.CancelRequest);
        world.Time.Advance(20);
        Assert.Equal(RequestState.None, order.CancelRequest);
        Assert.Equal(OrderState.Accepted, order.State);
        Assert.Equal(1, world.Count(OrderEventKind.CancelRejected));
        Assert.Equal(1, world.Venue.CancelsSent);
        Assert.True(world.Engine.Cancel(order));
        Assert.Equal(2, world.Venue.CancelsSent);
    }

    [Fact]
    public void CancelAll_that_never_arrived_is_followed_by_another()
    {
        var world = new TradingWorld();
        Order order = world.Working();
        world.Engine.CancelAll(TradingWorld.Strategy, null, "the strategy stops");
        world.Venue.Send(order, RequestKind.Cancel);
        world.Time.Advance(15);
        Assert.Equal(2, world.Venue.CancelsSent);
        Assert.Equal(1, world.Count(OrderEventKind.CancelRejected));
    }

    [Fact]
    public void CancelAll_upon_an_outstanding_cancel_that_never_arrived_is_followed_by_another()
    {
        var world = new TradingWorld();
        Order order = world.Working();
        world.Engine.Cancel(order);
        world.Venue.Send(order, RequestKind.Cancel);
        Assert.Equal(0, world.Engine.CancelAll(TradingWorld.Strategy, null, "the strategy stops"));
        world.Time.Advance(15);
        Assert.Equal(2, world.Venue.CancelsSent);
    }

    [Fact]
    public void Cancel_asked_again_by_who_hears_of_the_refusal_goes_out()
    {
        var world = new TradingWorld();
        Order order = world.Working();
        world.Bus.Subscribe("order.cancel_rejected", (in OrderEvent e) => world.Engine.Cancel(order));
        world.Engine.Cancel(order);
        world.Venue.Send(order, RequestKind.Cancel);
        world.Venue.Tell(order, OrderEventKind.CancelRejected);
        world.Time.Advance(1);
        Assert.Equal(2, world.Venue.CancelsSent);
    }

    [Theory]
    [InlineData(HandOver.BackPressured)]
    [InlineData(HandOver.NotReady)]
    [InlineData(HandOver.RateLimited)]
    public void Cancel_not_taken_is_tried_until_it_goes_out(HandOver result)
    {
        var world = new TradingWorld();
        Order order = world.Working();
        world.Venue.NextCancel = result;
        world.Engine.Cancel(order);
        world.Time.Advance(2);
        Assert.Equal(0, world.Venue.CancelsSent);
        world.Venue.NextCancel = HandOver.Queued;
        world.Time.Advance(0.2);
        Assert.Equal(1, world.Venue.CancelsSent);
    }

    [Fact]
    public void Cancel_unsent_at_drop_goes_out_again()
    {
        var world = new TradingWorld();
        Order order = world.Working();
        world.Engine.Cancel(order);
        world.VenueSide.OnUnsent(order.ClientOrderId, RequestKind.Cancel, "dropped");
        world.Time.Advance(0.2);
        Assert.Equal(2, world.Venue.CancelsSent);
    }

    [Fact]
    public void Cancel_retry_later_waits_as_told()
    {
        var world = new TradingWorld();
        Order order = world.Working();
        world.Engine.Cancel(order);
        world.Venue.Send(order, RequestKind.Cancel);
        world.VenueSide.OnRetryLater(order.ClientOrderId, RequestKind.Cancel, "-1003", 2 * UnixNanos.PerSecond);
        world.Time.Advance(1.9);
        Assert.Equal(1, world.Venue.CancelsSent);
        world.Time.Advance(0.2);
        Assert.Equal(2, world.Venue.CancelsSent);
    }

    [Fact]
    public void Cancel_unsupported_is_refused()
    {
        var world = new TradingWorld();
        Order order = world.Working();
        world.Venue.NextCancel = HandOver.Unsupported;
        world.Engine.Cancel(order);
        Assert.Equal(RequestState.None, order.CancelRequest);
        Assert.Equal(1, world.Count(OrderEventKind.CancelRejected));
    }

    [Fact]
    public void CancelAll_takes_own_by_filter_only()
    {
        var world = new TradingWorld();
        Order mine = world.Working();
        Order other = world.Engine.Submit(new StrategyId("other"), OrderRequest.Limit(world.Instrument, OrderSide.Buy, Quantity.Of(1m), Price.Of(58_000m)));
        world.Venue.Receive(other);
        Assert.Equal(1, world.Engine.CancelAll(TradingWorld.Strategy, null, "test"));
        Assert.Equal([(RequestKind.Cancel, mine.ClientOrderId)], world.Venue.Sent.Where(s => s.Kind == RequestKind.Cancel));
        Assert.Equal(1, world.Engine.CancelAll(null, world.Instrument, "test"));
        Assert.Equal(2, world.Venue.CancelsSent);
    }

    [Fact]
    public void CancelAllOwn_keeps_protective_stops()
    {
        var world = new TradingWorld();
        Order bought = world.Working(2m);
        world.Venue.Trade(bought, 2m, 59_000m);
        Order limit = world.Working();
        Order stop = world.Engine.Submit(TradingWorld.Strategy, new OrderRequest { Instrument = world.Instrument, Side = OrderSide.Sell, Type = OrderType.StopLimit, Quantity = Quantity.Of(1m), Price = Price.Of(58_000m), TriggerPrice = Price.Of(58_100m) });
        Assert.Equal(OrderState.Pending, stop.State);
        world.Venue.Receive(stop);
        Assert.Equal(1, world.Engine.CancelAllOwn(includeProtective: false, "stop"));
        Assert.Equal(RequestState.Queued, limit.CancelRequest);
        Assert.Equal(RequestState.None, stop.CancelRequest);
        Assert.Equal(1, world.Engine.CancelAllOwn(includeProtective: true, "stop"));
    }
}
