using LiveTrading.IO.Polling;
using LiveTrading.IO.Uring;
using Microsoft.Win32.SafeHandles;

namespace LiveTrading.IO.Tests.Uring;

/// <summary><see cref="FileBehaviour"/> on io_uring, and what it promises beyond.</summary>
public sealed class UringFileTests : FileBehaviour
{
    private UringPoller Poller => (UringPoller)((PolledEventLoop)Loop).Poller;

    private protected override EventLoop CreateLoop() => UringLoops.Create();

    [Fact]
    public void Sync_goes_and_comes_with_the_system_call_of_the_turn()
    {
        (SafeFileHandle handle, _) = NewFile();
        using SafeFileHandle held = handle;
        Completions completions = new();
        using LoopFile file = Loop.OpenFile(handle, completions);
        Loop.RunOnce(0);
        for (int i = 1; i <= 50; i++)
        {
            file.Sync();
            long before = Poller.Enters;
            int turns = 0;
            while (completions.Count < i)
            {
                Loop.RunOnce(20_000_000_000);
                turns++;
            }

            Assert.Equal(1, turns);
            Assert.Equal(1, Poller.Enters - before);
        }

        Assert.All(completions.Failures, Assert.Null);
    }

    [Fact]
    public void Syncs_of_many_files_in_one_turn_go_with_one_system_call()
    {
        List<(SafeFileHandle Handle, LoopFile File)> files = [];
        Completions completions = new();
        for (int i = 0; i < 32; i++)
        {
            SafeFileHandle handle = NewFile().Handle;
            files.Add((handle, Loop.OpenFile(handle, completions)));
        }

        Loop.RunOnce(0);
        foreach ((_, LoopFile file) in files)
        {
            file.Sync();
        }

        long before = Poller.Enters;
        Loop.RunOnce(0);
        Assert.Equal(1, Poller.Enters - before);
        RunUntil(() => completions.Count == files.Count, "all completed");
        foreach ((SafeFileHandle handle, LoopFile file) in files)
        {
            file.Dispose();
            handle.Dispose();
        }
    }

    [Fact]
    public void Write_taken_in_pieces_arrives_whole()
    {
        (SafeFileHandle handle, string path) = NewFile();
        using SafeFileHandle held = handle;
        Completions completions = new();
        using LoopFile file = Loop.OpenFile(handle, completions);
        int answers = 0;

        // As if the kernel had taken a third of it each time.
        ((RingFile)file).Answered = result =>
        {
            answers++;
            return result > 3 ? result / 3 : result;
        };
        byte[] data = new byte[10_000];
        new Random(2).NextBytes(data);
        file.Write(data, 7, thenSync: true);
        RunUntil(() => completions.Count > 0, "completed");
        Assert.Null(Assert.Single(completions.Failures));
        Assert.True(answers > 5);
        Assert.True(data.AsSpan().SequenceEqual(File.ReadAllBytes(path).AsSpan(7)));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(28)]
    [InlineData(122)]
    public void Failure_of_the_disk_ends_the_write_and_no_sync_follows(int error)
    {
        (SafeFileHandle handle, _) = NewFile();
        using SafeFileHandle held = handle;
        Completions completions = new();
        using LoopFile file = Loop.OpenFile(handle, completions);
        int answers = 0;
        ((RingFile)file).Answered = _ =>
        {
            answers++;
            return -error;
        };
        file.Write(new byte[100], 0, thenSync: true);
        RunUntil(() => completions.Count > 0, "completed");
        RunFor(5_000_000);
        Assert.Equal((error, 1), (Assert.Single(completions.Failures)!.HResult, answers));
    }

    [Theory]
    [InlineData(5)] // EIO
    [InlineData(22)] // EINVAL: a file system without syncs
    [InlineData(30)] // EROFS: a file system that an error has made read-only
    public void Failure_of_a_sync_is_told_with_its_number(int error)
    {
        (SafeFileHandle handle, _) = NewFile();
        using SafeFileHandle held = handle;
        Completions completions = new();
        using LoopFile file = Loop.OpenFile(handle, completions);
        ((RingFile)file).Answered = _ => -error;
        file.Sync();
        RunUntil(() => completions.Count > 0, "completed");
        Assert.Equal(error, Assert.Single(completions.Failures)!.HResult);
    }

    [Fact]
    public void Write_of_nothing_is_a_failure()
    {
        (SafeFileHandle handle, _) = NewFile();
        using SafeFileHandle held = handle;
        Completions completions = new();
        using LoopFile file = Loop.OpenFile(handle, completions);
        ((RingFile)file).Answered = static _ => 0;
        file.Write(new byte[100], 0);
        RunUntil(() => completions.Count > 0, "completed");
        Assert.NotNull(Assert.Single(completions.Failures));
    }

    [Theory]
    [InlineData(4, true)]
    [InlineData(4, false)]
    [InlineData(11, true)]
    [InlineData(11, false)]
    public void Answer_that_means_again_is_tried_again_and_not_for_ever(int error, bool write)
    {
        (SafeFileHandle handle, _) = NewFile();
        using SafeFileHandle held = handle;
        Completions completions = new();
        using LoopFile file = Loop.OpenFile(handle, completions);
        int answers = 0;
        ((RingFile)file).Answered = result => ++answers <= 3 ? -error : result;
        Ask();
        RunUntil(() => completions.Count > 0, "completed after some");
        Assert.Null(completions.Failures[0]);
        ((RingFile)file).Answered = _ => -error;
        Ask();
        RunUntil(() => completions.Count > 1, "completed at last");
        Assert.Equal(error, completions.Failures[1]!.HResult);

        void Ask()
        {
            if (write)
            {
                file.Write(new byte[10], 0);
            }
            else
            {
                file.Sync();
            }
        }
    }

    [Fact]
    public void Kernel_without_the_operations_leaves_files_to_the_helper_thread()
    {
        Assert.True(Poller.OffersFiles);
        Poller.OffersFiles = false;
        (SafeFileHandle handle, string path) = NewFile();
        using SafeFileHandle held = handle;
        Completions completions = new();
        using LoopFile file = Loop.OpenFile(handle, completions);
        Assert.IsNotType<RingFile>(file);
        file.Write("abc"u8.ToArray(), 0, thenSync: true);
        RunUntil(() => completions.Count > 0, "completed");
        Assert.Equal("abc", File.ReadAllText(path));
    }

    [Fact]
    public void Files_come_and_go_and_leave_no_slot()
    {
        int held = Poller.OwnersHeld;
        (SafeFileHandle handle, _) = NewFile();
        using SafeFileHandle open = handle;
        Completions completions = new();
        for (int i = 0; i < 2_000; i++)
        {
            LoopFile file = Loop.OpenFile(handle, completions);
            file.Write(new byte[1], 0);
            file.Dispose();
            if (i % 100 == 0)
            {
                RunUntil(() => !file.IsBusy, "ended");
            }
        }

        RunUntil(() => Poller.OwnersHeld == held, "every slot came back");
        Assert.Equal(0, completions.Count);
    }

    [Fact]
    public void Sync_allocates_nothing()
    {
        (SafeFileHandle handle, _) = NewFile();
        using SafeFileHandle held = handle;
        int count = 0;
        Counter counter = new(() => count++);
        using LoopFile file = Loop.OpenFile(handle, counter);
        Round(50);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Round(50);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Round(int times)
        {
            for (int until = count + times; count < until;)
            {
                if (!file.IsBusy)
                {
                    file.Sync();
                }

                Loop.RunOnce(1_000_000_000);
            }
        }
    }

    private sealed class Counter(Action counted) : IFileHandler
    {
        public void OnCompleted(LoopFile file, IOException? failure)
        {
            Assert.Null(failure);
            counted();
        }
    }
}
