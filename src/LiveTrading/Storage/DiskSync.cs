using LiveTrading.IO;
using LiveTrading.IO.Files;
using Microsoft.Win32.SafeHandles;

namespace LiveTrading.Storage;

/// <summary>
/// Forces files onto the disk without holding up the loop: one thread, made at the first use, one piece of work at a time,
/// completed on the loop thread through the control lane.
/// </summary>
internal sealed class DiskSync : IDisposable
{
    // How long the end waits for a sync that runs; one that hangs longer is left behind, since its thread is a background one.
    private static readonly TimeSpan s_endWait = TimeSpan.FromSeconds(5);

    // A full control lane is tried again after so long, until the loop has made room or the engine ends.
    private static readonly TimeSpan s_postRetry = TimeSpan.FromMilliseconds(1);

    private readonly EventLoop _loop;
    private readonly Action<Exception?> _completed;
    private readonly Action<object?> _deliver;
    private readonly SemaphoreSlim _begun = new(0);
    private readonly ManualResetEventSlim _ended = new();
    private Thread? _thread;
    private DiskSyncWork? _work;
    private Exception? _failure;

    /// <param name="loop">Where it completes.</param>
    /// <param name="completed">Called on the loop thread: null, or why it failed.</param>
    public DiskSync(EventLoop loop, Action<Exception?> completed)
    {
        _loop = loop;
        _completed = completed;
        _deliver = _ => Deliver();
    }

    /// <summary>Forces one file; replaced by tests that let a disk fail or wait.</summary>
    internal Action<SafeFileHandle> FlushFile { get; set; } = RandomAccess.FlushToDisk;

    /// <summary>Does the work here and now.</summary>
    /// <returns>Null, or why it failed.</returns>
    public static Exception? Run(DiskSyncWork work) => Run(work, RandomAccess.FlushToDisk);

    /// <summary>Begins the work on the other thread. Loop thread; the last must have completed.</summary>
    public void Begin(DiskSyncWork work)
    {
        _work = work;
        if (_thread is null)
        {
            _thread = new Thread(Serve) { IsBackground = true, Name = "journal sync" };
            _thread.Start();
        }

        _begun.Release();
    }

    public void Dispose()
    {
        if (_ended.IsSet)
            return;
        _ended.Set();
        _begun.Release();
        _thread?.Join(s_endWait);
    }

    private static Exception? Run(DiskSyncWork work, Action<SafeFileHandle> flush)
    {
        try
        {
            foreach (long segment in work.Earlier)
                RunEarlier(work.Files, segment, flush);

            if (work.Last is not null)
                flush(work.Last);
            if (work.Directory is not null)
                DirectorySync.Flush(work.Directory);
            return null;
        }
        catch (Exception e)
        {
            // Whatever it is, what waits is not on the disk: said as a failed sync, and no end of the process on a thread of its own.
            return e;
        }
    }

    private static void RunEarlier(JournalFiles files, long segment, Action<SafeFileHandle> flush)
    {
        SafeFileHandle file;
        try
        {
            file = File.OpenHandle(files.Locate(segment), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (FileNotFoundException) when (files.IsRetired(segment))
        {
            return;
        }

        using (file)
            flush(file);
    }

    private void Serve()
    {
        while (true)
        {
            _begun.Wait();
            if (_ended.IsSet)
                return;
            _failure = Run(_work!, FlushFile);
            while (!_loop.TryPost(_deliver, null, PostLane.Control))
            {
                if (_ended.Wait(s_postRetry))
                    return;
            }
        }
    }

    private void Deliver()
    {
        if (!_ended.IsSet)
            _completed(_failure);
    }
}
