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
}
