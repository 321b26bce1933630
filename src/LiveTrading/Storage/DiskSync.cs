using LiveTrading.IO;
using LiveTrading.IO.Files;
using Microsoft.Win32.SafeHandles;

namespace LiveTrading.Storage;

/// <summary>
/// Forces files onto the disk without holding up the loop: one piece of work at a time, completed on the loop thread. The
/// segment that is written to goes as a file of the loop (on io_uring: with the system call of the turn); whatever else is
/// to be forced out with it goes to the loop's helper thread.
/// </summary>
internal sealed class DiskSync : IFileHandler, IDisposable
{
    private readonly EventLoop _loop;
    private readonly Action<Exception?> _completed;
    private readonly Action<Exception?> _onWorkDone;
    private LoopFile? _file;
    private SafeFileHandle? _handle;
    private Exception? _failure;
    private bool _disposed;

    /// <param name="loop">Where it completes.</param>
    /// <param name="completed">Called on the loop thread: null, or why it failed.</param>
    public DiskSync(EventLoop loop, Action<Exception?> completed)
    {
        _loop = loop;
        _completed = completed;
        _onWorkDone = OnWorkDone;
    }

    /// <summary>Forces one file; set by tests that let a disk fail or wait, and then everything goes to the helper thread. Null otherwise.</summary>
    internal Action<SafeFileHandle>? FlushFile { get; set; }

    /// <summary>Does the work here and now.</summary>
    /// <returns>Null, or why it failed.</returns>
    public static Exception? Run(DiskSyncWork work) => Run(work, FileSync.Flush);

    /// <summary>Begins the work. Loop thread; the last must have completed.</summary>
    /// <returns>False when the loop takes no more: nothing will be completed.</returns>
    public bool TryBegin(DiskSyncWork work)
    {
        if (work.IsLastAlone && FlushFile is null)
        {
            FileOf(work.Last!).Sync();
            return true;
        }

        return TryBeginOffLoop(work);
    }

    public void Dispose()
    {
        _disposed = true;
        _file?.Dispose();
    }

    void IFileHandler.OnCompleted(LoopFile file, IOException? failure)
    {
        if (!_disposed)
            _completed(failure);
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
            // Whatever it is, what waits is not on the disk: said as a failed sync.
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

    // Apart, so that the closure is made here alone.
    private bool TryBeginOffLoop(DiskSyncWork work) =>
        _loop.TryRunOffLoop(() => _failure = Run(work, FlushFile ?? FileSync.Flush), _onWorkDone);

    private LoopFile FileOf(SafeFileHandle handle)
    {
        if (_file is not null && ReferenceEquals(handle, _handle))
            return _file;
        _file?.Dispose();
        _handle = handle;
        return _file = _loop.OpenFile(handle, this);
    }

    private void OnWorkDone(Exception? thrown)
    {
        if (!_disposed)
            _completed(thrown ?? _failure);
    }
}
