using LiveTrading.Engine.Bus;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Tests.Bus;

public sealed class MessageBusFaultTests
{
    private readonly List<BusFault> _faults = [];
    private readonly List<string> _log = [];

    [Fact]
    public void Handler_that_throws_is_named_and_the_others_still_get_the_message()
    {
        MessageBus bus = NewBus();
        var boom = new InvalidOperationException("boom");
        bus.Subscribe("a", (in int m) => _log.Add("before"));
        bus.Subscribe("a", (in int m) => throw boom, owner: "bad");
        bus.Subscribe("a", (in int m) => throw new ArithmeticException(), owner: "worse");
        bus.Subscribe("a", (in int m) => _log.Add("after"));

        bus.Publish("a", 1);

        Assert.Equal(["before", "after"], _log);
        Assert.Equal(["bad", "worse"], _faults.Select(f => f.Owner));
        Assert.Same(boom, _faults[0].Exception);
        Assert.Equal(2, bus.HandlerFaultCount);
    }

    [Fact]
    public void Handler_that_throws_does_not_keep_queued_messages_from_delivery()
    {
        MessageBus bus = NewBus();
        bus.Subscribe("a", (in int m) =>
        {
            bus.Publish("b", 1);
            throw new InvalidOperationException("boom");
        });
        bus.Subscribe("b", (in int m) => _log.Add("b"));

        bus.Publish("a", 1);
        bus.Publish("b", 2);

        Assert.Equal(["b", "b"], _log);
        Assert.Single(_faults);
    }

    [Fact]
    public void Handler_that_throws_without_a_listener_comes_out_of_the_publication_after_delivery()
    {
        var bus = new MessageBus(new MessageBusOptions());
        bus.Subscribe("a", (in int m) => throw new InvalidOperationException("boom"));
        bus.Subscribe("a", (in int m) => _log.Add("after"));

        LiveTradingException error = Assert.Throws<LiveTradingException>(() => bus.Publish("a", 1));

        Assert.Contains("boom", error.Message, StringComparison.Ordinal);
        Assert.Equal(["after"], _log);
        Assert.False(bus.IsDispatching);
    }

    [Fact]
    public void Listener_that_throws_comes_out_of_the_publication()
    {
        var bus = new MessageBus(new MessageBusOptions()) { Fault = _ => throw new ArithmeticException("listener") };
        bus.Subscribe("a", (in int m) => throw new InvalidOperationException("boom"));

        LiveTradingException error = Assert.Throws<LiveTradingException>(() => bus.Publish("a", 1));

        AggregateException both = Assert.IsType<AggregateException>(error.InnerException);
        Assert.Equal(2, both.InnerExceptions.Count);
    }

    [Fact]
    public void Listener_may_publish_and_it_is_queued()
    {
        MessageBus bus = NewBus();
        bus.Fault = f => bus.Publish("alarm", f.Owner);
        bus.Subscribe("alarm", (in string owner) => _log.Add(owner));
        bus.Subscribe("a", (in int m) => throw new InvalidOperationException("boom"), owner: "bad");
        bus.Subscribe("a", (in int m) => _log.Add("after"));

        bus.Publish("a", 1);

        Assert.Equal(["after", "bad"], _log);
    }

    [Fact]
    public void Overflow_drops_market_data_raises_once_and_keeps_every_order_event()
    {
        MessageBus bus = NewBus(capacity: 16);
        Publisher<OrderEvent> orders = bus.GetPublisher<OrderEvent>("order.filled");
        List<ulong> filled = [];
        List<int> numbers = [];
        bus.Subscribe("n", (in int m) => numbers.Add(m));
        bus.Subscribe("order.*", (in OrderEvent e) => filled.Add(e.ClientOrderId.Counter));
        bus.Subscribe("start", (in int m) =>
        {
            for (int i = 0; i < 100; i++)
            {
                bus.Publish("n", i);
                orders.Publish(new OrderEvent { Kind = OrderEventKind.Filled, ClientOrderId = ClientOrderId.Create(1, 1, (ulong)i) });
            }
        });

        bus.Publish("start", 0);

        Assert.Equal(Enumerable.Range(0, 100).Select(i => (ulong)i), filled);
        Assert.Equal(Enumerable.Range(0, 8), numbers);
        Assert.Equal(92, bus.DroppedCount);
        BusFault fault = Assert.Single(_faults);
        Assert.Equal(BusFaultKind.QueueOverflow, fault.Kind);
    }

    [Fact]
    public void Overflow_keeps_every_command()
    {
        MessageBus bus = NewBus(capacity: 16);
        int sent = 0;
        bus.RegisterCommand("cancel", (in int m) => sent++);
        bus.Subscribe("start", (in int m) =>
        {
            for (int i = 0; i < 50; i++)
                bus.Send("cancel", i);
        });

        bus.Publish("start", 0);

        Assert.Equal(50, sent);
        Assert.Equal(0, bus.DroppedCount);
    }

    [Fact]
    public void Overflow_is_raised_again_in_a_later_episode_and_capacity_is_back_in_between()
    {
        MessageBus bus = NewBus(capacity: 16);
        int seen = 0;
        bus.Subscribe("n", (in int m) => seen++);
        bus.Subscribe("start", (in int count) =>
        {
            for (int i = 0; i < count; i++)
                bus.Publish("n", i);
        });

        bus.Publish("start", 17);
        bus.Publish("start", 16);
        bus.Publish("start", 17);

        Assert.Equal(48, seen);
        Assert.Equal(2, _faults.Count);
    }

    [Fact]
    public void Handlers_that_feed_each_other_without_end_are_stopped_and_said()
    {
        MessageBus bus = NewBus(cascade: 100);
        int seen = 0;
        bus.Subscribe("ping", (in int m) =>
        {
            seen++;
            bus.Publish("ping", m + 1);
        });

        bus.Publish("ping", 0);

        Assert.InRange(seen, 100, 102);
        Assert.Equal(BusFaultKind.CascadeLimit, Assert.Single(_faults).Kind);
        Assert.Equal(0, bus.PendingCount);
    }

    [Fact]
    public void Cascade_limit_still_delivers_an_order_event_published_behind_it()
    {
        MessageBus bus = NewBus(cascade: 100);
        int orders = 0;
        Publisher<OrderEvent> filled = bus.GetPublisher<OrderEvent>("order.filled");
        bus.Subscribe("order.*", (in OrderEvent e) => orders++);
        bus.Fault += _ => filled.Publish(new OrderEvent { Kind = OrderEventKind.Filled, ClientOrderId = ClientOrderId.Create(1, 1, 1) });
        bus.Subscribe("ping", (in int m) => bus.Publish("ping", m + 1));

        bus.Publish("ping", 0);

        Assert.Equal(1, orders);
    }

    private MessageBus NewBus(int capacity = 65_536, int cascade = 1_000_000) =>
        new(new MessageBusOptions { QueueCapacity = capacity, MaxCascade = cascade }) { Fault = _faults.Add };
}
