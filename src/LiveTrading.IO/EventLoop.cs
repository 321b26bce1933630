using Microsoft.Win32.SafeHandles;

namespace LiveTrading.IO;

/// <summary>
/// A proactor: operations are submitted, completions are delivered, all on the one thread that calls <see cref="Run"/>.
/// </summary>
/// <remarks>
/// Every member is for the loop's own thread unless it says "any thread". Each turn serves, in this order and each with a
/// budget so that none starves: control work and signals, due timers, order-entry streams, market-data streams, posted
/// work; then the flush handlers that the turn asked for. Nothing here allocates in steady state.
/// </remarks>
public abstract class EventLoop : IDisposable
{
    /// <summary>Name of the backend: <c>io_uring</c>, <c>epoll</c>, <c>sockets</c>, <c>simulated</c>.</summary>
    public abstract string Backend { get; }

    /// <summary>Which backend was chosen and why, in one sentence for the log line at start.</summary>
    public virtual string BackendChoice => Backend;

    /// <summary>Wall time of the present turn in nanoseconds since 1970 UTC. Sampled once a turn; may step.</summary>
    public abstract long WallNanos { get; }

    /// <summary>Monotonic time of the present turn in nanoseconds since an arbitrary start. Sampled once a turn; never goes back.</summary>
    public abstract long MonotonicNanos { get; }

    /// <summary>System calls made so far to wait, receive and send; 0 in simulation. For the loop's own thread.</summary>
    public virtual long SystemCalls => 0;

    /// <summary>True on the thread that runs the loop (or, before the first run, on the thread that made it). Any thread.</summary>
    public abstract bool IsLoopThread { get; }

    /// <summary>Runs turns until <see cref="Stop"/>.</summary>
    /// <exception cref="InvalidOperationException">Already running, or disposed.</exception>
    public abstract void Run();

    /// <summary>One turn: waits at most so long for something to do, then serves it.</summary>
    /// <param name="maxWaitNanos">0: does not wait; −1: as long as it takes.</param>
    public abstract void RunOnce(long maxWaitNanos);

    /// <summary>Makes <see cref="Run"/> return after the present turn. Any thread.</summary>
    public abstract void Stop();

    /// <summary>Hands work to the loop and wakes it. Any thread. The queues are bounded.</summary>
    /// <param name="work">Called once on the loop thread. What it throws goes to <see cref="UnhandledError"/>.</param>
    /// <param name="state">Passed to <paramref name="work"/>.</param>
    /// <param name="lane">Which queue.</param>
    /// <returns>False when that queue is full (65,536 entries in <see cref="PostLane.Work"/>, 1,024 in <see cref="PostLane.Control"/>): nothing was queued.</returns>
    public abstract bool TryPost(Action<object?> work, object? state, PostLane lane = PostLane.Work);

    /// <summary>Makes a timer, not started.</summary>
    /// <param name="callback">Called on the loop thread at each firing with the timer itself.</param>
    /// <param name="state">Kept in <see cref="LoopTimer.State"/>.</param>
    public abstract LoopTimer CreateTimer(Action<LoopTimer> callback, object? state = null);

    /// <summary>Submits a connect: name resolution with fallback across addresses, proxy and TLS are done off the loop where they can block.</summary>
    /// <returns>The stream at once; its handler gets <see cref="IStreamHandler.OnConnected"/> or <see cref="IStreamHandler.OnClosed"/> later, never during this call.</returns>
    public abstract LoopStream Connect(ConnectOptions options, IStreamHandler handler);

    /// <summary>Listens for connections.</summary>
    /// <exception cref="LoopIOException">The port is in use or not allowed.</exception>
    public abstract LoopListener Listen(ListenOptions options, IStreamAcceptor acceptor);

    /// <summary>Binds an open file to the loop, so that its writes and syncs complete there.</summary>
    /// <param name="handle">An open file, for the caller to close.</param>
    /// <param name="handler">Is told of completions.</param>
    /// <exception cref="NotSupportedException">This loop has no files.</exception>
    public virtual LoopFile OpenFile(SafeFileHandle handle, IFileHandler handler) => throw new NotSupportedException("This loop has no files.");

    /// <summary>Does work that blocks on the loop's helper thread, where writes and syncs of files are done that the kernel does not do by itself: one piece after the other.</summary>
    /// <param name="work">Not on the loop thread.</param>
    /// <param name="completed">Later, on the loop thread: null, or what the work threw. Not after the loop was disposed.</param>
    /// <returns>False when 1,024 calls have not completed, or this loop has no helper thread: nothing will be done.</returns>
    public virtual bool TryRunOffLoop(Action work, Action<Exception?> completed) => false;

    /// <summary>Asks for one call of <see cref="IFlushHandler.Flush"/> after the present batch of completions, before the loop polls again. Repeated calls in one batch count once.</summary>
    public abstract void RequestFlush(IFlushHandler handler);

    /// <summary>Delivers an operating-system signal on the control lane, from <see cref="Run"/>'s first turn on. Dispose to stop.</summary>
    /// <param name="signal">Which.</param>
    /// <param name="callback">On the loop thread. The signal's default action is suppressed.</param>
    public abstract IDisposable OnSignal(LoopSignal signal, Action<LoopSignal> callback);

    /// <summary>Called on the loop thread with what a callback threw; the loop goes on. Set it before running; when null, <see cref="Run"/> throws it.</summary>
    public Action<Exception>? UnhandledError { get; set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes every stream and listener without completions, drops posted work.</summary>
    protected abstract void Dispose(bool disposing);
}
