using System.Diagnostics;
using LiveTrading.IO.Files;
using LiveTrading.IO.Streams;
using LiveTrading.IO.Timers;
using LiveTrading.IO.Turns;
using Microsoft.Win32.SafeHandles;

namespace LiveTrading.IO.Polling;

/// <summary>The loop on real sockets and real time, over a poller.</summary>
/// <remarks>Thread: its own. A turn allocates nothing.</remarks>
internal sealed class PolledEventLoop : EventLoop
{
    private static readonly double NanosPerTick = 1_000_000_000.0 / Stopwatch.Frequency;

    private readonly IPoller _poller;
    private readonly LoopWait _wait;
    private readonly long _spinNanos;
    private readonly FileWorker _worker = new();
    private readonly ReadyEntries _ready = new();
    private readonly HashSet<HandledStream> _streams = [];
    private readonly HashSet<TcpListener> _listeners = [];
    private long _wallNanos;

    internal PolledEventLoop(string backend, string choice, EventLoopOptions options, IPoller poller)
    {
        Backend = backend;
        BackendChoice = choice;
        _wait = options.Wait;
        _spinNanos = options.SpinFor.Ticks * TimeSpan.NanosecondsPerTick;
        _poller = poller;
        Kernel = new LoopKernel(this, ReadMonotonic(), poller.Wake);
        SampleClocks();
    }

    public override string Backend { get; }

    public override string BackendChoice { get; }

    public override long WallNanos => _wallNanos;

    public override long MonotonicNanos => Kernel.Timers.Now;

    public override long SystemCalls => _poller.SystemCalls;

    public override bool IsLoopThread => Kernel.IsLoopThread;

    internal LoopKernel Kernel { get; }

    /// <summary>Streams not closed to the end yet.</summary>
    internal int StreamCount => _streams.Count;

    internal IPoller Poller => _poller;

    public override void Run()
    {
        Kernel.EnterRun();
        try
        {
            do
            {
                RunOnce(-1);
            }
            while (!Kernel.StopRequested);
        }
        finally
        {
            Kernel.LeaveRun();
        }
    }

    public override void RunOnce(long maxWaitNanos)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxWaitNanos, -1);
        Kernel.EnterTurn();
        try
        {
            switch (_wait)
            {
                case LoopWait.Spin:
                    Spin(maxWaitNanos);
                    break;
                case LoopWait.Hybrid:
                    SpinThenBlock(maxWaitNanos);
                    break;
                default:
                    Block(maxWaitNanos);
                    break;
            }

            SampleClocks();
            ServeTurn();
        }
        finally
        {
            if (Kernel.IsDisposed)
            {
                _poller.Dispose();
            }

            Kernel.LeaveTurn();
        }
    }

    public override void Stop() => Kernel.Stop();

    public override bool TryPost(Action<object?> work, object? state, PostLane lane = PostLane.Work) => Kernel.TryPost(work, state, lane);

    public override LoopTimer CreateTimer(Action<LoopTimer> callback, object? state = null)
    {
        ArgumentNullException.ThrowIfNull(callback);
        Kernel.CheckUse();
        return new WheelTimer(Kernel.Timers, callback, state);
    }

    public override LoopStream Connect(ConnectOptions options, IStreamHandler handler)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(handler);
        Kernel.CheckUse();
        options.Validate();
        var stream = SocketStream.Dialing(this, options, handler);
        _streams.Add(stream);
        return stream;
    }

    public override LoopListener Listen(ListenOptions options, IStreamAcceptor acceptor)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(acceptor);
        Kernel.CheckUse();
        options.Validate();
        var listener = new TcpListener(this, options, acceptor);
        _listeners.Add(listener);
        return listener;
    }

    public override LoopFile OpenFile(SafeFileHandle handle, IFileHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handle);
        ArgumentNullException.ThrowIfNull(handler);
        Kernel.CheckUse();
        return _poller.OpenFile(Kernel, handle, handler) ?? new WorkerFile(Kernel, _worker, handle, handler);
    }

    public override bool TryRunOffLoop(Action work, Action<Exception?> completed)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(completed);
        Kernel.CheckUse();
        if (_worker.Calls == FileWorker.MaxCalls)
        {
            return false;
        }

        _worker.Calls++;
        _worker.Add(new OffLoopCall(Kernel, _worker, work, completed));
        return true;
    }

    public override void RequestFlush(IFlushHandler handler) => Kernel.RequestFlush(handler);

    public override IDisposable OnSignal(LoopSignal signal, Action<LoopSignal> callback) => Kernel.OnSignal(signal, callback, fromSystem: true);

    internal void Adopt(HandledStream stream) => _streams.Add(stream);

    internal void Forget(HandledStream stream) => _streams.Remove(stream);

    internal void Forget(TcpListener listener) => _listeners.Remove(listener);

    protected override void Dispose(bool disposing)
    {
        if (!disposing || Kernel.IsDisposed)
        {
            return;
        }

        Kernel.Dispose();
        _poller.BeginDispose();
        _worker.Dispose();
        foreach (HandledStream stream in _streams.ToArray())
        {
            stream.Abandon();
        }

        foreach (TcpListener listener in _listeners.ToArray())
        {
            listener.Dispose();
        }

        // Disposed by a handler: the bytes it was given may lie in the poller's memory, until it returns.
        if (!Kernel.IsInTurn)
        {
            _poller.Dispose();
        }
    }

    private static long ReadMonotonic() =>
        Stopwatch.Frequency == 1_000_000_000 ? Stopwatch.GetTimestamp() : (long)(Stopwatch.GetTimestamp() * NanosPerTick);

    private void SampleClocks()
    {
        _wallNanos = (DateTime.UtcNow.Ticks - DateTime.UnixEpoch.Ticks) * TimeSpan.NanosecondsPerTick;
        Kernel.Timers.Advance(ReadMonotonic());
    }

    private void Block(long maxWaitNanos)
    {
        long wait = maxWaitNanos;
        if (wait != 0)
        {
            wait = Shorten(wait);
        }

        if (wait == 0 || !Kernel.TryFallAsleep())
        {
            _poller.Wait(0, _ready);
            return;
        }

        _poller.Wait(wait, _ready);
        Kernel.WakeUp();
    }

    // True: there is something to serve, or a timer is due; false: nothing came in time.
    private bool Spin(long maxWaitNanos)
    {
        long limit = maxWaitNanos < 0 ? long.MaxValue : ReadMonotonic() + maxWaitNanos;
        while (true)
        {
            _poller.Wait(0, _ready);
            if (!_ready.IsEmpty || Kernel.HasWork)
            {
                return true;
            }

            long now = ReadMonotonic();
            if (now >= Kernel.Timers.NextDueBound())
            {
                return true;
            }

            if (now >= limit)
            {
                return false;
            }
        }
    }

    // After every event anew: as long as events come closer together than the spinning lasts, the loop never sleeps.
    private void SpinThenBlock(long maxWaitNanos)
    {
        bool mayBlock = maxWaitNanos < 0 || maxWaitNanos > _spinNanos;
        if (!Spin(mayBlock ? _spinNanos : maxWaitNanos) && mayBlock)
        {
            Block(maxWaitNanos < 0 ? maxWaitNanos : maxWaitNanos - _spinNanos);
        }
    }

    // Not beyond the next timer.
    private long Shorten(long wait)
    {
        long due = Kernel.Timers.NextDueBound();
        if (due == long.MaxValue)
        {
            return wait;
        }

        long until = Math.Max(0, due - ReadMonotonic());
        return wait < 0 ? until : Math.Min(wait, until);
    }

    private void ServeTurn()
    {
        Kernel.ServeControl();
        Kernel.ServeTimers();
        Kernel.ServeDeferred();
        ServeEntries(_ready.Of(StreamPriority.OrderEntry));
        ServeEntries(_ready.Of(StreamPriority.MarketData));
        Kernel.ServeWork();
        Kernel.ServeDeferred();
    }

    private void ServeEntries(List<PollEntry> entries)
    {
        for (int i = 0; i < entries.Count; i++)
        {
            PollEntry entry = entries[i];
            Interest found = entry.Found;
            entry.Found = Interest.None;

            // Closed meanwhile by what was served before it.
            if (entry.Slot != PollEntry.Unwatched)
            {
                entry.Owner.Serve(found);
                Kernel.ServeFlushes();
            }
        }

        entries.Clear();
    }
}
