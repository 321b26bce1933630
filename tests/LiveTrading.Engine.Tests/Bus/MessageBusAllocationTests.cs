using LiveTrading.Engine.Bus;
using LiveTrading.Model;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Engine.Tests.Bus;

public sealed class MessageBusAllocationTests
{
    private readonly MessageBus _bus = new(new MessageBusOptions());
    private long _sum;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(100)]
    public void Publish_allocates_nothing(int handlers)
    {
        for (int i = 0; i < handlers; i++)
            _bus.Subscribe("q", (in QuoteTick q) => _sum += q.UpdateId);
        Publisher<QuoteTick> publisher = _bus.GetPublisher<QuoteTick>("q");
        QuoteTick quote = new(new InstrumentHandle(0), new Price(1), new Quantity(1), new Price(2), new Quantity(1), 1, default, default);
        publisher.Publish(in quote);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10_000; i++)
            publisher.Publish(in quote);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
        Assert.Equal(10_001L * handlers, _sum);
    }

    [Fact]
    public void Publish_within_a_handler_allocates_nothing_once_the_queue_has_its_size()
    {
        Publisher<QuoteTick> effect = _bus.GetPublisher<QuoteTick>("effect");
        _bus.Subscribe("cause", (in int m) =>
        {
            QuoteTick quote = default;
            for (int i = 0; i < 40; i++)
                effect.Publish(in quote);
        });
        _bus.Subscribe("effect", (in QuoteTick q) => _sum++);
        Publisher<int> cause = _bus.GetPublisher<int>("cause");
        cause.Publish(0);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
            cause.Publish(i);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
        Assert.Equal(40L * 1_001, _sum);
    }

    [Fact]
    public void Publish_by_name_allocates_nothing()
    {
        _bus.Subscribe("q", (in int m) => _sum += m);
        _bus.Publish("q", 1);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
            _bus.Publish("q", 1);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
        Assert.Equal(1_001, _sum);
    }
}
