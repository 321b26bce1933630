using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Journal;
using LiveTrading.IO;
using LiveTrading.Storage;

namespace LiveTrading.Tests.Storage;

/// <summary>Syncs of the file journal on their own thread, completed on a real loop.</summary>
public sealed class DiskSyncTests : IDisposable
{
    private const long WaitNanos = 30_000_000_000;

    private readonly string _directory = Path.Combine(Path.GetTempPath(), "lt-sync-" + Guid.NewGuid().ToString("N"));
    private readonly EventLoop _loop = EventLoops.Create(new EventLoopOptions());
    private readonly FileJournalStorage _storage;

    public DiskSyncTests() => _storage = FileJournalStorage.Open(_directory, 64 << 10, _loop);

    public void Dispose()
    {
        _storage.Dispose();
        _loop.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private void Until(Func<bool> condition)
    {
        long end = _loop.MonotonicNanos + WaitNanos;
        while (!condition())
        {
            Assert.True(_loop.MonotonicNanos < end, "nothing came within 30 s");
            _loop.RunOnce(10_000_000);
        }
    }

    [Fact]
    public void Sync_completes_later_on_the_loop_thread()
    {
        _storage.StartSegment(1);
        _storage.Append([1, 2, 3]);
        JournalWriteResult? result = null;
        bool onLoop = false;
        Assert.Equal(JournalWriteResult.Written, _storage.BeginSync(r => (result, onLoop) = (r, _loop.IsLoopThread)));
        Assert.Null(result);
        Until(() => result is not null);
        Assert.Equal((JournalWriteResult.Written, true), (result!.Value, onLoop));
    }

    [Theory]
    [InlineData(LoopBackend.Epoll)]
    [InlineData(LoopBackend.Sockets)]
    public void Journal_of_many_segments_is_synced_and_read_back_on_a_backend_without_files_of_its_own(LoopBackend backend)
    {
        Assert.SkipUnless(backend == LoopBackend.Sockets || OperatingSystem.IsLinux(), "epoll exists on Linux alone");
        string directory = Path.Combine(_directory, "other");
        using EventLoop loop = EventLoops.Create(new EventLoopOptions { Backend = backend });
        using FileJournalStorage storage = FileJournalStorage.Open(directory, 64 << 10, loop);
        var journal = new OrderJournal(storage, new FixedClock(), JournalRecovery.Recover(storage, 7, new Cache()), JournalDurability.Disk);
        Assert.Equal(JournalWriteResult.Written, journal.Start(1));
        long end = loop.MonotonicNanos + WaitNanos;
        for (int i = 0; storage.Segments.Count < 4; i++)
        {
            Assert.Equal(JournalWriteResult.Written, journal.AppendKillLatch(new string('x', 400)));
            if (i % 10 == 0)
                loop.RunOnce(0);
        }

        long last = journal.LastSequence;
        journal.RequestSync();
        while (journal.SyncedSequence < last)
        {
            Assert.True(loop.MonotonicNanos < end, "not synced within 30 s");
            loop.RunOnce(10_000_000);
        }

        Assert.True(journal.IsWritable);
        Assert.True(journal.Syncs > 0);
        Assert.Equal(JournalWriteResult.Written, journal.Seal());
        storage.Dispose();
        using FileJournalStorage next = FileJournalStorage.Open(directory, 64 << 10);
        Assert.True(JournalRecovery.Recover(next, 7, new Cache()).WasSealed);
    }

    [Fact]
    public void Second_sync_at_once_is_a_mistake()
    {
        _storage.StartSegment(1);
        _storage.BeginSync(_ => { });
        Assert.Throws<InvalidOperationException>(() => _storage.BeginSync(_ => { }));
    }

    [Fact]
    public void Without_a_loop_a_sync_is_a_mistake()
    {
        using FileJournalStorage storage = FileJournalStorage.Open(Path.Combine(_directory, "other"));
        Assert.Throws<InvalidOperationException>(() => storage.BeginSync(_ => { }));
    }

    [Fact]
    public void Failed_sync_is_told_and_final()
    {
        _storage.FlushFile = _ => throw new IOException("No space left on device", 28);
        _storage.StartSegment(1);
        _storage.Append([1]);
        JournalWriteResult? result = null;
        _storage.BeginSync(r => result = r);
        Until(() => result is not null);
        Assert.Equal((JournalWriteResult.DiskFull, "No space left on device"), (result!.Value, _storage.FailureText));
        Assert.Equal(JournalWriteResult.Closed, _storage.Append([2]));
        Assert.Equal(JournalWriteResult.Closed, _storage.BeginSync(_ => { }));
        Assert.Equal(JournalWriteResult.Closed, _storage.Flush());
    }

    [Fact]
    public void Segment_left_behind_while_a_sync_waits_is_synced_all_the_same()
    {
        CancellationToken ended = TestContext.Current.CancellationToken;
        using var gate = new ManualResetEventSlim();
        int flushed = 0;
        _storage.FlushFile = file =>
        {
            gate.Wait(ended);
            RandomAccess.FlushToDisk(file);
            flushed++;
        };
        _storage.StartSegment(1);
        JournalWriteResult? result = null;
        _storage.BeginSync(r => result = r);
        Assert.Equal(JournalWriteResult.Written, _storage.StartSegment(2));
        Assert.Equal(JournalWriteResult.Written, _storage.StartSegment(3));
        gate.Set();
        Until(() => result is not null);
        Assert.Equal((JournalWriteResult.Written, 1), (result!.Value, flushed));
        result = null;
        _storage.BeginSync(r => result = r);
        Until(() => result is not null);
        Assert.Equal((JournalWriteResult.Written, 1 + 3), (result!.Value, flushed));
    }

    [Fact]
    public void Disposed_while_a_sync_runs_tells_nobody()
    {
        CancellationToken ended = TestContext.Current.CancellationToken;
        using var gate = new ManualResetEventSlim();
        using var entered = new ManualResetEventSlim();
        _storage.FlushFile = _ =>
        {
            entered.Set();
            gate.Wait(ended);
        };
        _storage.StartSegment(1);
        bool told = false;
        _storage.BeginSync(_ => told = true);
        Assert.True(entered.Wait(TimeSpan.FromSeconds(30), ended));
        gate.Set();
        _storage.Dispose();
        _loop.RunOnce(0);
        Assert.False(told);
    }

    private string Spare => Path.Combine(_directory, "next.ltj.new");

    private void FillHalf()
    {
        _storage.StartSegment(1);
        Assert.Equal(JournalWriteResult.Written, _storage.Append(new byte[40_000]));
    }

    [Fact]
    public void Next_segment_is_made_ahead_and_takes_its_name()
    {
        _storage.StartSegment(1);
        _storage.Append(new byte[30_000]);
        _loop.RunOnce(0);
        Assert.False(_storage.HasSpare);
        _storage.Append([1]);
        _storage.Append(new byte[10_000]);
        Until(() => _storage.HasSpare);
        Assert.Equal(64 << 10, new FileInfo(Spare).Length);
        Assert.Equal([1L], _storage.Segments);
        Assert.Equal(JournalWriteResult.Written, _storage.StartSegment(2));
        Assert.Equal((false, false), (_storage.HasSpare, File.Exists(Spare)));
        Assert.Equal(JournalWriteResult.Written, _storage.Append([5, 6]));
        Assert.Equal([5, 6, 0], _storage.ReadSegment(2).Span[..3].ToArray());
        Assert.Equal(64 << 10, _storage.ReadSegment(2).Length);
    }

    [Fact]
    public void Change_of_segments_without_a_spare_makes_the_file()
    {
        Directory.CreateDirectory(Spare);
        FillHalf();
        _loop.RunOnce(0);
        Assert.Equal(JournalWriteResult.Written, _storage.StartSegment(2));
        Assert.Equal(JournalWriteResult.Written, _storage.Append([5]));
    }

    [Fact]
    public void Spare_that_was_removed_is_made_anew_at_the_change()
    {
        FillHalf();
        Until(() => _storage.HasSpare);
        File.Delete(Spare);
        Assert.Equal(JournalWriteResult.Written, _storage.StartSegment(2));
        Assert.Equal(JournalWriteResult.Written, _storage.Append([5]));
        Assert.Equal(5, _storage.ReadSegment(2).Span[0]);
    }

    [Fact]
    public void Spare_goes_with_the_storage()
    {
        FillHalf();
        Until(() => _storage.HasSpare);
        _storage.Dispose();
        Assert.False(File.Exists(Spare));
    }

    [Fact]
    public void Spare_of_a_killed_engine_is_removed_without_a_word()
    {
        FillHalf();
        _storage.Dispose();
        File.WriteAllBytes(Spare, new byte[100]);
        using FileJournalStorage next = FileJournalStorage.Open(_directory, 64 << 10);
        Assert.Equal((null, false), (next.CleanedUp, File.Exists(Spare)));
        Assert.Equal([1L], next.Segments);
    }

    [Fact]
    public void Dropped_segments_are_copied_aside()
    {
        _storage.StartSegment(1);
        _storage.StartSegment(2);
        _storage.Append([5]);
        Assert.Equal(JournalWriteResult.Written, _storage.DropSegmentsAfter(1));
        Assert.Equal(5, File.ReadAllBytes(Path.Combine(_directory, "damaged-1", "journal-00000002.ltj"))[0]);
    }

    [Fact]
    public void Flush_covers_segments_an_earlier_run_left()
    {
        _storage.StartSegment(1);
        _storage.StartSegment(2);
        _storage.Dispose();
        using FileJournalStorage next = FileJournalStorage.Open(_directory, 64 << 10);
        Assert.Equal(JournalWriteResult.Written, next.Flush());
        Assert.Equal(JournalWriteResult.Written, next.Flush());
    }

    private sealed class FixedClock : Engine.Time.IEngineClock
    {
        public Model.UnixNanos Now => new(1);

        public long MonotonicNanos => 1;
    }
}
