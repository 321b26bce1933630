using LiveTrading.Engine.Ports;
using LiveTrading.Model;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Tests.Execution;

public sealed class ModifyTests
{
    private static Order? Child(TradingWorld world, Order parent)
    {
        foreach (Order order in world.Cache.OpenOrders)
        {
            if (order.ParentId == parent.ClientOrderId)
                return order;
        }

        return null;
    }

    [Fact]
    public void Modify_in_place_where_the_venue_can()
    {
        var world = new TradingWorld();
        world.Venue.Capabilities = world.Venue.Capabilities with { ModifyInPlace = true };
        Order order = world.Working();
        Assert.True(world.Engine.Modify(order, Price.Of(58_000m), Quantity.Of(2m)));
        world.Venue.Send(order, RequestKind.Modify);
        world.VenueSide.OnOrderEvent(world.Venue.EventOf(order, OrderEventKind.Modified) with { Price = Price.Of(58_000m), Quantity = Quantity.Of(2m) });
        Assert.Equal(Price.Of(58_000m), order.Price);
        Assert.Equal(Quantity.Of(2m), order.Quantity);
        Assert.False(order.IsInFlight);
        Assert.Equal(0, world.Venue.CancelsSent);
    }

    [Fact]
    public void Modify_lowering_quantity_uses_amend_other_changes_replace()
    {
        var world = new TradingWorld();
        world.Venue.Capabilities = world.Venue.Capabilities with { ReduceQuantityInPlace = true };
        Order order = world.Working(2m);
        Assert.True(world.Engine.Modify(order, order.Price, Quantity.Of(1m)));
        Assert.Contains((RequestKind.Modify, order.ClientOrderId), world.Venue.Sent);
        Order other = world.Working(2m);
        Assert.True(world.Engine.Modify(other, other.Price, Quantity.Of(3m)));
        Assert.Contains((RequestKind.Cancel, other.ClientOrderId), world.Venue.Sent);
        Order third = world.Working(2m);
        Assert.True(world.Engine.Modify(third, Price.Of(58_000m), Quantity.Of(1m)));
        Assert.Contains((RequestKind.Cancel, third.ClientOrderId), world.Venue.Sent);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Modify_in_place_racing_a_fill_ends_in_what_the_venue_did(bool fillIsToldFirst)
    {
        var world = new TradingWorld(venue: InPlace(out TestTime time), time: time);
        Order order = world.Working(3m);
        Assert.True(world.Engine.Modify(order, order.Price, Quantity.Of(2m)));
        world.Venue.Send(order, RequestKind.Modify);
        OrderEvent fill = world.Venue.Trade(order, 2m, 59_000m, tell: false);
        world.Venue.Orders[order.ClientOrderId].Quantity = Quantity.Of(2m);
        world.Venue.Orders[order.ClientOrderId].Status = VenueOrderStatus.Filled;
        OrderEvent modified = world.Venue.EventOf(order, OrderEventKind.Modified) with { Quantity = Quantity.Of(2m), Price = order.Price };
        world.VenueSide.OnOrderEvent(fillIsToldFirst ? fill : modified);
        world.VenueSide.OnOrderEvent(fillIsToldFirst ? modified : fill);

        Assert.Equal((OrderState.Filled, 2m, Quantity.Of(2m), false), (order.State, world.Position, order.Quantity, order.IsInFlight));
        world.Time.Advance(70);
        Assert.Equal((OrderState.Filled, 1), (order.State, world.Venue.SubmitsSent));
    }

    [Fact]
    public void Modify_in_place_refused_because_filled_meanwhile_ends_filled()
    {
        var world = new TradingWorld(venue: InPlace(out TestTime time), time: time);
        Order order = world.Working(3m);
        Assert.True(world.Engine.Modify(order, order.Price, Quantity.Of(2m)));
        world.Venue.Send(order, RequestKind.Modify);
        OrderEvent fill = world.Venue.Trade(order, 3m, 59_000m, tell: false);
        world.Venue.Tell(order, OrderEventKind.ModifyRejected);
        world.VenueSide.OnOrderEvent(in fill);
        Assert.Equal((OrderState.Filled, 3m), (order.State, world.Position));
        Assert.Equal(0, world.Engine.Counters.Overfills);
    }

    [Fact]
    public void Modify_by_replacing_sends_what_is_left_as_linked_child()
    {
        var world = new TradingWorld();
        Order order = world.Working(2m);
        Assert.True(world.Engine.Modify(order, Price.Of(58_000m), Quantity.Of(3m)));
        Assert.Equal(1, world.Venue.SubmitsSent);
        world.Venue.Trade(order, 0.5m, 59_000m);
        world.Venue.CancelAtVenue(order);
        Order child = Child(world, order)!;
        Assert.Equal(Quantity.Of(2.5m), child.Quantity);
        Assert.Equal(Price.Of(58_000m), child.Price);
        Assert.Equal(2, world.Venue.SubmitsSent);
    }

    [Fact]
    public void Modify_by_replacing_filled_meanwhile_sends_no_second_leg()
    {
        var world = new TradingWorld();
        Order order = world.Working();
        world.Engine.Modify(order, Price.Of(58_000m), Quantity.Of(1m));
        world.Venue.Trade(order, 1m, 59_000m);
        world.Time.Advance(30);
        Assert.Equal(OrderState.Filled, order.State);
        Assert.Equal(1, world.Venue.SubmitsSent);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Modify_by_replacing_canceled_meanwhile_sends_no_second_leg(bool forGood)
    {
        var world = new TradingWorld();
        Order order = world.Working();
        Assert.True(world.Engine.Modify(order, Price.Of(58_000m), Quantity.Of(1m)));

        if (forGood)
            world.Engine.CancelForGood(order, "the strategy stops");
        else
            world.Engine.Cancel(order);
        world.Venue.CancelAtVenue(order);

        Assert.Equal(OrderState.Canceled, order.State);
        Assert.Equal(RequestState.None, order.ModifyRequest);
        Assert.Null(Child(world, order));
        Assert.Equal(1, world.Venue.SubmitsSent);
    }

    [Fact]
    public void Modify_by_replacing_waits_for_fills_the_cancel_speaks_of()
    {
        var world = new TradingWorld();
        Order order = world.Working(2m);
        world.Engine.Modify(order, Price.Of(58_000m), Quantity.Of(2m));
        world.Venue.Trade(order, 0.5m, 59_000m, tell: false);
        world.Venue.CancelAtVenue(order, tell: false);
        world.VenueSide.OnOrderEvent(world.Venue.EventOf(order, OrderEventKind.Canceled) with { VenueFilledQuantity = Quantity.Of(0.5m) });
        Assert.Null(Child(world, order));
        world.Time.Advance(1);
        Assert.Equal(Quantity.Of(1.5m), Child(world, order)!.Quantity);
    }

    [Fact]
    public void Modify_by_replacing_with_unknown_cancel_sends_no_second_leg()
    {
        var world = new TradingWorld();
        Order order = world.Working();
        world.Engine.Modify(order, Price.Of(58_000m), Quantity.Of(1m));
        world.Venue.Send(order, RequestKind.Cancel);
        world.VenueSide.OnOutcomeUnknown(order.ClientOrderId, RequestKind.Cancel, "timeout");
        world.Venue.CancelAtVenue(order, tell: false);
        world.Time.Advance(30);
        Assert.Equal(OrderState.Canceled, order.State);
        Assert.Equal(1, world.Venue.SubmitsSent);
        Assert.Equal(1, world.Count(OrderEventKind.ModifyRejected));
    }

    [Fact]
    public void Modify_by_replacing_with_refused_cancel_keeps_the_order()
    {
        var world = new TradingWorld();
        Order order = world.Working();
        world.Engine.Modify(order, Price.Of(58_000m), Quantity.Of(1m));
        world.Venue.Tell(order, OrderEventKind.CancelRejected);
        Assert.False(order.IsInFlight);
        Assert.Equal(1, world.Count(OrderEventKind.ModifyRejected));
        Assert.Equal(OrderState.Accepted, order.State);
    }

    [Fact]
    public void Modify_unknown_and_found_changed_is_modified()
    {
        var world = new TradingWorld();
        world.Venue.Capabilities = world.Venue.Capabilities with { ModifyInPlace = true };
        Order order = world.Working();
        world.Engine.Modify(order, Price.Of(58_000m), Quantity.Of(2m));
        world.Venue.Send(order, RequestKind.Modify);
        world.Venue.Orders[order.ClientOrderId].Price = Price.Of(58_000m);
        world.Venue.Orders[order.ClientOrderId].Quantity = Quantity.Of(2m);
        world.Time.Advance(10);
        Assert.Equal(Price.Of(58_000m), order.Price);
        Assert.Equal(1, world.Count(OrderEventKind.Modified));
    }

    [Fact]
    public void Modify_unknown_and_found_unchanged_is_refused_only_after_the_horizon()
    {
        var world = new TradingWorld();
        world.Venue.Capabilities = world.Venue.Capabilities with { ModifyInPlace = true };
        Order order = world.Working();
        world.Engine.Modify(order, Price.Of(58_000m), Quantity.Of(2m));
        world.Venue.Send(order, RequestKind.Modify);
        world.Time.Advance(9.5);
        Assert.Equal(RequestState.Unknown, order.ModifyRequest);
        world.Time.Advance(20);
        Assert.Equal(RequestState.None, order.ModifyRequest);
        Assert.Equal(1, world.Count(OrderEventKind.ModifyRejected));
    }

    [Fact]
    public void Modify_that_cannot_be_asked_is_false()
    {
        var world = new TradingWorld();
        Order sent = world.Sent();
        Assert.False(world.Engine.Modify(sent, Price.Of(58_000m), Quantity.Of(1m)));
        Order order = world.Working(2m);
        Assert.False(world.Engine.Modify(order, order.Price, order.Quantity));
        world.Venue.Trade(order, 1m, 59_000m);
        Assert.False(world.Engine.Modify(order, order.Price, Quantity.Of(1m)));
        world.Engine.Cancel(order);
        Assert.False(world.Engine.Modify(order, Price.Of(58_000m), Quantity.Of(3m)));
    }

    [Fact]
    public void Modify_not_taken_by_adapter_is_refused()
    {
        var world = new TradingWorld();
        world.Venue.Capabilities = world.Venue.Capabilities with { ModifyInPlace = true };
        world.Venue.NextModify = HandOver.BackPressured;
        Order order = world.Working();
        world.Engine.Modify(order, Price.Of(58_000m), Quantity.Of(2m));
        Assert.Equal(1, world.Count(OrderEventKind.ModifyRejected));
        Assert.False(order.IsInFlight);
    }

    [Fact]
    public void Shutdown_drops_the_second_leg()
    {
        var world = new TradingWorld();
        Order order = world.Working();
        world.Engine.Modify(order, Price.Of(58_000m), Quantity.Of(2m));
        world.Engine.BeginShutdown();
        world.Venue.CancelAtVenue(order);
        Assert.Equal(1, world.Venue.SubmitsSent);
        Assert.Equal(0, world.Engine.OpenOrUnknownCount);
    }

    private static FakeVenue InPlace(out TestTime time)
    {
        time = new TestTime();
        var venue = new FakeVenue(time);
        venue.Capabilities = venue.Capabilities with { ReduceQuantityInPlace = true };
        return venue;
    }
}
