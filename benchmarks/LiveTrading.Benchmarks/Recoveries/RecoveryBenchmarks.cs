using LiveTrading.Benchmarks.Harness;
using LiveTrading.Benchmarks.Journals;
using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Kernel;
using LiveTrading.IO;
using LiveTrading.Storage;
using LiveTrading.Time;

namespace LiveTrading.Benchmarks.Recoveries;

/// <summary>From a journal on disk to the whole state of a core, ready to reconcile.</summary>
internal sealed class RecoveryBenchmarks : IBenchmarkGroup
{
    private const int Orders = 25_000;
    private const int SmallSegmentBytes = 1 << 20;

    public string Name => "recovery";

    public IEnumerable<Row> Measure(int rounds)
    {
        string folder = Directory.CreateTempSubdirectory("livetrading-benchmark-").FullName;
        try
        {
            yield return Recover(folder).Measure(rounds);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Contest Recover(string folder)
    {
        string journal = Path.Combine(folder, "journal");
        long records = Write(journal);
        string compacted = Path.Combine(folder, "compacted");
        WriteCompacted(compacted);
        string lines = Path.Combine(folder, "journal.jsonl");
        using (FileStream file = File.Create(lines))
        {
            for (int i = 0; i < Orders * JournalWorld.RecordsPerOrder; i++)
                file.Write(JsonLines.Line(i));
        }

        BenchmarkException.Require(PlainRecovery.Run(lines).Position == Orders * 0.01m, "recovery: the plain journal was not read.");
        return new Contest(
            "recovery",
            $"{records:N0} records, a record",
            new Target(16, "≥ 500,000 events/s: ≤ 2,000 ns", 2_000),
            new Contender("TradingKernel from files", n =>
            {
                for (int i = 0; i < n; i++)
                    Recover(journal, records);
                return n * records;
            }),
            new Contender("TradingKernel from a snapshot of as many and a tail, a record ever written", n =>
            {
                for (int i = 0; i < n; i++)
                    Recover(compacted, 1);
                return n * records;
            }),
            new Contender("lines of JSON, source-generated, into a Dictionary", n =>
            {
                for (int i = 0; i < n; i++)
                    PlainRecovery.Run(lines);
                return n * (long)Orders * JournalWorld.RecordsPerOrder;
            }))
        {
            Note = "checksums, order states, fills, positions and profit; the plain way keeps order states and one position",
        };
    }

    private static long Write(string directory)
    {
        using FileJournalStorage storage = FileJournalStorage.Open(directory);
        JournalWorld world = new(storage);
        for (int i = 0; i < Orders; i++)
            world.AppendLife(world.NewOrder());
        return world.Records;
    }

    /// <summary>The same history, all of it but the last segment compacted.</summary>
    private static void WriteCompacted(string directory)
    {
        using EventLoop loop = EventLoops.Create();
        using FileJournalStorage storage = FileJournalStorage.Open(directory, SmallSegmentBytes, loop, new JournalCompactionPlan { After = 1 });
        string? failure = null;
        storage.CompactionFailed = text => failure = text;
        JournalWorld world = new(storage);
        for (int i = 0; i < Orders; i++)
            world.AppendLife(world.NewOrder());
        while (failure is null && storage.Segments.Count > 2)
        {
            storage.CompactWhenDue();
            loop.RunOnce(10_000_000);
        }

        BenchmarkException.Require(failure is null, "recovery: the journal was not compacted: " + failure);
    }

    private static void Recover(string directory, long records)
    {
        using FileJournalStorage storage = FileJournalStorage.Open(directory);
        using EventLoop loop = EventLoops.Create();
        TradingKernel kernel = new(new TradingKernelOptions(), new LoopClock(loop), new LoopTimers(loop), storage, JournalWorld.Instance, 2, null);

        // Without the mark of a start, which every round would leave in the journal.
        kernel.Execution.Restore(kernel.Recovered);
        BenchmarkException.Require(kernel.Recovered.Records >= records, "recovery: the journal was not read to its end.");
    }
}
