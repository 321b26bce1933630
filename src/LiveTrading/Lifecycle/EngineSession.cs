using System.Buffers.Binary;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;
using LiveTrading.Configuration;
using LiveTrading.Connections;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Execution;
using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Kernel;
using LiveTrading.Engine.Ports;
using LiveTrading.Engine.Risk;
using LiveTrading.IO;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;
using LiveTrading.Storage;
using LiveTrading.Summaries;
using LiveTrading.Time;
using LiveTrading.WebSockets;
using Microsoft.Extensions.Logging;

namespace LiveTrading.Lifecycle;

/// <summary>
/// One run of the engine, from opening the journal to sealing it. Everything after construction happens on the loop thread:
/// recover → dial → reconcile → run → stop.
/// </summary>
internal sealed class EngineSession : IVenueObserver, IDisposable
{
    private readonly LiveTradingOptions _options;
    private readonly EngineEnvironment _environment;
    private readonly RiskOptions _risk;
    private readonly ILogger _logger;
    private readonly List<IVenueAdapter> _venues = [];
    private readonly List<IDisposable> _signals = [];
    private readonly Dictionary<StrategyId, long> _orders = [];
    private readonly FileJournalStorage? _files;
    private readonly StopSequence _stop;
    private readonly TickSource _ticks;
    private readonly long _startedNanos;
    private TimeSpan? _tickInterval;
    private int _exitCode;
    private bool _stopFromSignal;

    public EngineSession(LiveTradingOptions options, TradingKernelOptions kernelOptions, EngineEnvironment environment, IReadOnlyList<VenueRegistration> venues, IReadOnlyList<StrategyRegistration> strategies, ILoggerFactory loggers)
    {
        _options = options;
        _risk = kernelOptions.Risk;
        _environment = environment;
        _logger = loggers.CreateLogger("LiveTrading");
        _tickInterval = options.TickInterval;
        Loop = environment.Loop ?? EventLoops.Create(LoopChoice(options.Loop));
        Loop.UnhandledError = OnUnhandledError;
        if (environment.HandleSignals)
        {
            // First of all: Ctrl-C while recovering or dialling must work.
            _signals.Add(Loop.OnSignal(LoopSignal.Interrupt, s => OnSignal(ExitCodes.ForcedByInterrupt)));
            _signals.Add(Loop.OnSignal(LoopSignal.Terminate, s => OnSignal(ExitCodes.ForcedByTerminate)));
        }

        ulong seed = environment.RandomSeed ?? BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(8));
        Clock = new LoopClock(Loop);
        Timers = new LoopTimers(Loop);
        _startedNanos = Loop.MonotonicNanos;
        IJournalStorage storage = environment.JournalStorage ?? (_files = FileJournalStorage.Open(options.Journal.Directory, options.Journal.SegmentBytes, Loop));
        uint instance = (uint)XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(options.InstanceName));
        ulong epoch = ((ulong)(Loop.WallNanos / 1_000_000_000) << 16) | (seed & 0xFFFF);
        FileStrategyStateStore? states = _files is null ? null : new FileStrategyStateStore(Path.Combine(options.Journal.Directory, "strategies"));
        Kernel = new TradingKernel(kernelOptions, Clock, Timers, storage, instance, epoch, states) { Faulted = what => Log.Faulted(_logger, what) };
        Log.Starting(_logger, options.InstanceName, Loop.BackendChoice, _files?.Directory ?? "in memory", seed);
        Pool = new WebSocketConnectionPool(Loop, seed, options.MaxConnections);
        ConnectionEvents = new ConnectionEvents(Kernel.Bus, Clock);
        Connections = new UserConnections(options, Pool, Kernel.Bus, ConnectionEvents);
        _ticks = new TickSource(Kernel.Bus, Clock, Timers);
        _stop = new StopSequence(Kernel, _venues, options.Stop, Clock, Timers, Connections.DisconnectAll, OnStopSequenceDone);
        _ = new EventLog(_logger, Kernel);
        Kernel.Bus.Subscribe<OrderEvent>("order.submitted", OnSubmitted, owner: "engine");
        Kernel.Bus.Subscribe<ReconciliationSummary>(SystemTopics.Reconciled, OnReconciled, owner: "engine");
        foreach (VenueRegistration registration in venues)
            AddVenue(registration, instance, seed, loggers);
        foreach (StrategyRegistration registration in strategies)
            AddStrategy(registration);
    }

    public EventLoop Loop { get; }

    public LoopClock Clock { get; }

    public LoopTimers Timers { get; }

    public TradingKernel Kernel { get; }

    public WebSocketConnectionPool Pool { get; }

    public ConnectionEvents ConnectionEvents { get; }

    public UserConnections Connections { get; }

    public EngineState State { get; private set; } = EngineState.Created;

    public ShutdownReason ShutdownReason { get; private set; }

    public double ElapsedSeconds => (Loop.MonotonicNanos - _startedNanos) / 1e9;

    /// <summary>Told on the loop thread of each change of <see cref="State"/>.</summary>
    public Action<EngineState>? StateChanged { get; set; }

    /// <summary>Why the order journal is not complete; null when it is. Known at the end.</summary>
    public string? JournalFailure { get; private set; }

    /// <summary>Own orders left when the stop ended.</summary>
    public IReadOnlyList<Order> OrdersLeft => _stop.Left;

    /// <summary>One of <see cref="ExitCodes"/>, final once it has stopped.</summary>
    public int ExitCode => _exitCode;

    /// <summary>Runs until stopped.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public int Run()
    {
        if (State == EngineState.Created)
            Begin();
        Loop.Run();
        return _exitCode;
    }

    /// <summary>The first part of <see cref="Run"/>, for a loop that somebody else drives.</summary>
    public void Begin()
    {
        SetState(EngineState.Recovering);
        foreach (string warning in Kernel.Recovered.Warnings)
            Log.JournalWarning(_logger, warning);
        JournalWriteResult started = Kernel.Recover();
        Log.Recovered(_logger, Kernel.Recovered.Records, Kernel.Recovered.Orders.Count, Kernel.Cache.OpenOrders.Count);
        if (started != JournalWriteResult.Written)
        {
            SetState(EngineState.Stopped);
            throw new JournalException($"The order journal in {_files?.Directory ?? "memory"} cannot be written ({_files?.FailureText ?? started.ToString()}): nothing is started and nothing sent.");
        }

        SetState(EngineState.Connecting);
        foreach (IVenueAdapter venue in _venues)
            venue.Start(this);
        foreach (WsEndpointOptions endpoint in _options.WsEndpoints)
            Connections.Connect(endpoint);
        Advance();
    }

    /// <summary>Begins the graceful stop. Loop thread; idempotent, from any state.</summary>
    public void Stop(ShutdownReason reason, string detail = "")
    {
        if (State is EngineState.Stopping or EngineState.Stopped)
            return;
        ShutdownReason = reason;
        if (reason == ShutdownReason.Error)
            _exitCode = ExitCodes.Error;
        Log.Stopping(_logger, reason.ToString(), detail);
        SetState(EngineState.Stopping);
        Kernel.Bus.Publish(SystemTopics.Shutdown, new ShutdownEvent(reason, detail, Clock.Now));
        _ticks.SetInterval(null);
        Kernel.Strategies.StopAll("the engine stops", cancelOrders: _options.Stop.CancelOrders);
        _stop.Begin("the engine stops: " + reason);
    }

    public void SetTickInterval(TimeSpan? interval)
    {
        _tickInterval = interval;
        if (State == EngineState.Running)
            _ticks.SetInterval(interval);
    }

    /// <summary>Orders of a strategy that were handed over.</summary>
    public long OrdersOf(StrategyId strategy) => _orders.GetValueOrDefault(strategy);

    public SessionSummary Summarize() => SummaryBuilder.Build(this);

    public void OnInstrumentsLoaded(IVenueAdapter venue)
    {
        if (venue.Execution is not null && Kernel.Execution.FindVenue(venue.Venue) is { } execution)
        {
            for (int i = 0; i < Kernel.Cache.InstrumentCount; i++)
            {
                InstrumentHandle handle = new(i);
                if (Kernel.Cache.Instrument(handle).Id.Venue == venue.Venue)
                    execution.IncludeInstrument(handle);
            }
        }

        Advance();
    }

    public void OnConnection(IVenueAdapter venue, in ConnectionEvent e) => ConnectionEvents.Publish(in e);

    public void OnRefused(IVenueAdapter venue, string reason)
    {
        Log.VenueRefused(_logger, venue.Venue.Value, reason);
        if (State is EngineState.Connecting or EngineState.Reconciling)
            Stop(ShutdownReason.Error, $"{venue.Venue} refuses: {reason}");
    }

    public void OnStopped(IVenueAdapter venue) => _stop.OnVenueStopped(venue);

    public void Dispose()
    {
        foreach (IDisposable signal in _signals)
            signal.Dispose();

        // Before the loop, which its sync may be posting to.
        _files?.Dispose();
        if (_environment.Loop is null)
            Loop.Dispose();
    }

    private static EventLoopOptions LoopChoice(LoopOptions options) => new()
    {
        Backend = options.Backend switch { "io_uring" => LoopBackend.IoUring, "epoll" => LoopBackend.Epoll, "sockets" => LoopBackend.Sockets, _ => LoopBackend.Auto },
        Wait = options.Wait switch { "spin" => LoopWait.Spin, "hybrid" => LoopWait.Hybrid, _ => LoopWait.Block },
        SpinFor = options.SpinFor,
    };

    private void AddVenue(VenueRegistration registration, uint instance, ulong seed, ILoggerFactory loggers)
    {
        VenueExecution execution = Kernel.AddVenue(registration.Venue);
        IVenueAdapter adapter = registration.Create(new VenueContext
        {
            Loop = Loop,
            Connections = Pool,
            Cache = Kernel.Cache,
            MarketData = Kernel.Data,
            Execution = execution,
            Clock = Clock,
            Timers = Timers,
            Options = _options,
            Instance = instance,
            RandomSeed = seed,
            LoggerFactory = loggers,
        });
        Kernel.Attach(execution, adapter);
        _venues.Add(adapter);
    }

    private void AddStrategy(StrategyRegistration registration)
    {
        Kernel.Strategies.Add(registration.Id, registration.Create());
        IReadOnlyList<string> problems = Kernel.Strategies.SetParameters(registration.Id, registration.Parameters);
        if (problems.Count > 0)
            throw new LiveTradingOptionsException([.. problems.Select(p => new OptionsProblem($"Strategies:{registration.Id}:Parameters", p))]);
    }

    private void OnSubmitted(in OrderEvent e)
    {
        if (Kernel.Cache.FindOrder(e.ClientOrderId) is { } order)
            _orders[order.StrategyId] = OrdersOf(order.StrategyId) + 1;
    }

    private void OnReconciled(in ReconciliationSummary summary)
    {
        Log.Reconciled(_logger, summary.Venue.Value, summary.Reason, summary.OwnOpenOrders, summary.Missing, summary.MissedFills, summary.Adopted, summary.ForeignOpenOrders, summary.PositionDifferences);
        Advance();
    }

    private void Advance()
    {
        if (State == EngineState.Connecting && _venues.TrueForAll(v => v.InstrumentsLoaded))
        {
            SetState(EngineState.Reconciling);
            if (UnreadLimits() is { } unread)
            {
                Stop(ShutdownReason.Error, unread);
                return;
            }
        }

        if (State == EngineState.Reconciling && (_options.TradeWithoutReconciliation || Kernel.IsReconciled))
        {
            SetState(EngineState.Running);
            Kernel.Strategies.StartAll();
            _ticks.SetInterval(_tickInterval);
        }
    }

    // Only now is it known what there is: a limit that nothing reads would protect nothing.
    private string? UnreadLimits()
    {
        List<string> instruments = [];
        for (int i = 0; i < Kernel.Cache.InstrumentCount; i++)
            instruments.Add(Kernel.Cache.Instrument(new InstrumentHandle(i)).Id.ToString());
        OptionsProblem[] problems = [.. RiskLimitTargets.FindProblems(_risk, [.. _risk.Strategies.Keys], instruments)];
        return problems.Length == 0 ? null : string.Join(" ", problems);
    }

    private void OnSignal(int forcedCode)
    {
        if (!_stopFromSignal && State != EngineState.Stopped)
        {
            _stopFromSignal = true;
            Stop(ShutdownReason.Signal);
            return;
        }

        Log.Forced(_logger);
        _exitCode = forcedCode;
        Finish();
    }

    private void OnStopSequenceDone()
    {
        foreach (Order order in _stop.Left)
            Log.OrderLeft(_logger, $"{order.ClientOrderId} {order.InstrumentId} {order.Side} {order.Quantity} at {order.Price}: {order.State}{(order.IsUnknown ? ", outcome unknown" : "")}");
        if (_stop.Left.Count > 0 && _exitCode == ExitCodes.Clean)
            _exitCode = ExitCodes.OrdersLeft;
        Finish();
    }

    private void Finish()
    {
        if (State == EngineState.Stopped)
            return;
        JournalWriteResult end = Kernel.Journal.IsWritable ? Kernel.Journal.Seal() : Kernel.Journal.Result;
        if (end != JournalWriteResult.Written)
        {
            JournalFailure = _files?.FailureText ?? end.ToString();
            Log.JournalFailed(_logger, JournalFailure);
            if (_exitCode == ExitCodes.Clean)
                _exitCode = ExitCodes.Error;
        }

        SetState(EngineState.Stopped);
        Log.Stopped(_logger);
        Loop.Stop();
    }

    private void OnUnhandledError(Exception error) => Kernel.OnUnhandledError(error);

    private void SetState(EngineState state)
    {
        State = state;
        Log.StateChanged(_logger, state);
        StateChanged?.Invoke(state);
    }
}
