using System.CommandLine;
using System.Globalization;
using LiveTrading.Benchmarks.Harness;
using LiveTrading.Benchmarks.Orders;
using LiveTrading.Engine.Journal;
using LiveTrading.IO;
using Microsoft.Extensions.Logging;

namespace LiveTrading.Benchmarks.Operations;

/// <summary>
/// The process whose loop is looked at: orders at a venue, every record on the disk before its order goes, a recording, a log in
/// a file, and a thread that makes garbage. A timer of a millisecond says how late the loop comes.
/// </summary>
internal static class StallCommand
{
    public const string Name = "stalled-engine";

    private const long PeriodNanos = 1_000_000;
    private const int Ticks = 500;
    private const int GapMicroseconds = 500;

    public static Command Create()
    {
        Argument<int> rounds = new("rounds");
        Command command = new(Name, "An engine that says how late its loop comes; started by the benchmarks.") { rounds };
        command.Hidden = true;
        command.SetAction(parsed => Run(parsed.GetValue(rounds)));
        return command;
    }

    private static int Run(int rounds)
    {
        string log = Path.GetTempFileName();
        using TickProcess ticks = new();
        AnsweringStrategy strategy = new();
        using ILoggerFactory loggers = new LoggerFactory([new FileLines(log)]);
        using EngineHost engine = new(
            ticks.Port,
            strategy,
            o =>
            {
                o.Journal.Durability = JournalDurability.Disk;
                o.Journal.SegmentBytes = 1024 * 1024;
                o.Recording.Directory = Path.Combine(Path.GetDirectoryName(o.Journal.Directory)!, "recordings");
            },
            loggers: loggers);
        using GarbageMaker garbage = new();
        engine.RunUntil(() => engine.IsRunning && strategy.Quotes > 0, "running", spin: false);
        strategy.Answers = true;
        List<long> late = [];
        long due = 0;
        LoopTimer probe = engine.Loop.CreateTimer(t =>
        {
            late.Add(Math.Max(0, engine.Loop.MonotonicNanos - due));
            due += (t.MissedTicks + 1) * PeriodNanos;
        });
        for (int round = 0; round <= rounds; round++)
        {
            if (round == 1)
                late.Clear();
            due = engine.Loop.MonotonicNanos + PeriodNanos;
            probe.Start(PeriodNanos, PeriodNanos);
            long until = strategy.Ended + Ticks;
            ticks.Begin(TickServer.StreamPath, Ticks, GapMicroseconds);
            engine.RunUntil(() => strategy.Ended >= until || strategy.Denied is not null, "orders answered", spin: false);
            BenchmarkException.Require(strategy.Denied is null, "stalls: an order did not end as it should: " + strategy.Denied);
            probe.Cancel();
            _ = ticks.Nanos();
        }

        late.Sort();
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{late.Count} {late[late.Count / 2]} {late[(int)(0.999 * (late.Count - 1))]} {late[^1]} {GC.CollectionCount(0)} {GC.CollectionCount(2)} {(long)GC.GetTotalPauseDuration().TotalMicroseconds}"));
        engine.Stop();
        File.Delete(log);
        return 0;
    }
}
