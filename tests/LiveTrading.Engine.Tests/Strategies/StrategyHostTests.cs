using LiveTrading.Engine.Bus;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Portfolios;
using LiveTrading.Engine.Strategies;
using LiveTrading.Engine.Tests.Data;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Tests.Strategies;

public sealed class StrategyHostTests
{
    private const long Second = UnixNanos.PerSecond;
    private static readonly StrategyId s_id = new("probe-1");
    private readonly DataRig _rig = new();
    private readonly FakeOrderEntry _orders;
    private readonly RecordingStore _store = new();
    private readonly StrategyHost _host;
    private readonly ProbeStrategy _probe = new() { Started = s => s.SubscribeEverything() };
    private readonly List<StrategyEvent> _events = [];
    private readonly List<BusFault> _faults = [];
    private long _id = 100;

    public StrategyHostTests()
    {
        _rig.Bus.Fault = _faults.Add;
        _orders = new FakeOrderEntry(_rig.Cache);
        _host = new StrategyHost(_rig.Bus, _rig.Cache, _rig.Engine, new Portfolio(_rig.Cache, _rig.Bus, _rig.Time), _orders, _rig.Time, _rig.Time, new StrategyHostOptions { MaxTimersPerStrategy = 3 }, _store);
        _host.Add(s_id, _probe);
        _rig.Bus.Subscribe(SystemTopics.Strategy, (in StrategyEvent e) => _events.Add(e));
    }

    [Fact]
    public void Running_strategy_hears_of_everything_it_subscribed_to_once()
    {
        _host.Start(s_id);
        _probe.Log.Clear();

        SendOneOfEach();

        Assert.Equal(["OnBookState Synchronising", "OnBookState Valid", "OnOrderBook", "OnOrderBook", "OnQuote", "OnTrade", "OnBar", "OnTrade", "OnTick"], _probe.Log);
    }

    [Fact]
    public void Strategy_hears_of_its_own_orders_alone()
    {
        var other = new ProbeStrategy();
        _host.Add(new StrategyId("other"), other);
        _host.StartAll();
        Order order = _probe.Place();

        _rig.Bus.Publish("order.accepted", new OrderEvent { Kind = OrderEventKind.Accepted, ClientOrderId = order.ClientOrderId });
        _rig.Bus.Publish("order.accepted", new OrderEvent { Kind = OrderEventKind.Accepted, ClientOrderId = ClientOrderId.Create(9, 9, 9) });

        Assert.Contains("OnOrder Accepted", _probe.Log);
        Assert.Single(_probe.Log, "OnOrder Accepted");
        Assert.DoesNotContain("OnOrder Accepted", other.Log);
    }

    [Theory]
    [InlineData("OnQuote")]
    [InlineData("OnTrade")]
    [InlineData("OnOrderBook")]
    [InlineData("OnBookState")]
    [InlineData("OnBar")]
    [InlineData("OnTick")]
    public void Strategy_that_throws_is_stopped_and_its_orders_are_canceled_and_the_other_runs_on(string where)
    {
        var other = new ProbeStrategy { Started = s => s.SubscribeEverything() };
        _host.Add(new StrategyId("other"), other);
        _host.StartAll();
        Order order = _probe.Place();
        Order othersOrder = other.Place();
        _probe.ThrowIn = where;

        SendOneOfEach();
        _probe.Log.Clear();
        other.Log.Clear();
        SendOneOfEach();

        Assert.Equal((StrategyState.Failed, StrategyState.Running), (_probe.State, other.State));
        Assert.Equal((OrderState.Canceled, OrderState.Accepted), (order.State, othersOrder.State));
        Assert.Empty(_probe.Log);
        Assert.Contains("OnQuote", other.Log);
        StrategyEvent failure = Assert.Single(_events, e => e.State == StrategyState.Failed);
        Assert.Contains(where + " threw ArithmeticException: the probe was told to", failure.Reason, StringComparison.Ordinal);
        Assert.Equal(1, failure.CanceledOrders);
        Assert.Empty(_faults);
    }

    [Theory]
    [InlineData("OnStart")]
    [InlineData("LoadState")]
    public void Strategy_that_throws_while_starting_does_not_run(string where)
    {
        _store.Saved[s_id] = [1];
        _probe.ThrowIn = where;

        Assert.False(_host.Start(s_id));

        Assert.Equal(StrategyState.Failed, _probe.State);
        Assert.Equal(0, _rig.Engine.SubscriberCount(_rig.Handle, MarketDataKinds.Quotes));
    }

    [Theory]
    [InlineData("OnOrder")]
    [InlineData("OnTimer")]
    [InlineData("OnStop")]
    [InlineData("SaveState")]
    [InlineData("topic")]
    [InlineData("OnStaleData")]
    public void Strategy_that_throws_anywhere_else_fails_too(string where)
    {
        _probe.Started = s =>
        {
            s.SubscribeEverything();
            s.Listen("note.*");
            s.Timer("t", Second);
        };
        _host.Start(s_id);
        Order order = _probe.Place();
        _probe.ThrowIn = where;

        _rig.Bus.Publish("order.accepted", new OrderEvent { Kind = OrderEventKind.Accepted, ClientOrderId = order.ClientOrderId });
        _rig.Bus.Publish("note.x", "hello");
        _rig.Time.Advance(60 * Second);
        _host.Stop(s_id, "enough");

        Assert.Equal(StrategyState.Failed, _probe.State);
        Assert.Equal(OrderState.Canceled, order.State);
        Assert.Single(_events, e => e.State == StrategyState.Failed);
    }

    [Fact]
    public void Failing_strategy_keeps_its_protective_stop()
    {
        _host.Start(s_id);
        Order quote = _probe.Place();
        Order stop = _probe.Place(OrderType.StopMarket, reduceOnly: true);
        _probe.ThrowIn = "OnTick";

        SendTick();

        Assert.Equal((OrderState.Canceled, OrderState.Accepted), (quote.State, stop.State));
    }

    [Fact]
    public void Order_entry_that_breaks_is_a_fault_of_the_core_too()
    {
        _probe.Quoted = s => s.Place();
        _host.Start(s_id);
        _orders.Throws = new InvalidOperationException("journal in doubt");

        SendQuote();

        Assert.Equal(StrategyState.Failed, _probe.State);
        BusFault fault = Assert.Single(_faults);
        Assert.Equal(BusFault.Core, fault.Owner);
    }

    [Fact]
    public void Callers_mistake_in_an_order_is_the_strategys_fault_alone()
    {
        _probe.Quoted = s => s.Place();
        _host.Start(s_id);
        _orders.Throws = new ArgumentException("quantity");

        SendQuote();

        Assert.Equal(StrategyState.Failed, _probe.State);
        Assert.Empty(_faults);
    }

    [Fact]
    public void Stop_ends_subscriptions_and_timers_saves_and_cancels()
    {
        _probe.StateToSave = "memory";
        _probe.Started += s => s.Timer("t", Second, Second);
        _host.Start(s_id);
        Order order = _probe.Place();

        Assert.True(_host.Stop(s_id, "enough"));
        _probe.Log.Clear();
        SendOneOfEach();
        _rig.Time.Advance(10 * Second);

        Assert.Empty(_probe.Log);
        Assert.Equal((StrategyState.Stopped, OrderState.Canceled), (_probe.State, order.State));
        Assert.Equal("memory"u8.ToArray(), _store.Saved[s_id]);
        Assert.Equal(["+Quotes", "+Trades", "+Book"], _rig.Client.Calls.Where(c => c[0] == '+'));
        Assert.Equal(["-Book", "-Quotes", "-Trades"], _rig.Client.Calls.Where(c => c[0] == '-').Order());
        Assert.False(_host.Stop(s_id, "again"));
    }

    [Fact]
    public void Stop_without_canceling_leaves_the_orders()
    {
        _host.Start(s_id);
        Order order = _probe.Place();

        _host.Stop(s_id, "hand over", cancelOrders: false);

        Assert.Equal(OrderState.Accepted, order.State);
    }

    [Fact]
    public void Stop_whose_state_cannot_be_saved_says_so()
    {
        _probe.StateToSave = "memory";
        _store.Fails = true;
        _host.Start(s_id);

        _host.Stop(s_id, "enough");

        Assert.Contains("could not be saved", _events[^1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Restart_loads_what_was_saved_and_subscribes_anew()
    {
        _probe.StateToSave = "memory";
        _host.Start(s_id);
        _host.Stop(s_id, "enough");
        _probe.Log.Clear();

        Assert.True(_host.Start(s_id));
        SendQuote();

        Assert.Equal(["LoadState memory", "OnStart"], _probe.Log.Where(l => !l.StartsWith("OnBookState", StringComparison.Ordinal)).Take(2));
        Assert.Single(_probe.Log, "OnQuote");
    }

    [Fact]
    public void Paused_strategy_hears_of_its_orders_alone_and_runs_on_when_resumed()
    {
        _host.Start(s_id);
        Order order = _probe.Place();
        Assert.True(_host.Pause(s_id, "lunch"));
        _probe.Log.Clear();

        SendQuote();
        SendTick();
        _rig.Bus.Publish("order.canceled", new OrderEvent { Kind = OrderEventKind.Canceled, ClientOrderId = order.ClientOrderId });
        Assert.Equal(["OnOrder Canceled"], _probe.Log);
        Assert.Equal(OrderState.Canceled, order.State);

        Assert.True(_host.Resume(s_id));
        SendQuote();
        Assert.Contains("OnQuote", _probe.Log);
        Assert.Equal([StrategyState.Running, StrategyState.Paused, StrategyState.Running], _events.Select(e => e.State));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Order_of_a_strategy_that_does_not_run_is_denied_and_not_sent(bool stopped)
    {
        _host.Start(s_id);
        Order working = _probe.Place();
        if (stopped)
            _host.Stop(s_id, "enough", cancelOrders: false);
        else
            _host.Pause(s_id, "lunch");
        _orders.Calls.Clear();

        Order order = _probe.Place();

        Assert.Equal(OrderState.Denied, order.State);
        Assert.False(_probe.ModifyIt(working));
        Assert.Empty(_orders.Calls);
        Assert.Equal(stopped, _probe.CancelIt(working));
    }

    [Fact]
    public void Order_of_another_strategy_is_out_of_reach()
    {
        var other = new ProbeStrategy();
        _host.Add(new StrategyId("other"), other);
        _host.StartAll();
        Order order = _probe.Place();

        Assert.Throws<ArgumentException>(() => other.CancelIt(order));
        Assert.Throws<ArgumentException>(() => other.ModifyIt(order));
    }

    [Fact]
    public void Timer_fires_until_it_is_canceled()
    {
        StrategyTimer? timer = null;
        _probe.Started = s => timer = s.Timer("t", Second, 2 * Second);
        _host.Start(s_id);

        _rig.Time.Advance(6 * Second);
        timer!.Cancel();
        _rig.Time.Advance(60 * Second);

        Assert.Equal(3, _probe.Log.Count(l => l == "OnTimer t"));
    }

    [Fact]
    public void Timers_beyond_the_limit_are_refused_and_fired_ones_do_not_count()
    {
        _probe.Started = null;
        _host.Start(s_id);
        for (int i = 0; i < 3; i++)
            _probe.Timer("t", Second);
        Assert.Throws<InvalidOperationException>(() => _probe.Timer("t", Second));

        _rig.Time.Advance(2 * Second);

        Assert.True(_probe.Timer("t", Second).IsActive);
        Assert.Throws<ArgumentOutOfRangeException>(() => _probe.Timer("t", -1));
    }

    [Fact]
    public void Book_that_broke_while_its_update_waited_is_not_shown()
    {
        _host.Start(s_id);
        _rig.Engine.OnFeedReady(_rig.Handle);
        _rig.Snapshot(100);
        _probe.Log.Clear();
        _rig.Bus.Subscribe("inject", (in int m) =>
        {
            _rig.Update(101, 101, bids: [DataRig.Level(98, 1)]);
            _rig.Update(200, 200, bids: [DataRig.Level(97, 1)]);
        });

        _rig.Bus.Publish("inject", 1);

        Assert.DoesNotContain("OnOrderBook", _probe.Log);
        Assert.Contains("OnBookState Invalid", _probe.Log);
    }

    [Theory]
    [InlineData("")]
    [InlineData("has space")]
    [InlineData("EXTERNAL")]
    [InlineData("core")]
    [InlineData("dot.ted")]
    [InlineData("x23456789012345678901234567890123")]
    public void Add_refuses_a_bad_id(string id) =>
        Assert.Throws<ArgumentException>(() => _host.Add(new StrategyId(id), new ProbeStrategy()));

    [Fact]
    public void Add_refuses_a_taken_id_and_an_object_added_before()
    {
        Assert.Throws<ArgumentException>(() => _host.Add(s_id, new ProbeStrategy()));
        Assert.Throws<ArgumentException>(() => _host.Add(new StrategyId("again"), _probe));
        Assert.Throws<ArgumentException>(() => _host.Start(new StrategyId("nobody")));
    }

    [Fact]
    public void Strategy_not_added_says_so()
    {
        var lonely = new ProbeStrategy();

        Assert.Throws<InvalidOperationException>(() => lonely.Id);
        Assert.Equal(StrategyState.Created, lonely.State);
    }

    [Fact]
    public void SetParameters_takes_all_values_and_tells_the_strategy_once()
    {
        _host.Start(s_id);

        Assert.Empty(_host.SetParameters(s_id, new Dictionary<string, string> { ["size"] = "2.5", ["Levels"] = "4" }));

        Assert.Equal((2.5m, 4), (_probe.Size.Value, _probe.Levels.Value));
        Assert.Single(_probe.Log, "OnParametersChanged 2.5 4");
    }

    [Theory]
    [InlineData("Size", "0", "Size: 0 is not within 0.1 to 10.")]
    [InlineData("Size", "11", "Size: 11 is not within 0.1 to 10.")]
    [InlineData("Size", "abc", "Size: 'abc' is not a Decimal.")]
    [InlineData("Levels", "2.5", "Levels: '2.5' is not a Int32.")]
    [InlineData("Nothing", "1", "Nothing: no such parameter; there are: Size, Levels.")]
    public void SetParameters_refuses_all_when_one_is_not_allowed(string name, string text, string problem)
    {
        _host.Start(s_id);

        IReadOnlyList<string> problems = _host.SetParameters(s_id, new Dictionary<string, string> { [name == "Size" ? "Levels" : "Size"] = "2", [name] = text });

        Assert.Equal([problem], problems);
        Assert.Equal((1m, 3), (_probe.Size.Value, _probe.Levels.Value));
        Assert.DoesNotContain(_probe.Log, l => l.StartsWith("OnParametersChanged", StringComparison.Ordinal));
    }

    [Fact]
    public void SetParameters_refuses_values_that_contradict_each_other()
    {
        Assert.Equal(["Size times Levels must not be above 20."], _host.SetParameters(s_id, new Dictionary<string, string> { ["Size"] = "10", ["Levels"] = "5" }));

        Assert.Equal((1m, 3), (_probe.Size.Value, _probe.Levels.Value));
    }

    [Fact]
    public void Declare_refuses_bounds_and_names_that_cannot_be()
    {
        var probe = new ProbeStrategy();

        Assert.Throws<ArgumentException>(() => probe.Parameters.Declare("SIZE", 1));
        Assert.Throws<ArgumentException>(() => probe.Parameters.Declare("a", 1, 2, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => probe.Parameters.Declare("b", 5, 1, 4));
    }

    [Fact]
    public void Bringing_a_quote_to_a_strategy_allocates_nothing()
    {
        _host.Start(s_id);
        _probe.Quoted = s => s.Log.Clear();
        for (int i = 0; i < 100; i++)
            SendQuote();

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
            SendQuote();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
    }

    private void SendOneOfEach()
    {
        _rig.Engine.OnFeedReady(_rig.Handle);
        _id += 100;
        _rig.Snapshot(_id);
        _rig.Update(_id + 1, _id + 1, bids: [DataRig.Level(98, 1)]);
        SendQuote();
        _rig.Engine.OnTrade(_rig.Trade(100, 1, 0, _id));
        _rig.Engine.OnTrade(_rig.Trade(100, 1, 0, _id + 1));
        SendTick();
    }

    private void SendQuote() => _rig.Engine.OnQuote(_rig.Quote(99, 101));

    private void SendTick()
    {
        var tick = new TickEvent(_rig.Time.Now, 1, 0);
        _rig.Bus.Publish(SystemTopics.Tick, in tick);
    }
}
