using LiveTrading.Benchmarks.Harness;
using LiveTrading.Engine.Journal;
using LiveTrading.IO;
using LiveTrading.Model.Orders;
using LiveTrading.Storage;

namespace LiveTrading.Benchmarks.Journals;

/// <summary>Recording before the effect, on the file system of the temporary directory.</summary>
internal sealed class JournalBenchmarks : IBenchmarkGroup
{
    private const int PlainRecordBytes = 120;
    private const int Waiting = 100;

    public string Name => "journal";

    public IEnumerable<Row> Measure(int rounds)
    {
        string folder = Directory.CreateTempSubdirectory("livetrading-benchmark-").FullName;
        try
        {
            yield return Append(folder).Measure(rounds);
            using EventLoop loop = EventLoops.Create();
            using FileJournalStorage synced = FileJournalStorage.Open(Path.Combine(folder, "disk"), loop: loop);
            yield return AppendAndSync(folder, loop, synced).Measure(rounds);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Contest Append(string folder)
    {
        string directory = Path.Combine(folder, "process");
        FileJournalStorage storage = FileJournalStorage.Open(directory);
        JournalWorld world = new(storage);
        Order order = world.NewOrder();
        FileStream plain = new(Path.Combine(folder, "plain.bin"), FileMode.Create, FileAccess.Write, FileShare.Read);
        byte[] record = new byte[PlainRecordBytes];
        FileStream lines = new(Path.Combine(folder, "plain.jsonl"), FileMode.Create, FileAccess.Write, FileShare.Read);
        long sequence = 0;
        return new Contest(
            "journal",
            "append a record, Process",
            new Target(14, "≤ 2 µs", 2_000),
            new Contender("OrderJournal to files", n =>
            {
                for (int i = 0; i < n; i++)
                    world.AppendLife(order);
                BenchmarkException.Require(world.IsWritable, "journal: it cannot be written any more: " + storage.FailureText);
                DropFullSegments(directory);
                return (long)n * JournalWorld.RecordsPerOrder;
            }),
            new Contender("FileStream.Write and Flush", n =>
            {
                StartOver(plain);
                for (int i = 0; i < n; i++)
                {
                    plain.Write(record);
                    plain.Flush();
                }

                return n;
            }),
            new Contender("JsonSerializer, FileStream.Write and Flush", n =>
            {
                StartOver(lines);
                for (int i = 0; i < n; i++)
                {
                    lines.Write(JsonLines.Line(sequence++));
                    lines.Flush();
                }

                return n;
            }))
        {
            Note = "four records an order; reserving new segments included",
        };
    }

    private static Contest AppendAndSync(string folder, EventLoop loop, FileJournalStorage storage)
    {
        JournalWorld world = new(storage, JournalDurability.Disk);
        Order order = world.NewOrder();
        FileStream plain = new(Path.Combine(folder, "synced.bin"), FileMode.Create, FileAccess.Write, FileShare.Read);
        byte[] record = new byte[PlainRecordBytes];
        return new Contest(
            "journal",
            $"an order onto the disk, {Waiting} waiting, Disk",
            new Target(14, "one sync for all that wait"),
            new Contender($"OrderJournal on {loop.Backend}", n =>
            {
                long before = world.Syncs;
                for (int i = 0; i < n; i++)
                {
                    for (int k = 0; k < Waiting; k++)
                        world.AppendOrder(order);
                    world.RequestSync();
                    while (!world.IsSynced && world.IsWritable)
                        loop.RunOnce(-1);
                }

                BenchmarkException.Require(world.IsWritable, "journal: it cannot be written any more: " + storage.FailureText);
                BenchmarkException.Require(world.Syncs - before == n, "journal: more than one sync for all that wait.");
                return (long)n * Waiting;
            }),
            new Contender("FileStream.Write, one Flush to the disk", n =>
            {
                StartOver(plain);
                for (int i = 0; i < n; i++)
                {
                    for (int k = 0; k < Waiting; k++)
                        plain.Write(record);
                    plain.Flush(flushToDisk: true);
                }

                return (long)n * Waiting;
            }),
            new Contender("FileStream.Write, a Flush to the disk each", n =>
            {
                StartOver(plain);
                for (int i = 0; i < n; i++)
                {
                    plain.Write(record);
                    plain.Flush(flushToDisk: true);
                }

                return n;
            }))
        {
            Note = "processor time of the thread; its waiting for the disk is not in it",
        };
    }

    // Appended to as a journal is: writing over what is in the cache already would be cheaper.
    private static void StartOver(FileStream file)
    {
        if (file.Length > FileJournalStorage.DefaultSegmentBytes)
            file.SetLength(0);
    }

    // A benchmark writes for hours of trading: what is full is not needed any more.
    private static void DropFullSegments(string directory)
    {
        string[] segments = [.. Directory.EnumerateFiles(directory, "*.ltj").Order(StringComparer.Ordinal)];
        foreach (string full in segments.SkipLast(1))
            File.Delete(full);
    }
}
