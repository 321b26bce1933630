using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Time;
using LiveTrading.IO;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;
using LiveTrading.Storage;

namespace LiveTrading.Tests.Storage;

/// <summary>Compaction of real files: the process may end between any two steps.</summary>
public sealed class FileCompactionTests : IDisposable
{
    private const int Bytes = 64 << 10;
    private const long WaitNanos = 30_000_000_000;

    private readonly string _directory = Path.Combine(Path.GetTempPath(), "lt-compact-" + Guid.NewGuid().ToString("N"));

    private string Archive => Path.Combine(_directory, "archive");

    public void Dispose()
    {
        if (Directory.Exists(_directory))
            Directory.Delete(_directory, recursive: true);
    }

    private static RecoveredJournal Recover(IJournalStorage storage) => JournalRecovery.Recover(storage, 7, new Cache());

    private static JournalCompactionPlan Plan(bool archive = true) => new() { After = 2, Archive = archive };

    /// <summary>Orders whose records fill some segments; every third is open.</summary>
    private static void Trade(OrderJournal journal, int from, int count)
    {
        for (int i = from; i < from + count; i++)
        {
            var order = new Order
            {
                ClientOrderId = ClientOrderId.Create(7, 1, (ulong)i),
                Instrument = new InstrumentHandle(0),
                InstrumentId = s_btc.Id,
                StrategyId = new StrategyId("s" + i % 3),
                Price = Price.Of(100m + i),
                Quantity = Quantity.Of(1m),
                CreatedTime = new UnixNanos(i),
            };
            Assert.Equal(JournalWriteResult.Written, journal.AppendOrder(order, s_btc));
            var e = new OrderEvent { Kind = OrderEventKind.Accepted, ClientOrderId = order.ClientOrderId, VenueOrderId = new VenueOrderId((ulong)i), ReceivedTime = new UnixNanos(i) };
            journal.AppendEvent(in e);
            if (i % 3 == 0)
                continue;
            OrderEvent fill = e with { Kind = OrderEventKind.Filled, TradeId = new TradeId((ulong)i), LastPrice = order.Price, LastQuantity = order.Quantity, Commission = 0.01m, CommissionCurrency = "BNB" };
            journal.AppendEvent(in fill);
        }
    }

    private static readonly Instrument s_btc = new() { Id = new InstrumentId("BTCUSDT", new VenueId("TEST")), BaseCurrency = "BTC", QuoteCurrency = "USDT" };

    /// <summary>A journal of several segments, none compacted.</summary>
    private void Write(int orders)
    {
        using FileJournalStorage storage = FileJournalStorage.Open(_directory, Bytes);
        var journal = new OrderJournal(storage, new FixedClock(), Recover(storage));
        journal.Start(1);
        Trade(journal, 1, orders);
        Assert.True(storage.Segments.Count >= 4);
    }

    /// <summary>What a start finds, as a snapshot would say it.</summary>
    private byte[] State(bool archive = true)
    {
        using FileJournalStorage storage = FileJournalStorage.Open(_directory, Bytes, plan: Plan(archive));
        RecoveredJournal recovered = Recover(storage);
        return StateBytes(recovered);
    }

    private static byte[] StateBytes(RecoveredJournal r) => System.Text.Encoding.UTF8.GetBytes(
        string.Join('\n', r.Orders.Select(o => $"{o.ClientOrderId} {o.State} {o.FilledQuantity}")) + r.LastSequence + r.StartCount
        + string.Join('\n', r.Fills.Select(f => f.Event.TradeId).Concat(r.KnownFills.Select(k => k.Event.TradeId)).Order(Comparer<TradeId>.Create((a, b) => a.Value.CompareTo(b.Value)))));

    private static string[] Names(string directory) => [.. Directory.EnumerateFiles(directory, "*.ltj*").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Process_that_ends_between_any_two_steps_leaves_the_same_state(bool archive)
    {
        Write(1_500);
        byte[] expected = State(archive);
        string[] whole = Names(_directory);
        string spare = _directory + "-spare";
        CopyAll(_directory, spare);
        try
        {
            for (int stop = 1; ; stop++)
            {
                int steps = 0;
                var compaction = new JournalCompaction(new JournalFiles(_directory), Plan(archive)) { Reached = _ => { if (++steps == stop) throw new ProcessEndedException(); } };
                bool ended = false;
                try
                {
                    compaction.Run(whole.Length - 1);
                }
                catch (ProcessEndedException)
                {
                    ended = true;
                }

                Assert.True(expected.AsSpan().SequenceEqual(State(archive)), $"after step {stop}");
                Assert.Empty(Directory.EnumerateFiles(_directory, "*.new"));
                using (FileJournalStorage again = FileJournalStorage.Open(_directory, Bytes, plan: Plan(archive)))
                    Assert.Null(again.CleanedUp);
                if (archive && Directory.Exists(Archive) && Directory.EnumerateFiles(Archive).Any())
                    Assert.Equal(whole[..^1], Names(Archive));
                if (!ended)
                {
                    Assert.True(stop > 6, "the steps were not reached");
                    return;
                }

                Directory.Delete(_directory, recursive: true);
                CopyAll(spare, _directory);
            }
        }
        finally
        {
            Directory.Delete(spare, recursive: true);
        }
    }

    [Fact]
    public void Compaction_cut_short_is_finished_and_said_at_the_next_opening()
    {
        Write(1_500);
        var compaction = new JournalCompaction(new JournalFiles(_directory), Plan()) { Reached = step => { if (step == "synced") throw new ProcessEndedException(); } };
        Assert.Throws<ProcessEndedException>(() => compaction.Run(2));
        File.WriteAllText(Path.Combine(_directory, "snapshot-00000003.ltj.new"), "half");
        using FileJournalStorage storage = FileJournalStorage.Open(_directory, Bytes, plan: Plan());
        Assert.Equal("A compaction had been cut short: 1 unfinished snapshots deleted, 2 files that a snapshot stands for moved to the archive.", storage.CleanedUp);
        Assert.Equal(["journal-00000001.ltj", "journal-00000002.ltj"], Names(Archive));
        Assert.Equal(1, Recover(storage).StartCount);
    }

    [Fact]
    public void Running_engine_compacts_by_itself_and_goes_on()
    {
        using EventLoop loop = EventLoops.Create(new EventLoopOptions());
        using FileJournalStorage storage = FileJournalStorage.Open(_directory, Bytes, loop, Plan());
        List<string> told = [];
        storage.Compacted = told.Add;
        storage.CompactionFailed = text => Assert.Fail(text);
        var journal = new OrderJournal(storage, new FixedClock(), Recover(storage));
        journal.Start(1);
        int orders = 0;
        long end = loop.MonotonicNanos + WaitNanos;
        while (told.Count < 3)
        {
            Assert.True(loop.MonotonicNanos < end, "nothing was compacted within 30 s");
            if (orders < 20_000)
                Trade(journal, orders + 1, 50);
            orders += orders < 20_000 ? 50 : 0;
            loop.RunOnce(1_000_000);
        }

        Assert.True(journal.IsWritable);
        Assert.Contains("snapshot-", told[^1], StringComparison.Ordinal);
        long first = storage.Segments[0];
        Assert.True(first > 2);
        Assert.Equal(Enumerable.Range(0, storage.Segments.Count).Select(i => first + i), storage.Segments);
        storage.Dispose();
        using FileJournalStorage next = FileJournalStorage.Open(_directory, Bytes, plan: Plan());
        Assert.Equal(orders / 3, Recover(next).Orders.Count(o => !o.IsClosed));
    }

    [Fact]
    public void Compaction_without_room_is_told_and_leaves_everything()
    {
        Write(1_500);
        int closed = Names(_directory).Length - 1;
        Directory.CreateDirectory(Path.Combine(_directory, $"snapshot-{closed:d8}.ltj.new"));
        using EventLoop loop = EventLoops.Create(new EventLoopOptions());
        byte[] expected;
        using (FileJournalStorage reading = FileJournalStorage.OpenForReading(_directory))
            expected = StateBytes(JournalRecovery.Read(reading, new Cache()));
        using FileJournalStorage storage = FileJournalStorage.Open(_directory, Bytes, loop, new JournalCompactionPlan { After = closed });
        string? failure = null;
        storage.CompactionFailed = text => failure = text;
        Recover(storage);
        storage.CompactWhenDue();
        long end = loop.MonotonicNanos + WaitNanos;
        while (failure is null)
        {
            Assert.True(loop.MonotonicNanos < end, "nothing was told within 30 s");
            loop.RunOnce(1_000_000);
        }

        Assert.Contains("nothing is lost", failure, StringComparison.Ordinal);
        Assert.Equal(JournalWriteResult.Written, storage.Append(new byte[1]));
        storage.Dispose();
        Directory.Delete(Path.Combine(_directory, $"snapshot-{closed:d8}.ltj.new"));
        Assert.Equal(expected, State());
    }

    [Fact]
    public void Damaged_snapshot_stops_the_start_and_repair_puts_the_archive_back()
    {
        Write(1_500);
        byte[] expected = State();
        new JournalCompaction(new JournalFiles(_directory), Plan()).Run(2);
        new JournalCompaction(new JournalFiles(_directory), Plan()).Run(3);
        string snapshot = Path.Combine(_directory, "snapshot-00000003.ltj");
        byte[] bytes = File.ReadAllBytes(snapshot);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(snapshot, bytes);
        using (FileJournalStorage damaged = FileJournalStorage.Open(_directory, Bytes, plan: Plan()))
            Assert.Contains(snapshot, Assert.Throws<JournalException>(() => Recover(damaged)).Message, StringComparison.Ordinal);
        JournalRepair repair = FileJournalStorage.Repair(_directory)!;
        Assert.Equal((2, 0), (repair.RestoredFiles, repair.RemovedSegments));
        Assert.True(File.Exists(Path.Combine(repair.BackupDirectory, "snapshot-00000003.ltj")));
        Assert.Equal(expected, State());
        Assert.Null(FileJournalStorage.Repair(_directory));
    }

    [Fact]
    public void First_segments_that_are_missing_stop_the_start_and_come_back_from_the_archive()
    {
        Write(1_500);
        byte[] expected = State();
        Directory.CreateDirectory(Archive);
        File.Move(Path.Combine(_directory, "journal-00000001.ltj"), Path.Combine(Archive, "journal-00000001.ltj"));
        using (FileJournalStorage missing = FileJournalStorage.Open(_directory, Bytes))
            Assert.Contains("segments before segment 2 are missing", Assert.Throws<JournalException>(() => Recover(missing)).Message, StringComparison.Ordinal);
        Assert.Equal(1, FileJournalStorage.Repair(_directory)!.RestoredFiles);
        Assert.Equal(expected, State());
    }

    [Fact]
    public void Damaged_snapshot_without_an_archive_cannot_be_repaired_and_nothing_is_touched()
    {
        Write(1_500);
        new JournalCompaction(new JournalFiles(_directory), Plan(archive: false)).Run(2);
        string snapshot = Path.Combine(_directory, "snapshot-00000002.ltj");
        byte[] bytes = File.ReadAllBytes(snapshot);
        bytes[100] ^= 1;
        File.WriteAllBytes(snapshot, bytes);
        string[] before = Names(_directory);
        Assert.Contains("cannot be made good", Assert.Throws<JournalException>(() => FileJournalStorage.Repair(_directory)).Message, StringComparison.Ordinal);
        Assert.Equal(before, Names(_directory));
    }

    [Fact]
    public void Reader_finds_a_segment_that_was_archived_meanwhile()
    {
        Write(1_500);
        using FileJournalStorage reading = FileJournalStorage.OpenForReading(_directory);
        new JournalCompaction(new JournalFiles(_directory), Plan()).Run(2);
        Assert.Null(JournalInspector.Verify(reading).Damage);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Flush_while_a_compaction_retires_what_an_earlier_run_left_is_written(bool archive)
    {
        Write(1_500);
        using FileJournalStorage storage = FileJournalStorage.Open(_directory, Bytes, plan: Plan(archive));
        new JournalCompaction(new JournalFiles(_directory), Plan(archive)).Run(2);
        Assert.Equal((JournalWriteResult.Written, null), (storage.Flush(), storage.FailureText));
    }

    [Fact]
    public void Flush_of_a_segment_that_is_missing_without_a_snapshot_fails()
    {
        Write(1_500);
        using FileJournalStorage storage = FileJournalStorage.Open(_directory, Bytes);
        File.Delete(Path.Combine(_directory, "journal-00000002.ltj"));
        Assert.Equal(JournalWriteResult.Failed, storage.Flush());
    }

    [Fact]
    public void Sync_begun_before_a_compaction_retires_its_segments_is_written()
    {
        CancellationToken ended = TestContext.Current.CancellationToken;
        using EventLoop loop = EventLoops.Create(new EventLoopOptions());
        using FileJournalStorage storage = FileJournalStorage.Open(_directory, Bytes, loop, new JournalCompactionPlan { After = 0 });
        using var gate = new ManualResetEventSlim();
        storage.FlushFile = file =>
        {
            gate.Wait(ended);
            RandomAccess.FlushToDisk(file);
        };
        var journal = new OrderJournal(storage, new FixedClock(), Recover(storage));
        journal.Start(1);
        Trade(journal, 1, 1_500);
        Assert.True(storage.Segments.Count >= 4);
        JournalWriteResult? result = null;
        storage.BeginSync(r => result = r);
        new JournalCompaction(new JournalFiles(_directory), Plan()).Run(3);
        gate.Set();
        long end = loop.MonotonicNanos + WaitNanos;
        while (result is null)
        {
            Assert.True(loop.MonotonicNanos < end, "the sync did not end within 30 s");
            loop.RunOnce(1_000_000);
        }

        Assert.Equal((JournalWriteResult.Written, null), (result.Value, storage.FailureText));
    }

    [Fact]
    public void Compaction_that_throws_what_nobody_expected_is_told_and_tried_again()
    {
        Write(1_500);
        using EventLoop loop = EventLoops.Create(new EventLoopOptions());
        using FileJournalStorage storage = FileJournalStorage.Open(_directory, Bytes, loop, Plan());
        storage.Compaction.Reached = _ => throw new InvalidOperationException("what nobody expected");
        List<string> failures = [];
        storage.CompactionFailed = failures.Add;
        Recover(storage);
        long end = loop.MonotonicNanos + WaitNanos;
        for (int times = 1; times <= 2; times++)
        {
            storage.CompactWhenDue();
            while (failures.Count < times)
            {
                Assert.True(loop.MonotonicNanos < end, "nothing was told within 30 s");
                loop.RunOnce(1_000_000);
            }
        }

        Assert.All(failures, f => Assert.Contains("what nobody expected", f, StringComparison.Ordinal));
    }

    [Fact]
    public void End_of_the_engine_ends_a_compaction_between_two_steps()
    {
        Write(1_500);
        int asked = 0;
        var compaction = new JournalCompaction(new JournalFiles(_directory), Plan()) { IsEnding = () => ++asked > 1 };
        Assert.False(compaction.Run(3));
        Assert.Equal(2, asked);
        Assert.DoesNotContain(Directory.EnumerateFiles(_directory), f => f.Contains("snapshot", StringComparison.Ordinal));
    }

    [Fact]
    public void End_of_the_engine_ends_a_compaction_wherever_it_is()
    {
        Write(1_500);
        byte[] expected = State();
        string spare = _directory + "-spare";
        CopyAll(_directory, spare);
        try
        {
            int asked = 0;
            for (int stop = 1; ; stop++)
            {
                asked = 0;
                int askedAt = stop;
                bool done = new JournalCompaction(new JournalFiles(_directory), Plan()) { IsEnding = () => ++asked >= askedAt }.Run(3);
                Assert.True(expected.AsSpan().SequenceEqual(State()), $"ended when it asked for the {stop}th time");
                Assert.Empty(Directory.EnumerateFiles(_directory, "*.new"));
                if (done)
                    break;
                Assert.Equal(stop, asked);
                Directory.Delete(_directory, recursive: true);
                CopyAll(spare, _directory);
            }

            Assert.True(asked > 6, "it asked too seldom");
        }
        finally
        {
            Directory.Delete(spare, recursive: true);
        }
    }

    [Fact]
    public void Reader_that_opens_while_a_compaction_retires_finds_no_damage()
    {
        Write(1_500);
        int opened = 0;
        new JournalCompaction(new JournalFiles(_directory), Plan())
        {
            Reached = _ =>
            {
                using FileJournalStorage reading = FileJournalStorage.OpenForReading(_directory);
                Assert.Null(JournalInspector.Verify(reading).Damage);
                opened++;
            },
        }.Run(3);
        Assert.True(opened > 6);
    }

    [Fact]
    public void Reader_whose_directory_is_compacted_between_its_two_lists_finds_no_damage()
    {
        Write(1_500);
        var files = new JournalFiles(_directory);
        List<long> listed = files.List(() => new JournalCompaction(files, Plan()).Run(3), out long snapshot);
        Assert.Equal(3, snapshot);
        Assert.Equal([3L, 4L], listed.Take(2));
    }

    [Fact]
    public void Opening_reads_a_snapshot_only_when_something_is_left_to_retire()
    {
        Write(1_500);
        new JournalCompaction(new JournalFiles(_directory), Plan()).Run(2);
        int reads = 0;
        var compaction = new JournalCompaction(new JournalFiles(_directory), Plan()) { Reached = step => reads += step == "verified" ? 1 : 0 };
        Assert.Null(compaction.CleanUp());
        Assert.Equal(0, reads);
        File.Copy(Path.Combine(Archive, "journal-00000002.ltj"), Path.Combine(_directory, "journal-00000002.ltj"));
        Assert.NotNull(compaction.CleanUp());
        Assert.Equal(1, reads);
    }

    private static void CopyAll(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.EnumerateFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }

    private sealed class ProcessEndedException : Exception;

    private sealed class FixedClock : IEngineClock
    {
        public UnixNanos Now => new(1);

        public long MonotonicNanos => 1;
    }
}
