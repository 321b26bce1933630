using LiveTrading.Engine.Recording;
using LiveTrading.IO;

namespace LiveTrading.Recording;

/// <summary>The loop of a replay: its time is the recording's, it runs what it is given, and nothing else ever happens on it.</summary>
internal sealed class ReplayLoop(ReplayTape tape) : EventLoop
{
    public override string Backend => "replay";

    public override long WallNanos => tape.WallNanos;

    public override long MonotonicNanos => tape.MonotonicNanos;

    public override bool IsLoopThread => true;

    /// <summary>Plays the recording.</summary>
    public Action Play { get; set; } = () => { };

    public override void Run() => Play();

    public override void RunOnce(long maxWaitNanos)
    {
    }

    public override void Stop()
    {
    }

    public override bool TryPost(Action<object?> work, object? state, PostLane lane = PostLane.Work) => true;

    public override LoopTimer CreateTimer(Action<LoopTimer> callback, object? state = null) => new IdleTimer(state);

    public override LoopStream Connect(ConnectOptions options, IStreamHandler handler) => throw new NotSupportedException("A replay dials nothing.");

    public override LoopListener Listen(ListenOptions options, IStreamAcceptor acceptor) => throw new NotSupportedException("A replay listens to nothing.");

    public override void RequestFlush(IFlushHandler handler)
    {
    }

    public override IDisposable OnSignal(LoopSignal signal, Action<LoopSignal> callback) => throw new NotSupportedException("A replay hears no signals.");

    protected override void Dispose(bool disposing)
    {
    }

    // Timers of the core fire when the recording says so; of others there is nothing to be done.
    private sealed class IdleTimer : LoopTimer
    {
        public IdleTimer(object? state) => State = state;

        public override bool IsActive => false;

        public override long MissedTicks => 0;

        public override void Start(long dueNanos, long periodNanos = 0)
        {
        }

        public override void Cancel()
        {
        }
    }
}
