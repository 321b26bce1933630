using CsCheck;
using LiveTrading.Engine.Caching;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Tests.Caching;

public sealed class OrderIndexTests
{
    private static readonly OrderState[] s_states = Enum.GetValues<OrderState>();
    private static readonly RequestState[] s_requests = Enum.GetValues<RequestState>();
    private readonly Cache _cache = NewCache(10_000);

    [Fact]
    public void Order_is_found_by_both_ids_from_the_moment_they_are_known()
    {
        Order order = NewOrder(1);
        _cache.AddOrder(order);
        var venueId = new VenueOrderId(77);
        Assert.Same(order, _cache.FindOrder(order.ClientOrderId));
        Assert.Null(_cache.FindOrder(order.Instrument, venueId));

        order.VenueOrderId = venueId;
        _cache.OnOrderChanged(order);

        Assert.Same(order, _cache.FindOrder(order.Instrument, venueId));
        Assert.Null(_cache.FindOrder(new InstrumentHandle(1), venueId));
    }

    [Fact]
    public void Venue_id_that_changes_is_found_under_the_new_one_alone()
    {
        Order order = NewOrder(1);
        order.VenueOrderId = new VenueOrderId(1);
        _cache.AddOrder(order);
        order.VenueOrderId = new VenueOrderId(2);
        _cache.OnOrderChanged(order);

        Assert.Null(_cache.FindOrder(order.Instrument, new VenueOrderId(1)));
        Assert.Same(order, _cache.FindOrder(order.Instrument, new VenueOrderId(2)));
    }

    [Fact]
    public void AddOrder_refuses_a_double_an_order_without_id_and_one_of_an_unknown_instrument()
    {
        _cache.AddOrder(NewOrder(1));

        Assert.Throws<ArgumentException>(() => _cache.AddOrder(NewOrder(1)));
        Assert.Throws<ArgumentException>(() => _cache.AddOrder(new Order { Instrument = new InstrumentHandle(0) }));
        Assert.Throws<ArgumentException>(() => _cache.AddOrder(NewOrder(2, instrument: 9)));
        Assert.Equal(1, _cache.OrderCount);
    }

    [Fact]
    public void OnOrderChanged_of_an_order_not_added_throws()
    {
        _cache.AddOrder(NewOrder(1));

        Assert.Throws<ArgumentException>(() => _cache.OnOrderChanged(NewOrder(2)));
        Assert.Throws<ArgumentException>(() => _cache.OnOrderChanged(NewOrder(1)));
    }

    [Fact]
    public void Closed_orders_leave_oldest_first_beyond_the_limit_and_their_ids_with_them()
    {
        Cache cache = NewCache(3);
        Order[] orders = [.. Enumerable.Range(1, 5).Select(i => NewOrder((ulong)i))];
        foreach (Order order in orders)
        {
            order.VenueOrderId = new VenueOrderId(order.ClientOrderId.Value);
            cache.AddOrder(order);
            order.State = OrderState.Filled;
            cache.OnOrderChanged(order);
        }

        Assert.Equal([5UL, 4UL, 3UL], Counters(cache.ClosedOrders));
        Assert.Null(cache.FindOrder(orders[0].ClientOrderId));
        Assert.Null(cache.FindOrder(orders[1].Instrument, orders[1].VenueOrderId));
        Assert.Same(orders[2], cache.FindOrder(orders[2].ClientOrderId));
    }

    [Fact]
    public void Limit_of_zero_keeps_no_closed_order_and_every_open_one()
    {
        Cache cache = NewCache(0);
        Order open = NewOrder(1);
        open.State = OrderState.Accepted;
        cache.AddOrder(open);
        Order closed = NewOrder(2);
        closed.State = OrderState.Denied;
        cache.AddOrder(closed);

        Assert.Equal(1, cache.OrderCount);
        Assert.Same(open, cache.FindOrder(open.ClientOrderId));
    }

    [Fact]
    public void Closed_order_whose_request_waits_for_an_answer_does_not_leave()
    {
        Cache cache = NewCache(1);
        Order waiting = NewOrder(1);
        waiting.State = OrderState.Filled;
        waiting.CancelRequest = RequestState.Unknown;
        cache.AddOrder(waiting);
        for (ulong i = 2; i < 6; i++)
        {
            Order order = NewOrder(i);
            order.State = OrderState.Canceled;
            cache.AddOrder(order);
        }

        Assert.Same(waiting, cache.FindOrder(waiting.ClientOrderId));
        waiting.CancelRequest = RequestState.None;
        cache.OnOrderChanged(waiting);
        Assert.Equal([1UL], Counters(cache.ClosedOrders));
    }

    [Fact]
    public void Order_that_comes_back_from_the_dead_is_open_and_does_not_leave()
    {
        Cache cache = NewCache(1);
        Order order = NewOrder(1);
        order.State = OrderState.Rejected;
        cache.AddOrder(order);
        order.State = OrderState.Accepted;
        cache.OnOrderChanged(order);
        for (ulong i = 2; i < 6; i++)
        {
            Order other = NewOrder(i);
            other.State = OrderState.Canceled;
            cache.AddOrder(other);
        }

        Assert.Same(order, cache.FindOrder(order.ClientOrderId));
        Assert.Equal(1, cache.OpenOrders.Count);
    }

    [Fact]
    public void Orders_may_be_closed_while_they_are_enumerated()
    {
        for (ulong i = 1; i <= 20; i++)
        {
            Order order = NewOrder(i, strategy: i % 2 == 0 ? "even" : "odd");
            order.State = OrderState.Accepted;
            _cache.AddOrder(order);
        }

        HashSet<ulong> seen = [];
        foreach (Order order in _cache.OpenOrders)
        {
            seen.Add(order.ClientOrderId.Counter);
            order.State = OrderState.Canceled;
            _cache.OnOrderChanged(order);
        }

        Assert.Equal(20, seen.Count);
        Assert.Equal(0, _cache.OpenOrders.Count + _cache.OpenOrdersOf(new StrategyId("even")).Count + _cache.OpenOrdersOf(new InstrumentHandle(0)).Count);
    }

    [Fact]
    public void Any_sequence_of_changes_leaves_indices_equal_to_a_search_over_all_orders()
    {
        Gen<(int Order, int State, int Submit, int Cancel, int VenueId)[]> changes =
            Gen.Select(Gen.Int[1, 40], Gen.Int[0, s_states.Length - 1], Gen.Int[0, s_requests.Length - 1], Gen.Int[0, s_requests.Length - 1], Gen.Int[0, 3]).Array[0, 400];

        changes.Sample(
            steps =>
            {
                Cache cache = NewCache(5);
                Dictionary<ulong, Order> alive = [];
                List<ulong> closed = [];
                foreach ((int number, int state, int submit, int cancel, int venueId) in steps)
                {
                    ulong id = (ulong)number;
                    bool isNew = !alive.TryGetValue(id, out Order? order);
                    order ??= NewOrder(id, number % 3, number % 2 == 0 ? "even" : "odd");
                    order.State = s_states[state];
                    order.SubmitRequest = s_requests[submit];
                    order.CancelRequest = s_requests[cancel];
                    if (venueId == 0)
                        order.VenueOrderId = new VenueOrderId((UInt128)(number + 1_000));
                    alive[id] = order;
                    if (isNew)
                        cache.AddOrder(order);
                    else
                        cache.OnOrderChanged(order);
                    bool mayLeave = order.IsClosed && !order.IsInFlight;
                    if (!mayLeave)
                        closed.Remove(id);
                    else if (!closed.Contains(id))
                        closed.Add(id);
                    if (closed.Count > 5)
                    {
                        alive.Remove(closed[0]);
                        closed.RemoveAt(0);
                    }
                }

                AssertIndices(cache, alive, closed);
            },
            iter: 500);
    }

    [Fact]
    public void A_life_of_an_order_allocates_no_more_than_its_bound_once_the_lists_have_their_size()
    {
        Cache cache = NewCache(100);
        for (ulong i = 1; i <= 2_000; i++)
            Live(cache, NewOrder(i));
        Order[] orders = [.. Enumerable.Range(2_001, 1_000).Select(i => NewOrder((ulong)i))];

        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (Order order in orders)
            Live(cache, order);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
    }

    [Fact]
    public void Enumerations_allocate_nothing()
    {
        for (ulong i = 1; i <= 20; i++)
        {
            Order order = NewOrder(i);
            order.State = i % 2 == 0 ? OrderState.Accepted : OrderState.Filled;
            _cache.AddOrder(order);
        }

        var strategy = new StrategyId("s");
        long sum = Enumerate(strategy);

        long before = GC.GetAllocatedBytesForCurrentThread();
        sum += Enumerate(strategy);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
        Assert.Equal(80, sum);
    }

    private static void Live(Cache cache, Order order)
    {
        order.State = OrderState.Pending;
        order.SubmitRequest = RequestState.Queued;
        cache.AddOrder(order);
        order.State = OrderState.Accepted;
        order.SubmitRequest = RequestState.None;
        order.VenueOrderId = new VenueOrderId(order.ClientOrderId.Value);
        cache.OnOrderChanged(order);
        order.State = OrderState.Filled;
        cache.OnOrderChanged(order);
    }

    private static void AssertIndices(Cache cache, Dictionary<ulong, Order> alive, List<ulong> closed)
    {
        Assert.Equal(alive.Count, cache.OrderCount);
        Assert.Equal(Sorted(alive.Values.Where(o => o.IsOpen)), Sorted(cache.OpenOrders));
        Assert.Equal(Sorted(alive.Values.Where(o => o.IsInFlight)), Sorted(cache.InFlightOrders));
        foreach (string strategy in (string[])["even", "odd"])
            Assert.Equal(Sorted(alive.Values.Where(o => o.IsOpen && o.StrategyId.Value == strategy)), Sorted(cache.OpenOrdersOf(new StrategyId(strategy))));
        for (int i = 0; i < 3; i++)
            Assert.Equal(Sorted(alive.Values.Where(o => o.IsOpen && o.Instrument.Index == i)), Sorted(cache.OpenOrdersOf(new InstrumentHandle(i))));
        Assert.Equal(closed.AsEnumerable().Reverse(), Counters(cache.ClosedOrders));
        foreach (Order order in alive.Values)
        {
            Assert.Same(order, cache.FindOrder(order.ClientOrderId));
            if (!order.VenueOrderId.IsNone)
                Assert.Same(order, cache.FindOrder(order.Instrument, order.VenueOrderId));
        }
    }

    private static List<ulong> Sorted(IEnumerable<Order> orders) => [.. orders.Select(o => o.ClientOrderId.Counter).Order()];

    private static List<ulong> Sorted(OrderList orders)
    {
        List<ulong> ids = [];
        foreach (Order order in orders)
            ids.Add(order.ClientOrderId.Counter);
        Assert.Equal(orders.Count, ids.Count);
        ids.Sort();
        return ids;
    }

    private static List<ulong> Counters(ClosedOrders orders)
    {
        List<ulong> ids = [];
        foreach (Order order in orders)
            ids.Add(order.ClientOrderId.Counter);
        Assert.Equal(orders.Count, ids.Count);
        return ids;
    }

    private static Cache NewCache(int maxClosed)
    {
        var cache = new Cache(new CacheOptions { MaxClosedOrders = maxClosed });
        for (int i = 0; i < 3; i++)
            cache.AddInstrument(Data.DataRig.NewInstrument($"S{i}"));
        return cache;
    }

    private static Order NewOrder(ulong number, int instrument = 0, string strategy = "s") => new()
    {
        ClientOrderId = ClientOrderId.Create(1, 1, number),
        Instrument = new InstrumentHandle(instrument),
        StrategyId = new StrategyId(strategy),
        Quantity = Quantity.Of(1),
    };

    private long Enumerate(StrategyId strategy)
    {
        long n = 0;
        foreach (Order order in _cache.OpenOrders)
            n += order.IsOpen ? 1 : 0;
        foreach (Order order in _cache.OpenOrdersOf(strategy))
            n += order.IsOpen ? 1 : 0;
        foreach (Order order in _cache.OpenOrdersOf(new InstrumentHandle(0)))
            n += order.IsOpen ? 1 : 0;
        foreach (Order order in _cache.ClosedOrders)
            n += order.IsClosed ? 1 : 0;
        return n;
    }
}
