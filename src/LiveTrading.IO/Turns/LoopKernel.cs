using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using LiveTrading.IO.Posting;
using LiveTrading.IO.Timers;

namespace LiveTrading.IO.Turns;

/// <summary>What every backend shares: the two post lanes, signals, timers, flush requests, deferred completions, who owns the loop, and where thrown exceptions go.</summary>
/// <remarks>Thread: the loop's, but for <see cref="TryPost"/>, <see cref="Stop"/> and <see cref="Wake"/>. Allocates nothing per turn.</remarks>
internal sealed class LoopKernel
{
    /// <summary>Entries the control lane holds; a post beyond it is refused.</summary>
    internal const int ControlLaneCapacity = 1024;

    /// <summary>Entries the work lane holds; a post beyond it is refused.</summary>
    internal const int WorkLaneCapacity = 65_536;

    /// <summary>Firings in one turn; what is due beyond them fires in the next, which does not wait.</summary>
    internal const int TimersPerTurn = 4096;

    /// <summary>Posted work served in one turn; the rest is served in the next, which does not wait.</summary>
    internal const int WorkPerTurn = 1024;

    /// <summary>How often flush handlers may ask for flushes from within a flush; what is asked for beyond that waits for the next turn.</summary>
    private const int FlushRounds = 16;

    // The lists grow beyond it with the number of connections written to in one batch.
    private const int FirstFlushes = 16;

    private readonly EventLoop _loop;
    private readonly Action _wake;
    private readonly PostQueue _control = new(ControlLaneCapacity);
    private readonly PostQueue _work = new(WorkLaneCapacity);
    private readonly DeferredQueue _deferred = new();

    // Results of name resolution and TLS handshakes; a stream has at most one under way, so their number bounds it.
    private readonly ConcurrentQueue<IDeferredCompletion> _offLoop = new();
    private readonly List<SignalDelivery> _signals = [];
    private List<IFlushHandler> _flushes = new(FirstFlushes);
    private List<IFlushHandler> _flushing = new(FirstFlushes);
    private ExceptionDispatchInfo? _fault;
    private int _owner = Environment.CurrentManagedThreadId;
    private int _inTurn;
    private int _running;
    private int _asleep;
    private int _stopRequested;

    /// <param name="loop">Whose kernel; its <see cref="EventLoop.UnhandledError"/> gets what callbacks throw.</param>
    /// <param name="nowNanos">Monotonic time at the start.</param>
    /// <param name="wake">Ends a wait of the backend; called from any thread, only while the loop sleeps.</param>
    internal LoopKernel(EventLoop loop, long nowNanos, Action wake)
    {
        _loop = loop;
        _wake = wake;
        Timers = new TimerWheel(nowNanos);
    }

    internal TimerWheel Timers { get; }

    internal bool IsDisposed { get; private set; }

    internal bool IsLoopThread => Volatile.Read(ref _owner) == Environment.CurrentManagedThreadId;

    /// <summary>A turn is under way.</summary>
    internal bool IsInTurn => Volatile.Read(ref _inTurn) != 0;

    internal bool StopRequested => Volatile.Read(ref _stopRequested) != 0;

    /// <summary>Something can be served without waiting.</summary>
    internal bool HasWork => _deferred.Count > 0 || !_offLoop.IsEmpty || _flushes.Count > 0 || !_control.IsEmpty || !_work.IsEmpty || StopRequested || HasSignals();

    /// <summary>Throws when the loop is disposed or another thread is in the middle of a turn.</summary>
    internal void CheckUse()
    {
        ObjectDisposedException.ThrowIf(IsDisposed, _loop);
        if (IsInTurn && !IsLoopThread)
        {
            throw new InvalidOperationException("This member is for the loop's own thread; use TryPost from other threads.");
        }
    }

    internal void EnterRun()
    {
        ObjectDisposedException.ThrowIf(IsDisposed, _loop);
        if (Interlocked.Exchange(ref _running, 1) != 0)
        {
            throw new InvalidOperationException("The loop is already running.");
        }
    }

    internal void LeaveRun()
    {
        TakeStop();
        Volatile.Write(ref _running, 0);
    }

    /// <summary>Takes a stop that was asked for.</summary>
    /// <returns>Whether one was.</returns>
    internal bool TakeStop() => Interlocked.Exchange(ref _stopRequested, 0) != 0;

    internal void EnterTurn()
    {
        ObjectDisposedException.ThrowIf(IsDisposed, _loop);
        if (Interlocked.Exchange(ref _inTurn, 1) != 0)
        {
            throw new InvalidOperationException("A turn of this loop is under way: turns do not nest and belong to one thread.");
        }

        Volatile.Write(ref _owner, Environment.CurrentManagedThreadId);
    }

    /// <summary>Ends the turn, and throws what a callback threw when nobody takes errors.</summary>
    internal void LeaveTurn()
    {
        Volatile.Write(ref _inTurn, 0);
        if (_fault is { } fault)
        {
            _fault = null;
            fault.Throw();
        }
    }

    internal bool TryPost(Action<object?> work, object? state, PostLane lane)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (IsDisposed)
        {
            return false;
        }

        PostQueue queue = lane == PostLane.Control ? _control : _work;
        if (!queue.TryEnqueue(work, state))
        {
            return false;
        }

        Wake();
        return true;
    }

    internal void Stop()
    {
        Volatile.Write(ref _stopRequested, 1);
        Wake();
    }

    /// <summary>Ends the loop's wait, if it waits. Any thread.</summary>
    internal void Wake()
    {
        // Pairs with the barrier in TryFallAsleep: either the loop sees the work, or this sees it asleep.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _asleep) != 0 && Interlocked.Exchange(ref _asleep, 0) != 0)
        {
            _wake();
        }
    }

    /// <summary>Announces a wait. False when there is something to do after all.</summary>
    internal bool TryFallAsleep()
    {
        Interlocked.Exchange(ref _asleep, 1);
        if (!HasWork)
        {
            return true;
        }

        Volatile.Write(ref _asleep, 0);
        return false;
    }

    internal void WakeUp() => Volatile.Write(ref _asleep, 0);

    internal void Defer(IDeferredCompletion item) => _deferred.Add(item);

    /// <summary>Hands the result of work done off the loop to it. Any thread.</summary>
    internal void PostOffLoop(IDeferredCompletion item)
    {
        _offLoop.Enqueue(item);
        Wake();
    }

    internal void RequestFlush(IFlushHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        CheckUse();

        // A handful at most: the connections written to in one batch.
        if (!_flushes.Contains(handler))
        {
            _flushes.Add(handler);
        }
    }

    internal SignalDelivery OnSignal(LoopSignal signal, Action<LoopSignal> callback, bool fromSystem)
    {
        ArgumentNullException.ThrowIfNull(callback);
        CheckUse();
        var delivery = new SignalDelivery(this, signal, callback, fromSystem);
        lock (_signals)
        {
            _signals.Add(delivery);
        }

        return delivery;
    }

    internal void Remove(SignalDelivery delivery)
    {
        lock (_signals)
        {
            _signals.Remove(delivery);
        }
    }

    /// <summary>Makes a signal arrive at its registrations; for virtual signals.</summary>
    internal void Raise(LoopSignal signal)
    {
        lock (_signals)
        {
            foreach (SignalDelivery delivery in _signals)
            {
                if (delivery.Signal == signal)
                {
                    delivery.Raise();
                }
            }
        }
    }

    /// <summary>Signals, then the control lane: what was in it at the start, so that work posting more of itself does not hold up the rest.</summary>
    internal void ServeControl()
    {
        if (HasSignals())
        {
            DeliverSignals();
        }

        Serve(_control, ControlLaneCapacity);
        ServeFlushes();
    }

    internal void ServeTimers()
    {
        long limit = Timers.BeginFiring();
        for (int i = 0; i < TimersPerTurn && Timers.TryTakeDue(limit, out WheelTimer timer); i++)
        {
            try
            {
                timer.Callback(timer);
            }
            catch (Exception error)
            {
                Report(error);
            }
        }

        ServeFlushes();
    }

    /// <summary>Completions deferred up to now; those they defer in turn wait for the next call.</summary>
    internal void ServeDeferred()
    {
        while (!_offLoop.IsEmpty && _offLoop.TryDequeue(out IDeferredCompletion? done))
        {
            done.Complete();
        }

        for (int left = _deferred.Count; left > 0 && _deferred.Count > 0; left--)
        {
            _deferred.Take().Complete();
        }

        ServeFlushes();
    }

    internal void ServeWork()
    {
        Serve(_work, WorkPerTurn);
        ServeFlushes();
    }

    internal void ServeFlushes()
    {
        for (int round = 0; _flushes.Count > 0 && round < FlushRounds; round++)
        {
            FlushRound();
        }
    }

    /// <summary>Takes what a callback threw.</summary>
    internal void Report(Exception error)
    {
        if (_loop.UnhandledError is { } handler)
        {
            try
            {
                handler(error);
                return;
            }
            catch (Exception second)
            {
                error = new AggregateException("The handler of unhandled errors threw itself.", error, second);
            }
        }

        _fault ??= ExceptionDispatchInfo.Capture(error);
    }

    internal void Dispose()
    {
        IsDisposed = true;
        SignalDelivery[] signals;
        lock (_signals)
        {
            signals = [.. _signals];
        }

        foreach (SignalDelivery delivery in signals)
        {
            delivery.Dispose();
        }

        while (_control.TryDequeue(out _, out _) || _work.TryDequeue(out _, out _))
        {
        }

        _offLoop.Clear();
        _deferred.Clear();
        _flushes.Clear();
    }

    private bool HasSignals()
    {
        if (_signals.Count == 0)
        {
            return false;
        }

        lock (_signals)
        {
            foreach (SignalDelivery delivery in _signals)
            {
                if (delivery.HasArrived)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private void DeliverSignals()
    {
        SignalDelivery[] deliveries;
        lock (_signals)
        {
            deliveries = [.. _signals];
        }

        foreach (SignalDelivery delivery in deliveries)
        {
            delivery.Deliver();
        }
    }

    private void Serve(PostQueue queue, int budget)
    {
        if (queue.IsEmpty)
        {
            return;
        }

        for (int left = Math.Min(budget, queue.Count); left > 0 && queue.TryDequeue(out Action<object?> work, out object? state); left--)
        {
            try
            {
                work(state);
            }
            catch (Exception error)
            {
                Report(error);
            }
        }
    }

    private void FlushRound()
    {
        (_flushing, _flushes) = (_flushes, _flushing);
        for (int i = 0; i < _flushing.Count; i++)
        {
            try
            {
                _flushing[i].Flush();
            }
            catch (Exception error)
            {
                Report(error);
            }
        }

        _flushing.Clear();
    }
}
