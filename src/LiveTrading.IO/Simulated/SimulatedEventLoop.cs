using LiveTrading.IO.Files;
using LiveTrading.IO.Posting;
using LiveTrading.IO.Timers;
using LiveTrading.IO.Turns;
using Microsoft.Win32.SafeHandles;

namespace LiveTrading.IO.Simulated;

/// <summary>
/// A loop in virtual time over an in-memory network. Time stands still during a turn and jumps to the next timer or network
/// event between turns; with the same seed and the same calls everything happens in the same order at the same time.
/// Engine and venue of one simulation share one loop.
/// </summary>
/// <remarks>A turn serves the same stages in the same order as the real backends. Posting from other threads works but is not reproducible.</remarks>
public sealed class SimulatedEventLoop : EventLoop
{
    // A timer of 0 ns that restarts itself would keep time from ever moving on.
    private const int MaxTurnsAtOneInstant = 1_000_000;

    private readonly PriorityQueue<Occurrence, (long Due, long Sequence)> _occurrences = new();
    private readonly List<SimulatedStream>[] _ready = [[], []];
    private readonly HashSet<SimulatedStream> _streams = [];
    private readonly ManualResetEventSlim _awake = new(false);
    private List<SimulatedStream> _serving = [];
    private long _now;
    private long _sequence;
    private long _startWallNanos;
    private int _turnsAtThisInstant;

    /// <summary>With default options.</summary>
    public SimulatedEventLoop()
        : this(new SimulatedLoopOptions())
    {
    }

    /// <summary>With a seed.</summary>
    public SimulatedEventLoop(ulong seed)
        : this(new SimulatedLoopOptions { Seed = seed })
    {
    }

    /// <summary>With options.</summary>
    public SimulatedEventLoop(SimulatedLoopOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(options.StartWallNanos);
        Seed = options.Seed;
        Random = new SeededRandom(options.Seed);
        _startWallNanos = options.StartWallNanos;
        Kernel = new LoopKernel(this, 0, _awake.Set);
        Network = new SimulatedNetwork(this, options.Link);
    }

    /// <inheritdoc/>
    public override string Backend => "simulated";

    /// <inheritdoc/>
    public override long WallNanos => _startWallNanos + _now;

    /// <summary>Virtual nanoseconds since the loop was made.</summary>
    public override long MonotonicNanos => _now;

    /// <inheritdoc/>
    public override bool IsLoopThread => Kernel.IsLoopThread;

    /// <summary>What every random choice comes from; print it when a test fails.</summary>
    public ulong Seed { get; }

    /// <summary>The network all streams of this loop are on.</summary>
    public SimulatedNetwork Network { get; }

    /// <summary>Turns served.</summary>
    public long Turns { get; private set; }

    internal LoopKernel Kernel { get; }

    /// <summary>Streams not closed to the end yet.</summary>
    internal int StreamCount => _streams.Count;

    internal SeededRandom Random { get; }

    /// <summary>Steps the wall clock, forward or back; monotonic time goes on as if nothing had happened.</summary>
    public void StepWallClock(long nanos) => _startWallNanos += nanos;

    /// <summary>Makes an operating-system signal arrive.</summary>
    public void Raise(LoopSignal signal) => Kernel.Raise(signal);

    /// <summary>Runs until so much virtual time has passed, or <see cref="Stop"/>.</summary>
    /// <param name="nanos">0 or more; 0 serves what is due now.</param>
    public void RunFor(long nanos)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(nanos);
        AdvanceTo(checked(_now + nanos));
    }

    /// <summary>Runs until virtual time is <paramref name="monotonicNanos"/>, everything due then included, or <see cref="Stop"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">In the past.</exception>
    public void AdvanceTo(long monotonicNanos)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(monotonicNanos, _now);
        while (!Kernel.StopRequested)
        {
            if (!CanServeNow)
            {
                long next = NextDue();
                if (next > monotonicNanos)
                {
                    break;
                }

                MoveTo(next);
            }

            Turn();
        }

        if (!Kernel.TakeStop())
        {
            MoveTo(monotonicNanos);
        }
    }

    /// <summary>Runs until nothing is due any more, at most for so much virtual time; periodic timers keep a loop from ever being idle.</summary>
    /// <returns>True when idle, false when the time ran out.</returns>
    public bool RunUntilIdle(long maxNanos = 60_000_000_000)
    {
        RunUntil(static () => false, maxNanos);
        return !CanServeNow && NextDue() == long.MaxValue;
    }

    /// <summary>Runs until a condition holds, checked after every turn, or <see cref="Stop"/>, at most for so much virtual time.</summary>
    /// <returns>Whether it holds.</returns>
    public bool RunUntil(Func<bool> condition, long maxNanos = 60_000_000_000)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentOutOfRangeException.ThrowIfNegative(maxNanos);
        long limit = maxNanos > long.MaxValue - _now ? long.MaxValue : _now + maxNanos;
        while (!condition())
        {
            if (!CanServeNow)
            {
                long next = NextDue();
                if (next > limit || next == long.MaxValue)
                {
                    return false;
                }

                MoveTo(next);
            }

            Turn();
            if (Kernel.TakeStop())
            {
                return condition();
            }
        }

        return true;
    }

    /// <summary>Runs until <see cref="Stop"/>, jumping from event to event; waits for posted work when nothing is due.</summary>
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

    /// <inheritdoc/>
    public override void RunOnce(long maxWaitNanos)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxWaitNanos, -1);
        if (!CanServeNow)
        {
            long next = NextDue();
            if (maxWaitNanos >= 0)
            {
                MoveTo(Math.Min(next, maxWaitNanos > long.MaxValue - _now ? long.MaxValue : _now + maxWaitNanos));
            }
            else if (next != long.MaxValue)
            {
                MoveTo(next);
            }
            else
            {
                Sleep();
            }
        }

        Turn();
    }

    /// <inheritdoc/>
    public override void Stop() => Kernel.Stop();

    /// <inheritdoc/>
    public override bool TryPost(Action<object?> work, object? state, PostLane lane = PostLane.Work) => Kernel.TryPost(work, state, lane);

    /// <inheritdoc/>
    public override LoopTimer CreateTimer(Action<LoopTimer> callback, object? state = null)
    {
        ArgumentNullException.ThrowIfNull(callback);
        Kernel.CheckUse();
        return new WheelTimer(Kernel.Timers, callback, state);
    }

    /// <summary>Connects on the simulated network. TLS is taken for granted; a proxy does not exist there.</summary>
    /// <exception cref="ArgumentException">A value out of range, or a proxy.</exception>
    public override LoopStream Connect(ConnectOptions options, IStreamHandler handler)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(handler);
        Kernel.CheckUse();
        options.Validate();
        if (options.Proxy is not null)
        {
            throw new ArgumentException("The simulated network has no proxies.", nameof(options));
        }

        SimulatedLink link = Network.LinkOf(options.Host, options.Port);
        var stream = new SimulatedStream(this, options, link, handler);
        Track(stream);
        OccurrenceKind first = Network.ReachabilityOf(options.Host, options.Port) switch
        {
            SimulatedReachability.Unreachable => OccurrenceKind.Unreachable,
            SimulatedReachability.Unresolvable => OccurrenceKind.Unresolvable,
            _ => OccurrenceKind.Dial,
        };
        Schedule(_now + link.DelayNanos, new Occurrence(stream, first));
        return stream;
    }

    /// <inheritdoc/>
    public override LoopListener Listen(ListenOptions options, IStreamAcceptor acceptor)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(acceptor);
        Kernel.CheckUse();
        options.Validate();
        return Network.Listen(options, acceptor);
    }

    /// <summary>Binds a real file: what it is asked for is done within the call and completes 100 µs of virtual time later.</summary>
    public override LoopFile OpenFile(SafeFileHandle handle, IFileHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handle);
        ArgumentNullException.ThrowIfNull(handler);
        Kernel.CheckUse();
        return new SimulatedFile(Kernel, handle, handler);
    }

    /// <summary>Does the work within the call, which completes 100 µs of virtual time later.</summary>
    public override bool TryRunOffLoop(Action work, Action<Exception?> completed)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(completed);
        Kernel.CheckUse();
        OffLoopCall call = new(Kernel, null, work, completed);
        call.Run();
        new WheelTimer(Kernel.Timers, static timer => ((OffLoopCall)timer.State!).Complete(), call).Start(SimulatedFile.TakesNanos);
        return true;
    }

    /// <inheritdoc/>
    public override void RequestFlush(IFlushHandler handler) => Kernel.RequestFlush(handler);

    /// <summary>Registers for signals that <see cref="Raise"/> makes.</summary>
    public override IDisposable OnSignal(LoopSignal signal, Action<LoopSignal> callback) => Kernel.OnSignal(signal, callback, fromSystem: false);

    internal void Track(SimulatedStream stream) => _streams.Add(stream);

    internal void Forget(SimulatedStream stream) => _streams.Remove(stream);

    internal void Schedule(long due, Occurrence occurrence) => _occurrences.Enqueue(occurrence, (due, _sequence++));

    internal void MarkReady(SimulatedStream stream)
    {
        if (!stream.IsReady)
        {
            stream.IsReady = true;
            _ready[(int)stream.Priority].Add(stream);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!disposing || Kernel.IsDisposed)
        {
            return;
        }

        Kernel.Dispose();
        foreach (SimulatedStream stream in _streams.ToArray())
        {
            stream.Abandon();
        }

        _occurrences.Clear();
        _awake.Dispose();
    }

    private bool CanServeNow => Kernel.HasWork || _ready[0].Count > 0 || _ready[1].Count > 0 || NextDue() <= _now;

    private long NextDue()
    {
        long timer = Kernel.Timers.NextDueExact();
        return _occurrences.TryPeek(out _, out (long Due, long Sequence) first) ? Math.Min(timer, first.Due) : timer;
    }

    private void MoveTo(long nanos)
    {
        if (nanos > _now)
        {
            _now = nanos;
            _turnsAtThisInstant = 0;
        }

        Kernel.Timers.Advance(_now);
    }

    private void Sleep()
    {
        _awake.Reset();
        if (Kernel.TryFallAsleep())
        {
            _awake.Wait();
        }

        Kernel.WakeUp();
    }

    private void Turn()
    {
        if (++_turnsAtThisInstant > MaxTurnsAtOneInstant)
        {
            throw new InvalidOperationException($"{MaxTurnsAtOneInstant} turns without virtual time moving on: something restarts itself with no delay.");
        }

        Kernel.EnterTurn();
        try
        {
            Turns++;
            while (_occurrences.TryPeek(out Occurrence occurrence, out (long Due, long Sequence) first) && first.Due <= _now)
            {
                _occurrences.Dequeue();
                occurrence.Target.Occur(occurrence.Kind, occurrence.Argument);
            }

            Kernel.ServeControl();
            Kernel.ServeTimers();
            Kernel.ServeDeferred();
            ServeStreams(StreamPriority.OrderEntry);
            ServeStreams(StreamPriority.MarketData);
            Kernel.ServeWork();
            Kernel.ServeDeferred();
        }
        finally
        {
            Kernel.LeaveTurn();
        }
    }

    private void ServeStreams(StreamPriority priority)
    {
        ref List<SimulatedStream> ready = ref _ready[(int)priority];
        (_serving, ready) = (ready, _serving);
        for (int i = 0; i < _serving.Count; i++)
        {
            SimulatedStream stream = _serving[i];
            stream.IsReady = false;
            stream.Serve();
            Kernel.ServeFlushes();
        }

        _serving.Clear();
    }
}
