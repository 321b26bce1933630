using LiveTrading.Benchmarks.Harness;
using LiveTrading.IO;

namespace LiveTrading.Benchmarks.Orders;

/// <summary>
/// From a tick's bytes to the order's bytes through the whole engine, timed by the venue: frame, parse, cache, bus, strategy,
/// risk, journal, signature, frame, send. Beside it a connection that answers the same ticks with fixed bytes of the same length.
/// </summary>
internal sealed class OrderBenchmarks : IBenchmarkGroup
{
    // An order as the adapter writes it.
    private const int OrderBytes = 410;
    private const int TicksPerRound = 400;
    private const int WarmUpRounds = 40;
    private const int QuickWarmUpRounds = 10;
    private const int FewRounds = 5;

    // The venue's three messages about the order are served by then.
    private const int GapMicroseconds = 100;

    public string Name => "order";

    public IEnumerable<Row> Measure(int rounds)
    {
        using TickProcess ticks = new();
        AnsweringStrategy strategy = new();
        using EngineHost engine = new(ticks.Port, strategy, o => o.Loop.Wait = "spin");
        using RawResponder raw = new(ticks.Port, OrderBytes);
        engine.RunUntil(() => engine.IsRunning && strategy.Quotes > 0, "running");
        strategy.Answers = true;
        List<double> full50 = [], full99 = [], raw50 = [], raw99 = [];
        long bytes = 0;
        for (int round = rounds < FewRounds ? -QuickWarmUpRounds : -WarmUpRounds; round < rounds; round++)
        {
            long until = strategy.Ended + TicksPerRound;
            ticks.Begin(TickServer.StreamPath, TicksPerRound, GapMicroseconds);
            long before = GC.GetAllocatedBytesForCurrentThread();
            engine.RunUntil(() => strategy.Ended >= until || strategy.Denied is not null, "orders answered");
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            BenchmarkException.Require(strategy.Denied is null, "order: an order did not end as it should: " + strategy.Denied);
            long[] full = ticks.Nanos();
            ticks.Begin(TickServer.RawPath, TicksPerRound, GapMicroseconds);
            raw.RunUntilTicks(raw.Ticks + TicksPerRound);
            long[] bare = ticks.Nanos();
            if (round < 0)
                continue;
            bytes += allocated;
            full50.Add(At(full, 0.5));
            full99.Add(At(full, 0.99));
            raw50.Add(At(bare, 0.5));
            raw99.Add(At(bare, 0.99));
        }

        double each = bytes / ((double)rounds * TicksPerRound);
        string note = FormattableString.Invariant($"{TicksPerRound} ticks a round, {GapMicroseconds} µs after the last answer; journal: Process; {engine.Loop.Backend}, spinning; the venue is a process of its own");
        yield return Row("tick to order, p50", "µs", new Target(8, "beside the raw one"), full50, each, raw50, note);
        yield return Row("tick to order, p99", "µs", new Target(8, "beside the raw one"), full99, each, raw99, "");
        yield return Alone("what the engine adds to the raw p50", "µs", new Target(8, "≤ 6 µs", 6), [.. full50.Zip(raw50, (f, r) => f - r)]);
        yield return Alone("p99 by p50", "×", new Target(8, "≤ 2 ×", 2), [.. full99.Zip(full50, (p99, p50) => p99 / p50)]);
        yield return Alone("bytes allocated an order, its whole life", "B", new Target(9, "≤ 512 bytes", 512), [each]);
    }

    private static double At(long[] sorted, double share) => sorted[(int)(share * (sorted.Length - 1))] / 1_000.0;

    private static Row Row(string name, string unit, Target target, List<double> ours, double bytes, List<double> raw, string note) =>
        new("order", name, unit, target,
        [
            new Measurement("the whole engine", Statistics.Of(ours), bytes, new Statistics(1, 1, 1)),
            new Measurement("raw: connection and loop", Statistics.Of(raw), 0, Statistics.Of([.. raw.Zip(ours, (r, o) => r / o)])),
        ])
        { Note = note };

    private static Row Alone(string name, string unit, Target target, List<double> values) =>
        new("order", name, unit, target, [new Measurement("the whole engine", Statistics.Of(values), double.NaN, new Statistics(1, 1, 1))]);
}
