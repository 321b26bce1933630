using System.Collections.Concurrent;

namespace LiveTrading.IO.Files;

/// <summary>The helper thread of a loop: one piece of blocking work after the other, in the order they came. Made at the first piece.</summary>
/// <remarks>Bounded: every file has at most one piece in it, and of calls at most <see cref="MaxCalls"/> wait.</remarks>
internal sealed class FileWorker : IDisposable
{
    /// <summary>Calls of <see cref="EventLoop.TryRunOffLoop"/> that have not completed.</summary>
    internal const int MaxCalls = 1024;

    // How long the end waits for a piece that runs; one that hangs longer is left behind, since its thread is a background one.
    private static readonly TimeSpan s_endWait = TimeSpan.FromSeconds(5);

    private readonly ConcurrentQueue<IOffLoopWork> _queue = new();
    private readonly SemaphoreSlim _added = new(0);
    private Thread? _thread;
    private volatile bool _ended;

    /// <summary>Calls that have not completed; counted by the loop thread.</summary>
    internal int Calls { get; set; }

    /// <summary>Loop thread.</summary>
    internal void Add(IOffLoopWork work)
    {
        if (_thread is null)
        {
            _thread = new Thread(Serve) { IsBackground = true, Name = "loop files" };
            _thread.Start();
        }

        _queue.Enqueue(work);
        _added.Release();
    }

    /// <summary>Waits for the piece that runs; the others are dropped.</summary>
    public void Dispose()
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        _added.Release();
        _thread?.Join(s_endWait);
        while (_queue.TryDequeue(out IOffLoopWork? dropped))
        {
            (dropped as LoopFile)?.LetGo();
        }
    }

    private void Serve()
    {
        while (true)
        {
            _added.Wait();
            if (_ended)
            {
                return;
            }

            if (_queue.TryDequeue(out IOffLoopWork? work))
            {
                work.Work();
            }
        }
    }
}
