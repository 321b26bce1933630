using LiveTrading.IO;

namespace LiveTrading.WebSockets.Tests.Harness;

/// <summary>The least of a loop, without allocations of its own, for measuring what a connection allocates: one stream, flushes on demand, timers that never fire.</summary>
internal sealed class FakeLoop : EventLoop
{
    private readonly IFlushHandler?[] _flushes = new IFlushHandler?[4];

    public FakeStream Stream { get; } = new();

    public IStreamHandler? StreamHandler { get; private set; }

    public override string Backend => "fake";

    public override long WallNanos => Now;

    public override long MonotonicNanos => Now;

    public override bool IsLoopThread => true;

    public long Now { get; set; }

    public void Flush()
    {
        for (int i = 0; i < _flushes.Length; i++)
        {
            IFlushHandler? handler = _flushes[i];
            _flushes[i] = null;
            handler?.Flush();
        }
    }

    public override void RequestFlush(IFlushHandler handler)
    {
        int free = -1;
        for (int i = 0; i < _flushes.Length; i++)
        {
            if (ReferenceEquals(_flushes[i], handler))
                return;
            if (_flushes[i] is null)
                free = i;
        }
        _flushes[free] = handler;
    }

    public override LoopStream Connect(ConnectOptions options, IStreamHandler handler)
    {
        StreamHandler = handler;
        return Stream;
    }

    public override LoopTimer CreateTimer(Action<LoopTimer> callback, object? state = null) => new Timer(state);

    public override LoopListener Listen(ListenOptions options, IStreamAcceptor acceptor) => throw new NotSupportedException();

    public override IDisposable OnSignal(LoopSignal signal, Action<LoopSignal> callback) => throw new NotSupportedException();

    public override void Run() => throw new NotSupportedException();

    public override void RunOnce(long maxWaitNanos) => throw new NotSupportedException();

    public override void Stop() => throw new NotSupportedException();

    public override bool TryPost(Action<object?> work, object? state, PostLane lane = PostLane.Work) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
    }

    private sealed class Timer : LoopTimer
    {
        private bool _isActive;

        public Timer(object? state) => State = state;

        public override bool IsActive => _isActive;

        public override long MissedTicks => 0;

        public override void Start(long dueNanos, long periodNanos = 0) => _isActive = true;

        public override void Cancel() => _isActive = false;
    }
}
