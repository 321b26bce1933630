using LiveTrading.Engine.Journal;
using LiveTrading.IO;

namespace LiveTrading.Storage;

/// <summary>Runs one compaction at a time away from the loop and tells the loop thread how it ended.</summary>
internal sealed class CompactionThread : IDisposable
{
    // How long the end waits for the present step. Beyond it the lock is kept until the process ends.
    private static readonly TimeSpan s_endWait = TimeSpan.FromSeconds(30);

    // A full queue is tried again after so long, until the loop has made room or the engine ends.
    private static readonly TimeSpan s_postRetry = TimeSpan.FromMilliseconds(1);

    private readonly EventLoop _loop;
    private readonly JournalCompaction _compaction;
    private readonly Action<long, string?> _completed;
    private readonly ManualResetEventSlim _ended = new();
    private Thread? _thread;

    /// <param name="loop">Where it completes.</param>
    /// <param name="compaction">Does it.</param>
    /// <param name="completed">Called on the loop thread: the number it covers, and why it failed or null.</param>
    public CompactionThread(EventLoop loop, JournalCompaction compaction, Action<long, string?> completed)
    {
        _loop = loop;
        _compaction = compaction;
        _completed = completed;
        compaction.IsEnding = () => _ended.IsSet;
    }

    /// <summary>True until the loop thread was told.</summary>
    public bool IsRunning => _thread is not null;

    /// <summary>Begins. Loop thread; none may be running.</summary>
    public void Begin(long through)
    {
        _thread = new Thread(() => Serve(through)) { IsBackground = true, Name = "journal compaction", Priority = ThreadPriority.BelowNormal };
        _thread.Start();
    }

    /// <summary>Waits for the present step.</summary>
    /// <returns>False when it is still at work after the longest wait: the directory must stay locked.</returns>
    public bool TryEnd()
    {
        _ended.Set();
        return _thread is null || _thread.Join(s_endWait);
    }

    public void Dispose() => TryEnd();

    private void Serve(long through)
    {
        string? failure = null;
        bool done = false;
        try
        {
            done = _compaction.Run(through);
        }
        catch (Exception e)
        {
            // Whatever it is: nothing of the journal is lost by it, and on a thread of its own it would end the process.
            failure = e.Message;
        }

        if (!done && failure is null)
            return;
        while (!_loop.TryPost(_ => Deliver(through, failure), null))
        {
            if (_ended.Wait(s_postRetry))
                return;
        }
    }

    private void Deliver(long through, string? failure)
    {
        _thread = null;
        if (!_ended.IsSet)
            _completed(through, failure);
    }
}
