using LiveTrading.Engine.Events;
using LiveTrading.Engine.Execution;
using LiveTrading.Model;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Tests.Execution;

public sealed class UnknownOutcomeTests
{
    [Fact]
    public void Submit_timeout_is_unknown_and_never_sent_again()
    {
        var world = new TradingWorld();
        Order order = world.Sent();
        world.Venue.FailOrderQueries = true;
        world.Time.Advance(4.9);
        Assert.Equal(RequestState.Sent, order.SubmitRequest);
        world.Time.Advance(300);
        Assert.Equal(RequestState.Unknown, order.SubmitRequest);
        Assert.Equal(OrderState.Submitted, order.State);
        Assert.Equal(1, world.Venue.SubmitsSent);
        Assert.True(world.HasAlert(AlertCode.OutcomeStaysUnknown));
        Assert.Equal(1, world.Engine.OpenOrUnknownCount);
    }

    [Fact]
    public void Submit_without_any_notice_becomes_unknown()
    {
        var world = new TradingWorld();
        Order order = world.Submit();
        world.Time.Advance(5.4);
        Assert.Equal(RequestState.Queued, order.SubmitRequest);
        world.Time.Advance(0.2);
        Assert.Equal(RequestState.Unknown, order.SubmitRequest);
    }

    [Fact]
    public void Queries_back_off_from_half_a_second_to_ten()
    {
        var world = new TradingWorld();
        Order order = world.Sent();
        world.Venue.FailOrderQueries = true;
        world.VenueSide.OnOutcomeUnknown(order.ClientOrderId, RequestKind.Submit, "-1007");

        // 0.5 1 2 4 8 10 10: after 15.5 s five were asked, then one every ten seconds.
        world.Time.Advance(15.6);
        Assert.Equal(5, world.Venue.OrderQueries);
        world.Time.Advance(30);
        Assert.Equal(8, world.Venue.OrderQueries);
    }

    [Fact]
    public void Unknown_found_working_becomes_accepted()
    {
        var world = new TradingWorld();
        Order order = world.Sent();
        world.Venue.Receive(order, tell: false);
        world.VenueSide.OnOutcomeUnknown(order.ClientOrderId, RequestKind.Submit, "timeout");
        world.Time.Advance(1);
        Assert.Equal(OrderState.Accepted, order.State);
        Assert.False(order.IsUnknown);
        Assert.False(order.VenueOrderId.IsNone);
    }

    [Fact]
    public void Unknown_found_filled_takes_its_fills_from_the_history_only()
    {
        var world = new TradingWorld();
        Order order = world.Sent();
        world.Venue.Receive(order, tell: false);
        world.Venue.Trade(order, 0.25m, 58_000m, tell: false);
        world.Venue.Trade(order, 0.75m, 58_500m, tell: false);
        world.VenueSide.OnOutcomeUnknown(order.ClientOrderId, RequestKind.Submit, "timeout");
        world.Time.Advance(2);
        Assert.Equal(OrderState.Filled, order.State);
        Assert.Equal(2, world.Count(OrderEventKind.Filled));
        Assert.Equal(58_375m, order.AveragePrice);
        Assert.False(world.HasAlert(AlertCode.LateFill));
    }

    [Fact]
    public void Unknown_found_filled_while_history_fails_invents_nothing()
    {
        var world = new TradingWorld();
        Order order = world.Sent();
        world.Venue.Receive(order, tell: false);
        world.Venue.Trade(order, 1m, 58_000m, tell: false);
        world.Venue.FailFills = true;
        world.VenueSide.OnOutcomeUnknown(order.ClientOrderId, RequestKind.Submit, "timeout");
        world.Time.Advance(120);
        Assert.Equal(0m, world.Position);
        Assert.False(order.IsClosed);
        Assert.True(world.HasAlert(AlertCode.FillsMissing));
        world.Venue.FailFills = false;
        world.Time.Advance(30);
        Assert.Equal(OrderState.Filled, order.State);
        Assert.Equal(1m, world.Position);
    }

    [Fact]
    public void Unknown_found_canceled_with_fills_applies_fills_first()
    {
        var world = new TradingWorld();
        Order order = world.Sent();
        world.Venue.Receive(order, tell: false);
        world.Venue.Trade(order, 0.25m, 58_000m, tell: false);
        world.Venue.CancelAtVenue(order, tell: false);
        world.VenueSide.OnOutcomeUnknown(order.ClientOrderId, RequestKind.Submit, "timeout");
        world.Time.Advance(2);
        Assert.Equal(OrderState.Canceled, order.State);
        Assert.Equal(0.25m, world.Position);
        Assert.False(world.HasAlert(AlertCode.LateFill));
    }

    [Fact]
    public void Not_found_within_the_horizon_concludes_nothing()
    {
        var world = new TradingWorld();
        Order order = world.Sent();
        world.VenueSide.OnOutcomeUnknown(order.ClientOrderId, RequestKind.Submit, "timeout");
        world.Time.Advance(9.9);
        Assert.True(world.Venue.OrderQueries >= 4);
        Assert.False(order.IsClosed);
    }

    [Fact]
    public void Not_found_beyond_the_horizon_and_nowhere_else_is_rejected()
    {
        var world = new TradingWorld();
        Order order = world.Sent();
        world.VenueSide.OnOutcomeUnknown(order.ClientOrderId, RequestKind.Submit, "timeout");
        world.Time.Advance(40);
        Assert.Equal(OrderState.Rejected, order.State);
        Assert.Contains("not received", world.Events[^1].Reason, StringComparison.Ordinal);
        Assert.True(world.HasAlert(AlertCode.OrderNotReceived));
        Assert.Equal(1, world.Venue.SubmitsSent);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Not_found_while_the_proof_fails_concludes_nothing(bool failOpenOrders, bool failFills)
    {
        var world = new TradingWorld();
        Order order = world.Sent();
        world.VenueSide.OnOutcomeUnknown(order.ClientOrderId, RequestKind.Submit, "timeout");
        world.Venue.FailOpenOrders = failOpenOrders;
        world.Venue.FailFills = failFills;
        world.Time.Advance(300);
        Assert.False(order.IsClosed);
    }

    [Fact]
    public void Not_found_by_query_but_in_open_orders_is_accepted()
    {
        // The order shows in the list of open orders although the query by id lags.
        var world = new TradingWorld();
        Order order = world.Sent();
        var lagging = new VenueOrder(order.ClientOrderId, new(77), order.Side, order.Type, order.Price, order.Quantity);
        world.Venue.ForeignOrders.Add(lagging.ToReport(world.Instrument));
        world.VenueSide.OnOutcomeUnknown(order.ClientOrderId, RequestKind.Submit, "timeout");
        world.Time.Advance(40);
        Assert.Equal(OrderState.Accepted, order.State);
    }

    [Fact]
    public void Failed_queries_never_count_as_not_found()
    {
        var world = new TradingWorld();
        Order order = world.Sent();
        world.Venue.FailOrderQueries = true;
        world.VenueSide.OnOutcomeUnknown(order.ClientOrderId, RequestKind.Submit, "timeout");
        world.Time.Advance(3600);
        Assert.False(order.IsClosed);
    }

    [Fact]
    public void Silent_queries_are_asked_again()
    {
        var world = new TradingWorld();
        Order order = world.Sent();
        world.Venue.Receive(order, tell: false);
        world.VenueSide.OnOutcomeUnknown(order.ClientOrderId, RequestKind.Submit, "timeout");
        world.Venue.IsSilent = true;
        world.Time.Advance(60);
        Assert.True(order.IsUnknown);
        world.Venue.IsSilent = false;
        world.Time.Advance(30);
        Assert.Equal(OrderState.Accepted, order.State);
    }

    [Fact]
    public void Rejected_as_not_received_then_fills_arrive_reopens()
    {
        var world = new TradingWorld();
        Order order = world.Sent();
        world.VenueSide.OnOutcomeUnknown(order.ClientOrderId, RequestKind.Submit, "timeout");
        world.Time.Advance(40);
        Assert.Equal(OrderState.Rejected, order.State);
        world.Venue.Receive(order, tell: false);
        world.Venue.Trade(order, 0.4m, 58_000m);
        Assert.Equal(0.4m, world.Position);
        world.Time.Advance(2);
        Assert.Equal(OrderState.PartiallyFilled, order.State);
        Assert.True(world.HasAlert(AlertCode.OrderReopened));
        Assert.True(order.IsOpen);
    }

    [Fact]
    public void Accepted_order_missing_at_venue_is_queried_and_only_then_closed()
    {
        var world = new TradingWorld();
        Order order = world.Working();
        world.Venue.Orders.Remove(order.ClientOrderId);
        world.Time.Advance(1);
        world.VenueSide.Reconcile("test");
        world.Time.Advance(1);
        Assert.Equal(OrderState.Accepted, order.State);
        world.Time.Advance(60);
        Assert.Equal(OrderState.Canceled, order.State);
        Assert.Equal("venue no longer knows it", world.Events[^1].Reason);
        Assert.True(world.HasAlert(AlertCode.OrderForgotten));
    }

    [Fact]
    public void Event_that_contradicts_is_refused_counted_and_queried()
    {
        var world = new TradingWorld();
        Order order = world.Working();
        world.Venue.Trade(order, 1m, 59_000m);
        world.Venue.Tell(order, OrderEventKind.Canceled);
        Assert.Equal(OrderState.Filled, order.State);
        Assert.Equal(1, world.Engine.Counters.IllegalEvents);
        world.Time.Advance(2);
        Assert.Equal(1, world.Venue.OrderQueries);
        world.Time.Advance(100);
        Assert.Equal(1, world.Venue.OrderQueries);
    }
}
