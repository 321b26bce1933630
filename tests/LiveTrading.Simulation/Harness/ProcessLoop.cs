using System.Reflection;
using LiveTrading.IO;
using LiveTrading.IO.Simulated;
using Microsoft.Win32.SafeHandles;

namespace LiveTrading.Simulation.Harness;

/// <summary>
/// The loop as one process of the simulated world sees it: its own wall clock, its own timers and connections, and an end
/// that takes all of them away at once, as a kill does, whatever code of it is running.
/// </summary>
internal sealed class ProcessLoop(SimulatedEventLoop world, WireTrace? trace = null) : EventLoop
{
    private readonly List<ProcessTimer> _timers = [];
    private readonly List<IDisposable> _signals = [];
    private bool _stopRequested;

    public SimulatedEventLoop World => world;

    public WireTrace? Trace => trace;

    public override string Backend => world.Backend;

    public override long WallNanos => WallOverrideNanos ?? (world.WallNanos + WallOffsetNanos);

    public override long MonotonicNanos => world.MonotonicNanos;

    public override bool IsLoopThread => world.IsLoopThread;

    /// <summary>How far this machine's clock is from the venue's.</summary>
    public long WallOffsetNanos { get; set; }

    /// <summary>A wall clock that stands still; null: it runs.</summary>
    public long? WallOverrideNanos { get; set; }

    public bool IsKilled { get; private set; }

    /// <summary>Set by <see cref="Stop"/>.</summary>
    public bool HasStopped { get; private set; }

    /// <summary>Sends on the order connection that still go well before the process dies at one; 0: it does not.</summary>
    public int CrashAtSend { get; set; }

    /// <summary>Where in that send it dies.</summary>
    public SendCrash CrashWhere { get; set; }

    /// <summary>Told when it died at a send.</summary>
    public Action? CrashedAtSend { get; set; }

    /// <summary>Every connection this process dialled, oldest first.</summary>
    public List<(LoopStream Stream, ConnectOptions Options)> Dialled { get; } = [];

    /// <summary>Whose timers are running: nobody's once the process has ended.</summary>
    public IReadOnlyList<string> ActiveTimers => [.. _timers.Where(t => t.IsActive).Select(t => t.Owner)];

    /// <summary>Streams that were dialled and not closed to the end.</summary>
    public int OpenStreams { get; private set; }

    public void Kill(bool reset)
    {
        if (IsKilled)
            return;
        IsKilled = true;
        _stopRequested = true;
        foreach (ProcessTimer timer in _timers)
            timer.Cancel();
        foreach (IDisposable signal in _signals)
            signal.Dispose();
        foreach ((LoopStream stream, _) in Dialled)
            stream.Close(reset);
    }

    public override void Run()
    {
        while (!_stopRequested)
            world.RunOnce(-1);
        _stopRequested = false;
    }

    public override void RunOnce(long maxWaitNanos) => world.RunOnce(maxWaitNanos);

    public override void Stop()
    {
        HasStopped = true;
        _stopRequested = true;
    }

    public override bool TryPost(Action<object?> work, object? state, PostLane lane = PostLane.Work) =>
        !IsKilled && world.TryPost(s => Guard(() => work(s)), state, lane);

    public override LoopTimer CreateTimer(Action<LoopTimer> callback, object? state = null)
    {
        ProcessTimer timer = new(this, callback, state);
        _timers.Add(timer);
        return timer;
    }

    public override LoopStream Connect(ConnectOptions options, IStreamHandler handler)
    {
        ProcessHandler guarded = new(this, handler);
        LoopStream stream = world.Connect(options, guarded);
        guarded.Stream = new ProcessStream(this, stream, options.Priority == StreamPriority.OrderEntry);
        Dialled.Add((stream, options));
        OpenStreams++;

        // Code that was running when its process died may dial on; nothing of that leaves the machine.
        if (IsKilled)
            stream.Close(reset: true);
        return guarded.Stream;
    }

    public override LoopListener Listen(ListenOptions options, IStreamAcceptor acceptor) => world.Listen(options, acceptor);

    public override LoopFile OpenFile(SafeFileHandle handle, IFileHandler handler) => world.OpenFile(handle, new ProcessFileHandler(this, handler));

    public override bool TryRunOffLoop(Action work, Action<Exception?> completed) =>
        !IsKilled && world.TryRunOffLoop(work, failure => Guard(() => completed(failure)));

    public override void RequestFlush(IFlushHandler handler)
    {
        if (!IsKilled)
            world.RequestFlush(handler);
    }

    public override IDisposable OnSignal(LoopSignal signal, Action<LoopSignal> callback)
    {
        IDisposable registration = world.OnSignal(signal, s => Guard(() => callback(s)));
        _signals.Add(registration);
        return registration;
    }

    protected override void Dispose(bool disposing) => Kill(reset: true);

    private void Guard(Action work)
    {
        if (IsKilled)
            return;
        try
        {
            work();
        }
        catch (Exception error) when (UnhandledError is not null)
        {
            UnhandledError(error);
        }
    }

    private int Offer(LoopStream stream, bool isOrderEntry, ReadOnlySpan<byte> data)
    {
        if (IsKilled)
            return 0;
        if (!isOrderEntry || CrashAtSend == 0 || --CrashAtSend > 0)
        {
            int taken = stream.Offer(data);
            trace?.Add((byte)'>', MonotonicNanos, data[..taken]);
            return taken;
        }

        int some = CrashWhere switch { SendCrash.Before => 0, SendCrash.Middle => data.Length / 2, _ => data.Length };
        if (some > 0)
            some = stream.Offer(data[..some]);
        trace?.Add((byte)'>', MonotonicNanos, data[..some]);
        CrashedAtSend?.Invoke();
        Kill(reset: false);
        return some;
    }

    private sealed class ProcessTimer : LoopTimer
    {
        private readonly ProcessLoop _loop;
        private readonly LoopTimer _timer;
        private readonly Delegate _callback;

        public ProcessTimer(ProcessLoop loop, Action<LoopTimer> callback, object? state)
        {
            _loop = loop;
            State = state;

            _callback = callback;
            _timer = loop.World.CreateTimer(_ => loop.Guard(() => callback(this)));
        }

        /// <summary>Who is called, for people. The core's timers come through an adapter, whose own callback is the one that tells.</summary>
        public string Owner
        {
            get
            {
                Delegate told = State?.GetType().GetField("_callback", BindingFlags.NonPublic | BindingFlags.Instance)?.GetValue(State) as Delegate ?? _callback;
                return $"{told.Method.DeclaringType?.FullName}.{told.Method.Name}";
            }
        }

        public override bool IsActive => _timer.IsActive;

        public override long MissedTicks => _timer.MissedTicks;

        public override void Start(long dueNanos, long periodNanos = 0)
        {
            if (!_loop.IsKilled)
                _timer.Start(dueNanos, periodNanos);
        }

        public override void Cancel() => _timer.Cancel();
    }

    private sealed class ProcessFileHandler(ProcessLoop loop, IFileHandler handler) : IFileHandler
    {
        public void OnCompleted(LoopFile file, IOException? failure)
        {
            if (!loop.IsKilled)
                handler.OnCompleted(file, failure);
        }
    }

    /// <summary>A connection as its process sees it: what it sends is traced, and it may die at a send.</summary>
    private sealed class ProcessStream(ProcessLoop loop, LoopStream inner, bool isOrderEntry) : LoopStream
    {
        public override bool IsOpen => inner.IsOpen;

        public override string RemoteName => inner.RemoteName;

        public override bool ReceivePaused
        {
            get => inner.ReceivePaused;
            set => inner.ReceivePaused = value;
        }

        public override int Offer(ReadOnlySpan<byte> data) => loop.Offer(inner, isOrderEntry, data);

        public override void ShutdownSend() => inner.ShutdownSend();

        public override void Close(bool reset = false) => inner.Close(reset);
    }

    private sealed class ProcessHandler(ProcessLoop loop, IStreamHandler handler) : IStreamHandler
    {
        private readonly WireTrace? _trace = loop.Trace;
        private int _presented;

        /// <summary>Set before the first completion: a connect never completes within the call.</summary>
        public LoopStream Stream { get; set; } = null!;

        public void OnConnected(LoopStream stream)
        {
            if (!loop.IsKilled)
                handler.OnConnected(Stream);
        }

        public int OnReceived(LoopStream stream, Span<byte> data)
        {
            if (loop.IsKilled)
                return data.Length;
            _trace?.Add((byte)'<', loop.MonotonicNanos, data[_presented..]);
            int length = data.Length;
            int consumed = handler.OnReceived(Stream, data);
            _presented = length - consumed;
            return consumed;
        }

        public void OnSendReady(LoopStream stream)
        {
            if (!loop.IsKilled)
                handler.OnSendReady(Stream);
        }

        public void OnReceiveEnded(LoopStream stream)
        {
            if (!loop.IsKilled)
                handler.OnReceiveEnded(Stream);
        }

        public void OnClosed(LoopStream stream, in StreamCloseInfo info)
        {
            loop.OpenStreams--;
            if (!loop.IsKilled)
                handler.OnClosed(Stream, in info);
        }
    }
}
