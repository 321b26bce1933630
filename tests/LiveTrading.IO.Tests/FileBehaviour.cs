using Microsoft.Win32.SafeHandles;

namespace LiveTrading.IO.Tests;

/// <summary>Files: writes at an offset, syncs, work off the loop.</summary>
public abstract class FileBehaviour : EventLoopBehaviour
{
    private readonly List<string> _paths = [];

    /// <summary>How a completion of a file ended, in order.</summary>
    private protected sealed class Completions : IFileHandler
    {
        public List<IOException?> Failures { get; } = [];

        public int Count => Failures.Count;

        public Action<LoopFile>? WhenCompleted { get; set; }

        public void OnCompleted(LoopFile file, IOException? failure)
        {
            Failures.Add(failure);
            WhenCompleted?.Invoke(file);
        }
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        foreach (string path in _paths)
        {
            File.Delete(path);
        }
    }

    private protected (SafeFileHandle Handle, string Path) NewFile()
    {
        string path = Path.Combine(Path.GetTempPath(), "lt-file-" + Guid.NewGuid().ToString("N"));
        _paths.Add(path);
        return (File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite), path);
    }

    [Fact]
    public void Sync_that_the_system_refuses_is_a_failure()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a file that refuses to be synced");

        // The platform's own flush takes this refusal, and that of a file system which an error has made read-only, for success.
        using SafeFileHandle handle = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite);
        Completions completions = new();
        using LoopFile file = Loop.OpenFile(handle, completions);
        file.Sync();
        RunUntil(() => completions.Count > 0, "completed");
        Assert.Equal(22, Assert.Single(completions.Failures)!.HResult);
    }

    [Fact]
    public void Write_completes_later_on_the_loop_thread_with_all_bytes_in_place()
    {
        (SafeFileHandle handle, string path) = NewFile();
        using (handle)
        {
            bool onLoop = false;
            Completions completions = new() { WhenCompleted = _ => onLoop = Loop.IsLoopThread };
            using LoopFile file = Loop.OpenFile(handle, completions);
            file.Write("abc"u8.ToArray(), 5);
            Assert.Equal((true, 0), (file.IsBusy, completions.Count));
            RunUntil(() => completions.Count > 0, "the write completed");
            Assert.Equal((false, true), (file.IsBusy, onLoop));
            Assert.Null(Assert.Single(completions.Failures));
        }

        Assert.Equal([0, 0, 0, 0, 0, .. "abc"u8], File.ReadAllBytes(path));
    }

    [Fact]
    public void Write_of_many_megabytes_arrives_whole()
    {
        byte[] data = new byte[20_000_000];
        new Random(1).NextBytes(data);
        (SafeFileHandle handle, string path) = NewFile();
        using (handle)
        {
            Completions completions = new();
            using LoopFile file = Loop.OpenFile(handle, completions);
            file.Write(data, 0, thenSync: true);
            RunUntil(() => completions.Count > 0, "the write completed");
            Assert.Null(Assert.Single(completions.Failures));
        }

        Assert.True(data.AsSpan().SequenceEqual(File.ReadAllBytes(path)));
    }

    [Fact]
    public void Write_then_sync_then_write_complete_once_each_in_order()
    {
        (SafeFileHandle handle, string path) = NewFile();
        using (handle)
        {
            int step = 0;
            Completions completions = new();
            completions.WhenCompleted = file =>
            {
                if (++step == 1)
                {
                    file.Sync();
                }
                else if (step == 2)
                {
                    file.Write("two"u8.ToArray(), 3, thenSync: true);
                }
            };
            using LoopFile file = Loop.OpenFile(handle, completions);
            file.Write("one"u8.ToArray(), 0);
            RunUntil(() => step == 3, "three completions");
            Loop.RunOnce(0);
            Assert.Equal([null, null, null], completions.Failures);
        }

        Assert.Equal("onetwo", File.ReadAllText(path));
    }

    [Fact]
    public void Full_device_fails_the_write_with_its_number()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");
        using SafeFileHandle handle = File.OpenHandle("/dev/full", FileMode.Open, FileAccess.Write);
        Completions completions = new();
        using LoopFile file = Loop.OpenFile(handle, completions);
        file.Write(new byte[100], 0, thenSync: true);
        RunUntil(() => completions.Count > 0, "the write failed");
        Loop.RunOnce(0);
        Assert.Equal(28, Assert.Single(completions.Failures)!.HResult);
        Assert.False(file.IsBusy);
    }

    [Fact]
    public void File_that_may_not_be_written_fails_the_write()
    {
        string path = NewFile().Path;
        using SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        Completions completions = new();
        using LoopFile file = Loop.OpenFile(handle, completions);
        file.Write(new byte[1], 0);
        RunUntil(() => completions.Count > 0, "the write failed");
        Assert.NotNull(Assert.Single(completions.Failures));
    }

    [Fact]
    public void Second_request_before_the_completion_is_a_mistake()
    {
        (SafeFileHandle handle, _) = NewFile();
        using SafeFileHandle held = handle;
        Completions completions = new();
        using LoopFile file = Loop.OpenFile(handle, completions);
        file.Sync();
        Assert.Throws<InvalidOperationException>(file.Sync);
        Assert.Throws<InvalidOperationException>(() => file.Write(new byte[1], 0));
        RunUntil(() => completions.Count > 0, "the first completed");
        file.Sync();
        RunUntil(() => completions.Count > 1, "the next completed");
    }

    [Fact]
    public void Nothing_to_write_or_nowhere_is_a_mistake()
    {
        (SafeFileHandle handle, _) = NewFile();
        using SafeFileHandle held = handle;
        using LoopFile file = Loop.OpenFile(handle, new Completions());
        Assert.Throws<ArgumentException>(() => file.Write(ReadOnlyMemory<byte>.Empty, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Write(new byte[1], -1));
        Assert.False(file.IsBusy);
    }

    [Fact]
    public void Handle_closed_while_a_write_is_under_way_the_write_is_done_all_the_same()
    {
        (SafeFileHandle handle, string path) = NewFile();
        Completions completions = new();
        using LoopFile file = Loop.OpenFile(handle, completions);
        file.Write("late"u8.ToArray(), 0, thenSync: true);
        handle.Dispose();
        RunUntil(() => completions.Count > 0, "the write completed");
        Assert.Null(Assert.Single(completions.Failures));
        Assert.Equal("late", File.ReadAllText(path));
        Assert.Throws<ObjectDisposedException>(file.Sync);
        Assert.False(file.IsBusy);
    }

    [Fact]
    public void Disposed_file_tells_nobody_and_takes_nothing_more()
    {
        (SafeFileHandle handle, _) = NewFile();
        using SafeFileHandle held = handle;
        Completions told = new();
        LoopFile file = Loop.OpenFile(handle, told);
        file.Sync();
        file.Dispose();
        file.Dispose();
        Completions other = new();
        using LoopFile next = Loop.OpenFile(handle, other);
        next.Sync();
        RunUntil(() => other.Count > 0 && !file.IsBusy, "both ended");
        Assert.Equal(0, told.Count);
        Assert.Throws<ObjectDisposedException>(file.Sync);
    }

    [Fact]
    public void Disposed_loop_tells_nobody_and_lets_go_of_the_file()
    {
        (SafeFileHandle handle, string path) = NewFile();
        Completions completions = new();
        LoopFile file = Loop.OpenFile(handle, completions);
        file.Write(new byte[100_000], 0, thenSync: true);
        Loop.Dispose();
        file.Dispose();
        handle.Dispose();
        Assert.Equal(0, completions.Count);
        Assert.Throws<ObjectDisposedException>(file.Sync);
        using SafeFileHandle alone = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
    }

    [Fact]
    public void Hundreds_of_files_in_one_turn_all_complete()
    {
        List<(SafeFileHandle Handle, string Path, LoopFile File)> files = [];
        Completions completions = new();
        for (int i = 0; i < 600; i++)
        {
            (SafeFileHandle handle, string path) = NewFile();
            files.Add((handle, path, Loop.OpenFile(handle, completions)));
        }

        foreach ((_, _, LoopFile file) in files)
        {
            file.Write(new byte[1000], 0);
        }

        RunUntil(() => completions.Count == files.Count, "all completed");
        Assert.All(completions.Failures, Assert.Null);
        foreach ((SafeFileHandle handle, string path, LoopFile file) in files)
        {
            file.Dispose();
            handle.Dispose();
            Assert.Equal(1000, new FileInfo(path).Length);
        }
    }

    [Fact]
    public void Handler_that_throws_is_reported_and_the_file_goes_on()
    {
        List<Exception> reported = [];
        Loop.UnhandledError = reported.Add;
        (SafeFileHandle handle, _) = NewFile();
        using SafeFileHandle held = handle;
        Completions completions = new() { WhenCompleted = static _ => throw new FormatException("boom") };
        using LoopFile file = Loop.OpenFile(handle, completions);
        file.Sync();
        RunUntil(() => reported.Count > 0, "reported");
        Assert.Equal("boom", Assert.Single(reported).Message);
        file.Sync();
        RunUntil(() => completions.Count == 2, "the next completed");
    }

    [Fact]
    public void Sync_and_streams_share_the_loop()
    {
        (SafeFileHandle handle, _) = NewFile();
        using SafeFileHandle held = handle;
        (RecordingHandler client, RecordingHandler server) = ConnectPair();
        server.WhenReceived = static (stream, data) => stream.Offer(data);
        Completions completions = new() { WhenCompleted = file => file.Sync() };
        using LoopFile file = Loop.OpenFile(handle, completions);
        file.Sync();
        for (int i = 1; i <= 50; i++)
        {
            client.Stream!.Offer("x"u8);
            int expected = i;
            RunUntil(() => client.Bytes.Length == expected, "the echo came");
        }

        RunUntil(() => completions.Count > 3, "syncs completed meanwhile");
        Assert.All(completions.Failures, Assert.Null);
    }

    [Fact]
    public void Work_off_the_loop_completes_on_it_in_order()
    {
        List<int> done = [];
        List<int> told = [];
        for (int i = 0; i < 100; i++)
        {
            int number = i;
            Assert.True(Loop.TryRunOffLoop(
                () => done.Add(number),
                failure =>
                {
                    Assert.Null(failure);
                    Assert.True(Loop.IsLoopThread);
                    told.Add(number);
                }));
        }

        Assert.Empty(told);
        RunUntil(() => told.Count == 100, "all told");
        Assert.Equal((Enumerable.Range(0, 100), Enumerable.Range(0, 100)), (done, told), static (a, b) => a.Item1.SequenceEqual(b.Item1) && a.Item2.SequenceEqual(b.Item2));
    }

    [Fact]
    public void Work_off_the_loop_that_throws_hands_it_over()
    {
        Exception? thrown = null;
        Loop.TryRunOffLoop(static () => throw new FormatException("boom"), failure => thrown = failure);
        RunUntil(() => thrown is not null, "told");
        Assert.Equal("boom", thrown!.Message);
    }
}
