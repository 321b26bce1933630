using LiveTrading.Benchmarks.Harness;
using LiveTrading.Benchmarks.Orders;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Ports;

namespace LiveTrading.Benchmarks.Operations;

/// <summary>
/// The venue cuts the stream connection and stands again at once: from the loss the engine says to the next quote its strategy
/// hears, less the wait before the attempt. Dial, upgrade and subscription are three round trips.
/// </summary>
internal sealed class ReconnectBenchmarks : IBenchmarkGroup
{
    // Subscriptions are a third of a second apart at least: the venue's limit, not ours to measure.
    private const long BetweenNanos = 500_000_000;

    public string Name => "reconnect";

    public IEnumerable<Row> Measure(int rounds)
    {
        using TickProcess ticks = new();
        AnsweringStrategy strategy = new();
        using EngineHost engine = new(ticks.Port, strategy, o =>
        {
            o.ReconnectBase = TimeSpan.FromMilliseconds(10);
            o.ReconnectMax = TimeSpan.FromMilliseconds(10);
        });
        long lostAt = 0;
        long waited = 0;
        engine.Kernel.Bus.Subscribe("system.disconnected", (in ConnectionEvent e) => lostAt = engine.Loop.MonotonicNanos, owner: Name);
        engine.Kernel.Bus.Subscribe("system.reconnecting", (in ConnectionEvent e) => waited = e.DelayNanos, owner: Name);
        engine.RunUntil(() => engine.IsRunning && strategy.Quotes > 0, "running", spin: false);
        List<double> milliseconds = [];
        for (int round = -3; round < rounds; round++)
        {
            long until = engine.Loop.MonotonicNanos + BetweenNanos;
            engine.RunUntil(() => engine.Loop.MonotonicNanos >= until, "a while later", spin: false);
            long quotes = strategy.Quotes;
            ticks.Drop(TickServer.StreamPath);
            engine.RunUntil(() => strategy.Quotes > quotes, "data again", spin: false);
            if (round >= 0)
                milliseconds.Add((engine.Loop.MonotonicNanos - lostAt - waited) / 1e6);
        }

        BenchmarkException.Require(waited > 0, "reconnect: no attempt was announced.");
        yield return new Row("reconnect", "drop seen to data again, less the announced wait", "ms", new Target(17, "≤ 5 ms and the handshake's round trips", 5),
            [new Measurement("the whole engine", Statistics.Of(milliseconds), double.NaN, new Statistics(1, 1, 1))])
        { Note = "elapsed time, blocking loop, three round trips to another process included" };
    }
}
