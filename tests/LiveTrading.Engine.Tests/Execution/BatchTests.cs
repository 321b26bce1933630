using LiveTrading.Engine.Execution;
using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Ports;
using LiveTrading.Engine.Risk;
using LiveTrading.Engine.Strategies;
using LiveTrading.Model;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Tests.Execution;

public sealed class BatchTests
{
    [Fact]
    public void Submit_all_are_recorded_before_any_is_handed_over()
    {
        var world = new TradingWorld();
        List<long> recorded = [];
        world.Venue.OnSubmit = _ => recorded.Add(JournalInspector.Verify(world.Storage).Orders);

        Order[] orders = Submit(world, 3, out int sent);

        Assert.Equal(3, sent);
        Assert.Equal([3, 3, 3], recorded);
        Assert.Equal(orders.Select(o => (RequestKind.Submit, o.ClientOrderId)), world.Venue.Sent);
    }

    [Fact]
    public void Submit_each_has_its_own_outcome()
    {
        var world = new TradingWorld();
        Order[] orders = Submit(world, 3, out _);
        foreach (Order order in orders)
            world.Venue.Send(order);
        world.Venue.Receive(orders[0]);
        world.Venue.Tell(orders[1], OrderEventKind.Rejected);
        world.VenueSide.OnOutcomeUnknown(orders[2].ClientOrderId, RequestKind.Submit, "5xx");

        Assert.Equal((OrderState.Accepted, OrderState.Rejected, OrderState.Submitted), (orders[0].State, orders[1].State, orders[2].State));
        Assert.Equal((false, false, true), (orders[0].IsUnknown, orders[1].IsUnknown, orders[2].IsUnknown));
    }

    [Fact]
    public void Submit_is_checked_in_order_so_that_the_earlier_count_for_the_later()
    {
        var world = new TradingWorld();
        world.Venue.Balances["USDT"] = 150_000m;
        world.Time.Advance(61);

        Order[] orders = Submit(world, 3, out int sent);

        Assert.Equal(2, sent);
        Assert.Equal((OrderState.Pending, OrderState.Pending, OrderState.Denied), (orders[0].State, orders[1].State, orders[2].State));
        Assert.Equal(2, world.Venue.SubmitsSent);
    }

    [Fact]
    public void Submit_denied_one_in_the_middle_leaves_the_others()
    {
        var world = new TradingWorld();
        OrderRequest[] requests = Requests(world, 3);
        requests[1] = requests[1] with { Price = Price.Of(59_000.001m) };
        var orders = new Order[3];

        int sent = world.Engine.SubmitBatch(TradingWorld.Strategy, requests, orders);

        Assert.Equal(2, sent);
        Assert.Equal((OrderState.Pending, OrderState.Denied, OrderState.Pending), (orders[0].State, orders[1].State, orders[2].State));
        Assert.Equal([orders[0].ClientOrderId, orders[2].ClientOrderId], world.Venue.Sent.Select(s => s.Order));
    }

    [Fact]
    public void Submit_adapter_takes_some_the_rest_is_denied_and_never_queued()
    {
        var world = new TradingWorld();
        int given = 0;
        world.Venue.OnSubmit = _ => world.Venue.NextSubmit = ++given > 1 ? HandOver.BackPressured : HandOver.Queued;

        Order[] orders = Submit(world, 3, out int sent);

        Assert.Equal(1, sent);
        Assert.Equal((OrderState.Pending, OrderState.Denied, OrderState.Denied), (orders[0].State, orders[1].State, orders[2].State));
        world.Time.Advance(60);
        Assert.Equal(1, world.Venue.SubmitsSent);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Submit_journal_fails_at_any_record_nothing_is_handed_over(int failing)
    {
        var world = new TradingWorld();
        int left = failing;
        world.Bus.Subscribe("order.pending", (in OrderEvent _) =>
        {
            if (--left == 1)
                world.Storage.FailAfter = 0;
        });
        if (failing == 1)
            world.Storage.FailAfter = 0;

        Order[] orders = Submit(world, 3, out int sent);

        Assert.Equal(0, sent);
        Assert.All(orders, o => Assert.Equal(OrderState.Denied, o.State));
        Assert.Empty(world.Venue.Sent);
    }

    [Fact]
    public void Submit_handler_of_a_record_cancels_another_of_the_batch()
    {
        var world = new TradingWorld();
        Order? first = null;
        world.Bus.Subscribe("order.pending", (in OrderEvent e) =>
        {
            if (first is null)
                first = world.Cache.FindOrder(e.ClientOrderId);
            else
                world.Engine.Cancel(first);
        });

        Order[] orders = Submit(world, 2, out int sent);

        Assert.Equal(1, sent);
        Assert.Equal((OrderState.Denied, OrderState.Pending), (orders[0].State, orders[1].State));
        Assert.Equal([orders[1].ClientOrderId], world.Venue.Sent.Select(s => s.Order));
    }

    [Fact]
    public void Submit_halted_by_a_handler_in_the_middle_hands_over_nothing()
    {
        var world = new TradingWorld();
        int seen = 0;
        world.Bus.Subscribe("order.pending", (in OrderEvent _) =>
        {
            if (++seen == 2)
                world.Risk.SetTradingState(TradingState.Halted, "test");
        });

        Order[] orders = Submit(world, 3, out int sent);

        Assert.Equal(0, sent);
        Assert.All(orders, o => Assert.Equal(OrderState.Denied, o.State));
        Assert.Empty(world.Venue.Sent);
    }

    [Fact]
    public void Submit_crash_before_the_first_is_handed_over_leaves_each_unknown_then_not_received()
    {
        var world = new TradingWorld();
        MemoryJournalStorage? atHandOver = null;
        world.Venue.OnSubmit = _ => atHandOver ??= world.Storage.Copy();
        Submit(world, 3, out _);
        var venue = new FakeVenue(world.Time);

        var next = new TradingWorld(storage: atHandOver, venue: venue, time: world.Time, epoch: 2);
        Assert.Equal(3, next.Engine.OpenOrUnknownCount);
        next.Time.Advance(60);

        Assert.Equal((0, 3), (next.Engine.OpenOrUnknownCount, next.Count(OrderEventKind.Rejected)));
        Assert.Empty(venue.Sent);
    }

    [Fact]
    public void Submit_too_many_or_too_little_room_is_the_callers_mistake()
    {
        var world = new TradingWorld();
        OrderRequest[] requests = Requests(world, IOrderEntry.MaxBatch + 1);
        Assert.Throws<ArgumentException>(() => world.Engine.SubmitBatch(TradingWorld.Strategy, requests, new Order[requests.Length]));
        Assert.Throws<ArgumentException>(() => world.Engine.SubmitBatch(TradingWorld.Strategy, requests.AsSpan(0, 2), new Order[1]));
        Assert.Equal(0, world.Engine.SubmitBatch(TradingWorld.Strategy, [], []));
        Assert.Equal(0, world.Cache.OrderCount);
    }

    [Fact]
    public void Cancel_several_asks_for_each_open_one_and_each_has_its_own_outcome()
    {
        var world = new TradingWorld();
        Order[] orders = [world.Working(), world.Working(), world.Working()];
        world.Venue.Trade(orders[1], 1m, 59_000m);

        int asked = world.Engine.CancelBatch(orders);

        Assert.Equal(2, asked);
        Assert.Equal(2, world.Venue.CancelsSent);
        world.Venue.Send(orders[0], RequestKind.Cancel);
        world.Venue.Send(orders[2], RequestKind.Cancel);
        world.Venue.CancelAtVenue(orders[0]);
        world.Venue.Tell(orders[2], OrderEventKind.CancelRejected);
        Assert.Equal((OrderState.Canceled, OrderState.Filled, OrderState.Accepted), (orders[0].State, orders[1].State, orders[2].State));
    }

    private static Order[] Submit(TradingWorld world, int count, out int sent)
    {
        var orders = new Order[count];
        sent = world.Engine.SubmitBatch(TradingWorld.Strategy, Requests(world, count), orders);
        return orders;
    }

    private static OrderRequest[] Requests(TradingWorld world, int count) =>
        [.. Enumerable.Range(0, count).Select(i => OrderRequest.Limit(world.Instrument, OrderSide.Buy, Quantity.Of(1m), Price.Of(59_000m + i)))];
}
