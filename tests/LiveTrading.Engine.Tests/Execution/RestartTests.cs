using LiveTrading.Engine.Events;
using LiveTrading.Engine.Journal;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Tests.Execution;

public sealed class RestartTests
{
    [Fact]
    public void Restart_pending_order_is_unknown_until_the_venue_answers()
    {
        var world = new TradingWorld();
        Order order = world.Submit();
        world.Venue.Receive(order, tell: false);
        TradingWorld next = world.Restart(reconcile: false);
        Order again = next.Cache.FindOrder(order.ClientOrderId)!;
        Assert.Equal(RequestState.Unknown, again.SubmitRequest);
        next.VenueSide.OnExecutionReady();
        next.Time.Advance(2);
        Assert.Equal(OrderState.Accepted, again.State);
        Assert.Equal(1, next.Venue.SubmitsSent);
    }

    [Fact]
    public void Restart_order_that_never_left_is_rejected_after_the_horizon()
    {
        var world = new TradingWorld();
        Order order = world.Submit();
        TradingWorld next = world.Restart();
        next.Time.Advance(9);
        Assert.False(next.Cache.FindOrder(order.ClientOrderId)!.IsClosed);
        next.Time.Advance(60);
        Assert.Equal(OrderState.Rejected, next.Cache.FindOrder(order.ClientOrderId)!.State);
        Assert.Equal(1, next.Venue.SubmitsSent);
    }

    [Fact]
    public void Restart_filled_while_down_finds_the_fill()
    {
        var world = new TradingWorld();
        Order order = world.Working(2m);
        world.Venue.Trade(order, 0.5m, 59_000m);
        world.Time.Advance(3600);
        world.Venue.Trade(order, 1.5m, 59_000m, tell: false);
        TradingWorld next = world.Restart();
        next.Time.Advance(3);
        Assert.Equal(2m, next.Position);
        Assert.Equal(OrderState.Filled, next.Cache.FindOrder(order.ClientOrderId)!.State);
        Assert.Equal(0, next.Engine.OpenOrUnknownCount);
    }

    [Fact]
    public void Restart_canceled_while_down_is_found()
    {
        var world = new TradingWorld();
        Order order = world.Working();
        world.Venue.CancelAtVenue(order, tell: false);
        world.Time.Advance(5);
        TradingWorld next = world.Restart();
        next.Time.Advance(3);
        Assert.Equal(OrderState.Canceled, next.Cache.FindOrder(order.ClientOrderId)!.State);
    }

    [Fact]
    public void Restart_cancel_without_answer_is_unknown()
    {
        var world = new TradingWorld();
        Order order = world.Working();
        world.Engine.Cancel(order);
        TradingWorld next = world.Restart(reconcile: false);
        Assert.Equal(RequestState.Unknown, next.Cache.FindOrder(order.ClientOrderId)!.CancelRequest);
    }

    [Fact]
    public void Restart_keeps_fills_apart_so_none_counts_twice()
    {
        var world = new TradingWorld();
        Order order = world.Working(2m);
        OrderEvent fill = world.Venue.Trade(order, 0.5m, 59_000m);
        TradingWorld next = world.Restart();
        next.VenueSide.OnOrderEvent(in fill);
        Assert.Equal(0.5m, next.Position);
        Assert.Equal(Quantity.Of(0.5m), next.Cache.FindOrder(order.ClientOrderId)!.FilledQuantity);
    }

    [Fact]
    public void Restart_replacement_under_way_has_no_second_leg()
    {
        var world = new TradingWorld();
        Order order = world.Working();
        world.Engine.Modify(order, Price.Of(58_000m), Quantity.Of(2m));
        world.Venue.CancelAtVenue(order, tell: false);
        TradingWorld next = world.Restart();
        next.Time.Advance(60);
        Assert.Equal(OrderState.Canceled, next.Cache.FindOrder(order.ClientOrderId)!.State);
        Assert.Equal(1, next.Venue.SubmitsSent);
    }

    /// <summary>The process dies after every single journal record, and the venue goes on: afterwards both sides agree.</summary>
    [Fact]
    public void Crash_after_every_record_ends_equal_to_the_venue()
    {
        long records = RunScript(new TradingWorld()).Storage.Appends;
        for (long survives = 1; survives <= records; survives++)
            AssertAgrees(CrashAfter(survives, 0), survives.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>The same with the record half written, cut at every byte.</summary>
    [Fact]
    public void Crash_within_a_record_ends_equal_to_the_venue()
    {
        long records = RunScript(new TradingWorld()).Storage.Appends;
        for (int torn = 1; torn <= 220; torn += 3)
        {
            for (long survives = 3; survives <= records; survives += 4)
                AssertAgrees(CrashAfter(survives, torn), $"{survives}, torn at {torn}");
        }
    }

    /// <summary>Orders in every stage, with what each tells and does not tell.</summary>
    private static TradingWorld RunScript(TradingWorld world)
    {
        Order a = world.Submit(2m);
        ReceiveIfSent(world, a);
        world.Time.Advance(0.1);
        Order b = world.Submit(1m);
        ReceiveIfSent(world, b);
        TradeIfThere(world, a, 0.5m);
        world.Engine.Cancel(b);
        CancelIfAsked(world, b);
        Order c = world.Submit(3m);
        ReceiveIfSent(world, c);
        TradeIfThere(world, c, 3m);
        TradeIfThere(world, a, 1.5m);
        Order d = world.Submit(1m);
        ReceiveIfSent(world, d);
        world.Time.Advance(0.1);
        return world;
    }

    private static void ReceiveIfSent(TradingWorld world, Order order)
    {
        if (!world.Venue.Sent.Contains((RequestKind.Submit, order.ClientOrderId)))
            return;
        world.Venue.Send(order);
        world.Venue.Receive(order);
    }

    private static void TradeIfThere(TradingWorld world, Order order, decimal quantity)
    {
        if (world.Venue.Orders.TryGetValue(order.ClientOrderId, out VenueOrder? known) && known.IsOpen)
            world.Venue.Trade(order, quantity, 59_000m);
    }

    private static void CancelIfAsked(TradingWorld world, Order order)
    {
        if (world.Venue.Sent.Contains((RequestKind.Cancel, order.ClientOrderId)) && world.Venue.Orders[order.ClientOrderId].IsOpen)
            world.Venue.CancelAtVenue(order);
    }

    /// <summary>What the journal holds ends at a record, although the engine had gone further: the harshest crash, its last effects are all out.</summary>
    private static TradingWorld CrashAfter(long survives, int tornBytes)
    {
        var storage = new MemoryJournalStorage { FailAfter = survives, TornBytes = tornBytes };
        TradingWorld world = RunScript(new TradingWorld(storage: storage));
        world.Time.Advance(1);
        TradingWorld next = world.Restart();
        next.Time.Advance(120);
        return next;
    }

    private static void AssertAgrees(TradingWorld world, string at)
    {
        decimal venuePosition = world.Venue.Balances["BTC"] - 10m;
        Assert.True(venuePosition == world.Position, $"After record {at}: venue holds {venuePosition}, engine {world.Position}.");
        Assert.True(world.VenueSide.IsReconciled, $"After record {at}: not reconciled.");
        int open = world.Venue.Orders.Values.Count(o => o.IsOpen);
        Assert.True(open == world.Cache.OpenOrders.Count, $"After record {at}: venue has {open} open orders, engine {world.Cache.OpenOrders.Count}.");
        Assert.True(world.Cache.InFlightOrders.Count == 0, $"After record {at}: requests stay unanswered.");
        foreach ((ClientOrderId id, VenueOrder order) in world.Venue.Orders)
        {
            Order? known = world.Cache.FindOrder(id);
            Assert.True(known is not null, $"After record {at}: order {id} was lost.");
            Assert.True(known.FilledQuantity == order.Filled && known.IsOpen == order.IsOpen, $"After record {at}: order {id} is {known.State} with {known.FilledQuantity}, at the venue {order.Status} with {order.Filled}.");
        }

        Assert.False(world.HasAlert(AlertCode.FillContradiction));
    }
}
