using LiveTrading.Benchmarks.Harness;
using LiveTrading.Engine.Bus;
using LiveTrading.Engine.Data;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Benchmarks.Buses;

/// <summary>Publishing a quote to handlers.</summary>
internal sealed class BusBenchmarks : IBenchmarkGroup
{
    private static readonly string _topic = MarketDataTopics.Quotes(new InstrumentId("BTCUSDT", new VenueId("BINANCE")));
    private static readonly QuoteTick _quote = new(new InstrumentHandle(0), new Price(6_170_000_000_000), new Quantity(100_000_000), new Price(6_170_001_000_000), new Quantity(200_000_000), 1, default, default);

    private delegate void QuoteHandler(in QuoteTick quote);

    public string Name => "bus";

    public IEnumerable<Row> Measure(int rounds)
    {
        yield return Handlers(1, new Target(10, "≤ 8 ns", 8)).Measure(rounds);
        yield return Handlers(4, new Target(10, "≤ 20 ns", 20)).Measure(rounds);
        yield return Handlers(10, new Target(10, "growth")).Measure(rounds);
        yield return Handlers(100, new Target(10, "growth")).Measure(rounds);
        yield return ByName().Measure(rounds);
        foreach (int topics in (int[])[1, 10, 100])
            yield return Topics(topics).Measure(rounds);
    }

    private static Contest Handlers(int count, Target target)
    {
        MessageBus bus = new(new MessageBusOptions());
        Publisher<QuoteTick> publisher = bus.GetPublisher<QuoteTick>(_topic);
        Receiver[] ours = Receivers(count);
        foreach (Receiver receiver in ours)
            bus.Subscribe<QuoteTick>(_topic, receiver.OnMessage);
        Receiver[] theirs = Receivers(count);
        QuoteHandler multicast = theirs.Aggregate((QuoteHandler?)null, (all, receiver) => all + receiver.OnMessage)!;
        publisher.Publish(in _quote);
        multicast(in _quote);
        BenchmarkException.Require(ours.All(r => r.Sum == 1) && theirs.All(r => r.Sum == 1), "bus: a handler was not called.");
        return new Contest(
            "bus",
            count == 1 ? "publish, 1 handler" : $"publish, {count} handlers",
            target,
            new Contender("MessageBus", n =>
            {
                for (int i = 0; i < n; i++)
                    publisher.Publish(in _quote);
                return n;
            }),
            new Contender("multicast delegate", n =>
            {
                for (int i = 0; i < n; i++)
                    multicast(in _quote);
                return n;
            }));
    }

    private static Contest ByName()
    {
        MessageBus bus = new(new MessageBusOptions());
        Receiver ours = new();
        bus.Subscribe<QuoteTick>(_topic, ours.OnMessage);
        Receiver theirs = new();
        Dictionary<string, Action<object>> events = new(StringComparer.Ordinal) { [_topic] = theirs.OnObject };
        return new Contest(
            "bus",
            "publish by name, 1 handler",
            new Target(10, "for those who do not keep the publisher"),
            new Contender("MessageBus", n =>
            {
                for (int i = 0; i < n; i++)
                    bus.Publish(_topic, in _quote);
                return n;
            }),
            new Contender("Dictionary of Action<object>", n =>
            {
                for (int i = 0; i < n; i++)
                    events[_topic](_quote);
                return n;
            }));
    }

    private static Contest Topics(int count)
    {
        MessageBus bus = new(new MessageBusOptions());
        Dictionary<string, Action<object>> events = new(StringComparer.Ordinal);
        Publisher<QuoteTick>[] publishers = new Publisher<QuoteTick>[count];
        string[] names = new string[count];
        for (int i = 0; i < count; i++)
        {
            names[i] = MarketDataTopics.Quotes(new InstrumentId("COIN" + i, new VenueId("BINANCE")));
            publishers[i] = bus.GetPublisher<QuoteTick>(names[i]);
            bus.Subscribe<QuoteTick>(names[i], new Receiver().OnMessage);
            events[names[i]] = new Receiver().OnObject;
        }

        return new Contest(
            "bus",
            $"publish on {count} {(count == 1 ? "topic" : "topics in turn")}",
            new Target(10, "growth"),
            new Contender("MessageBus", n =>
            {
                for (int i = 0; i < n; i++)
                {
                    foreach (Publisher<QuoteTick> publisher in publishers)
                        publisher.Publish(in _quote);
                }

                return (long)n * publishers.Length;
            }),
            new Contender("Dictionary of Action<object>", n =>
            {
                for (int i = 0; i < n; i++)
                {
                    foreach (string name in names)
                        events[name](_quote);
                }

                return (long)n * names.Length;
            }));
    }

    private static Receiver[] Receivers(int count) => [.. Enumerable.Range(0, count).Select(_ => new Receiver())];

    private sealed class Receiver
    {
        public long Sum { get; private set; }

        public void OnMessage(in QuoteTick quote) => Sum += quote.UpdateId;

        public void OnObject(object message) => Sum += ((QuoteTick)message).UpdateId;
    }
}
