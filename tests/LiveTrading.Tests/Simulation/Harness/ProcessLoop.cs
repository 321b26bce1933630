using LiveTrading.IO;
using LiveTrading.IO.Simulated;

namespace LiveTrading.Tests.Simulation.Harness;

/// <summary>
/// The loop as one process of the simulated world sees it: its own wall clock, its own timers and connections, and an end
/// that takes all of them away at once, as a kill does, whatever code of it is running.
/// </summary>
internal sealed class ProcessLoop(SimulatedEventLoop world) : EventLoop
{
    private readonly List<ProcessTimer> _timers = [];
    private readonly List<IDisposable> _signals = [];
    private bool _stopRequested;

    public SimulatedEventLoop World => world;

    public override string Backend => world.Backend;

    public override long WallNanos => world.WallNanos + WallOffsetNanos;

    public override long MonotonicNanos => world.MonotonicNanos;

    public override bool IsLoopThread => world.IsLoopThread;

    /// <summary>How far this machine's clock is from the venue's.</summary>
    public long WallOffsetNanos { get; set; }

    public bool IsKilled { get; private set; }

    /// <summary>Set by <see cref="Stop"/>.</summary>
    public bool HasStopped { get; private set; }

    /// <summary>Every connection this process dialled, oldest first.</summary>
    public List<(LoopStream Stream, ConnectOptions Options)> Dialled { get; } = [];

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
        LoopStream stream = world.Connect(options, new ProcessHandler(this, handler));
        Dialled.Add((stream, options));
        return stream;
    }

    public override LoopListener Listen(ListenOptions options, IStreamAcceptor acceptor) => world.Listen(options, acceptor);

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

    private sealed class ProcessTimer : LoopTimer
    {
        private readonly ProcessLoop _loop;
        private readonly LoopTimer _timer;

        public ProcessTimer(ProcessLoop loop, Action<LoopTimer> callback, object? state)
        {
            _loop = loop;
            State = state;
            _timer = loop.World.CreateTimer(_ => loop.Guard(() => callback(this)));
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

    private sealed class ProcessHandler(ProcessLoop loop, IStreamHandler handler) : IStreamHandler
    {
        public void OnConnected(LoopStream stream)
        {
            if (!loop.IsKilled)
                handler.OnConnected(stream);
        }

        public int OnReceived(LoopStream stream, Span<byte> data) => loop.IsKilled ? data.Length : handler.OnReceived(stream, data);

        public void OnSendReady(LoopStream stream)
        {
            if (!loop.IsKilled)
                handler.OnSendReady(stream);
        }

        public void OnReceiveEnded(LoopStream stream)
        {
            if (!loop.IsKilled)
                handler.OnReceiveEnded(stream);
        }

        public void OnClosed(LoopStream stream, in StreamCloseInfo info)
        {
            if (!loop.IsKilled)
                handler.OnClosed(stream, in info);
        }
    }
}
