using System.Buffers.Binary;
using System.Security.Cryptography;
using LiveTrading.Configuration;
using LiveTrading.Connections;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Execution;
using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Kernel;
using LiveTrading.Engine.Portfolios;
using LiveTrading.Engine.Ports;
using LiveTrading.Engine.Recording;
using LiveTrading.Engine.Risk;
using LiveTrading.Engine.Strategies;
using LiveTrading.Engine.Time;
using LiveTrading.Guarding;
using LiveTrading.IO;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;
using LiveTrading.Recording;
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
    private readonly Dictionary<StrategyId, long> _fillsBefore = [];
    private readonly FileJournalStorage? _files;
    private readonly SessionRecording? _recording;
    private readonly IEngineClock _coreClock;
    private readonly HeartbeatFile? _heartbeat;
    private readonly IEngineTimer _beats;
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
        Loop = environment.Loop ?? EventLoops.Create(options.Loop.ToEventLoopOptions());
        Loop.UnhandledError = OnUnhandledError;
        if (environment.HandleSignals)
        {
            // First of all: Ctrl-C while recovering or dialling must work.
            _signals.Add(Loop.OnSignal(LoopSignal.Interrupt, s => OnSignal(ExitCodes.ForcedByInterrupt)));
            _signals.Add(Loop.OnSignal(LoopSignal.Terminate, s => OnSignal(ExitCodes.ForcedByTerminate)));
        }

        try
        {
            ulong seed = environment.RandomSeed ?? BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(8));
            Clock = new LoopClock(Loop);
            Timers = new LoopTimers(Loop);
            _startedNanos = Loop.MonotonicNanos;
            IJournalStorage storage = environment.JournalStorage ?? (_files = FileJournalStorage.Open(options.Journal.Directory, options.Journal.SegmentBytes, Loop, PlanOf(options.Journal, kernelOptions)));
            uint instance = InstanceNumber.Of(options.InstanceName);
            ulong epoch = environment.Epoch ?? (((ulong)(Loop.WallNanos / 1_000_000_000) << 16) | (seed & 0xFFFF));
            if (_files is not null && options.Guard.Heartbeat)
                _heartbeat = new HeartbeatFile(_files.Directory, instance, epoch);
            _beats = Timers.Create(_ => Beat(HeartbeatState.Running));
            IStrategyStateStore? states = _files is null ? environment.StrategyStates : new FileStrategyStateStore(Path.Combine(options.Journal.Directory, "strategies"));
            _recording = SessionRecording.Begin(options, environment, Loop, epoch);

            // What the core reads and does goes over its boundary; the session's other parts keep the loop's own clock and timers.
            Boundary = new CoreBoundary(environment.Replay ?? (SessionTape?)_recording?.Tape);
            (StrategyRegistration Registration, Strategy Strategy)[] made = [.. strategies.Select(s => (s, s.Create()))];
            _recording?.Describe(Boundary, options, kernelOptions, epoch, states is not null, venues, made);
            _coreClock = Boundary.Clock(Clock);
            IEngineTimers coreTimers = Boundary.Timers(Timers);
            Kernel = new TradingKernel(kernelOptions, _coreClock, coreTimers, Boundary.Journal(storage), instance, epoch, Boundary.States(states)) { Faulted = what => Log.Faulted(_logger, what) };

            Boundary.Watch(Kernel.Bus, Kernel.Cache);
            Log.Starting(_logger, options.InstanceName, Loop.BackendChoice, _files?.Directory ?? "in memory", seed);
            Pool = new WebSocketConnectionPool(Loop, seed, options.MaxConnections);
            ConnectionEvents = new ConnectionEvents(Kernel.Bus, Clock, Boundary);
            Connections = new UserConnections(options, Pool, Kernel.Bus, ConnectionEvents, Boundary);
            _ticks = new TickSource(Kernel.Bus, _coreClock, coreTimers);
            _stop = new StopSequence(Kernel, _venues, options.Stop, _coreClock, coreTimers, Connections.DisconnectAll, OnStopSequenceDone);
            _ = new EventLog(_logger, Kernel);
            Kernel.Bus.Subscribe<OrderEvent>("order.submitted", OnSubmitted, owner: "engine");
            Kernel.Bus.Subscribe<ReconciliationSummary>(SystemTopics.Reconciled, OnReconciled, owner: "engine");
            foreach (VenueRegistration registration in venues)
                AddVenue(registration, instance, seed, loggers);
            foreach ((StrategyRegistration registration, Strategy strategy) in made)
                AddStrategy(registration, strategy);
            _recording?.Run(Kernel.Bus, _logger);
        }
        catch
        {
            // A start that fails gives loop, signals and journal free: the next one needs them.
            Dispose();
            throw;
        }
    }

    public EventLoop Loop { get; }

    /// <summary>The boundary of the core: inputs that come neither from a venue nor from a timer pass it here.</summary>
    public CoreBoundary Boundary { get; }

    public LoopClock Clock { get; }

    public LoopTimers Timers { get; }

    public TradingKernel Kernel { get; }

    public WebSocketConnectionPool Pool { get; }

    public ConnectionEvents ConnectionEvents { get; }

    public UserConnections Connections { get; }

    public EngineState State { get; private set; } = EngineState.Created;

    public ShutdownReason ShutdownReason { get; private set; }

    /// <summary>A signal asked for the end, alone or while it was stopping already.</summary>
    public bool WasSignaled => _stopFromSignal;

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
        // From the first moment on: the orders of the last run may be at the venue.
        Beat(HeartbeatState.Running);
        if (_heartbeat is not null)
            _beats.Start(HeartbeatFile.Interval.Ticks * TimeSpan.NanosecondsPerTick, HeartbeatFile.Interval.Ticks * TimeSpan.NanosecondsPerTick);
        SetState(EngineState.Recovering);
        if (_files?.CleanedUp is { } cleanedUp)
            Log.JournalWarning(_logger, cleanedUp);
        foreach (string warning in Kernel.Recovered.Warnings)
            Log.JournalWarning(_logger, warning);
        JournalWriteResult started = Kernel.Recover();
        foreach (StrategyPortfolio recovered in Kernel.Portfolio.Strategies)
            _fillsBefore[recovered.StrategyId] = CountFills(recovered);
        Log.Recovered(_logger, Kernel.Recovered.Records, Kernel.Recovered.Orders.Count, Kernel.Cache.OpenOrders.Count);
        if (started != JournalWriteResult.Written)
        {
            SetState(EngineState.Stopped);
            throw new JournalException($"The order journal in {_files?.Directory ?? "memory"} cannot be written ({_files?.FailureText ?? started.ToString()}): nothing is started and nothing sent.");
        }

        if (_files is not null)
        {
            _files.Compacted = text => Log.JournalCompacted(_logger, LogLevel.Information, text);
            _files.CompactionFailed = text => Log.JournalCompacted(_logger, LogLevel.Warning, text);
            _files.CompactWhenDue();
        }

        SetState(EngineState.Connecting);
        foreach (IVenueAdapter venue in _venues)
            venue.Start(this);
        foreach (WsEndpointOptions endpoint in _options.WsEndpoints)
            Connections.Connect(endpoint);
        Advance();
    }

    /// <summary>Somebody asks for the graceful stop. Loop thread; idempotent, from any state.</summary>
    public void Stop(ShutdownReason reason, string detail = "")
    {
        Boundary.OnCommand((byte)SessionCommand.Stop, (long)reason, detail);
        BeginStop(reason, detail);
    }

    private void BeginStop(ShutdownReason reason, string detail)
    {
        if (State is EngineState.Stopping or EngineState.Stopped)
            return;
        ShutdownReason = reason;
        if (reason == ShutdownReason.Error)
            _exitCode = ExitCodes.Error;
        Log.Stopping(_logger, reason.ToString(), detail);
        SetState(EngineState.Stopping);
        Kernel.Bus.Publish(SystemTopics.Shutdown, new ShutdownEvent(reason, detail, _coreClock.Now));
        _ticks.SetInterval(null);
        Kernel.Strategies.StopAll("the engine stops", cancelOrders: _options.Stop.CancelOrders);
        _stop.Begin("the engine stops: " + reason);
    }

    public void SetTickInterval(TimeSpan? interval)
    {
        Boundary.OnCommand((byte)SessionCommand.SetTickInterval, interval?.Ticks ?? 0);
        _tickInterval = interval;
        if (State == EngineState.Running)
            _ticks.SetInterval(interval);
    }

    public void EngageKillSwitch(string reason, bool flatten)
    {
        Boundary.OnCommand((byte)SessionCommand.EngageKillSwitch, flatten ? 1 : 0, reason);
        Kernel.KillSwitch.Engage(reason, flatten);
    }

    public bool ReleaseKillSwitch(string person)
    {
        Boundary.OnCommand((byte)SessionCommand.ReleaseKillSwitch, text: person);
        return Kernel.KillSwitch.Release(person);
    }

    public void EngageStrategyKillSwitch(StrategyId strategy, string reason)
    {
        Boundary.OnCommand((byte)SessionCommand.EngageStrategyKillSwitch, text: CommandTexts.Write(strategy.Value, reason));
        Kernel.KillSwitch.EngageStrategy(strategy, reason);
    }

    public bool ReleaseStrategyKillSwitch(StrategyId strategy, string person)
    {
        Boundary.OnCommand((byte)SessionCommand.ReleaseStrategyKillSwitch, text: CommandTexts.Write(strategy.Value, person));
        return Kernel.KillSwitch.ReleaseStrategy(strategy, person);
    }

    /// <exception cref="ArgumentException">There is no such instrument.</exception>
    public bool AcceptDifference(InstrumentId instrument, string person, string reason)
    {
        if (!Kernel.Cache.TryGetHandle(instrument, out InstrumentHandle handle))
            throw new ArgumentException($"There is no instrument {instrument}.", nameof(instrument));
        Boundary.OnCommand((byte)SessionCommand.AcceptDifference, text: CommandTexts.Write(instrument.ToString(), person, reason));
        return Kernel.Execution.AcceptDifference(handle, person, reason);
    }

    /// <summary>Changes parameters of a strategy: all of them, or none when any is not allowed. Loop thread.</summary>
    /// <returns>All problems, each a sentence; empty when the values hold now.</returns>
    public IReadOnlyList<string> SetParameters(StrategyId id, IReadOnlyDictionary<string, string> values)
    {
        if (Kernel.Strategies.Find(id) is null)
            return [$"There is no strategy {id}."];
        Boundary.OnCommand((byte)SessionCommand.SetParameters, text: StrategyParametersText.Write(id, values));
        IReadOnlyList<string> problems = Kernel.Strategies.SetParameters(id, values);
        if (problems.Count == 0)
            Log.ParametersChanged(_logger, id.Value, string.Join(", ", values.Select(v => $"{v.Key}={v.Value}")));
        else
            Log.ParametersRefused(_logger, id.Value, string.Join(" ", problems));
        return problems;
    }

    /// <summary>From now on SIGHUP asks for something instead of ending the process.</summary>
    public void OnHangUp(Action asked) => _signals.Add(Loop.OnSignal(LoopSignal.HangUp, _ => asked()));

    /// <summary>What is read anew cannot be read.</summary>
    public void OnReloadFailed(string reason) => Log.ReloadFailed(_logger, reason);

    /// <summary>A signal came whose second one ends the process with this code.</summary>
    public void OnSignal(int forcedCode)
    {
        Boundary.OnCommand((byte)SessionCommand.Signal, forcedCode);
        if (!_stopFromSignal && State != EngineState.Stopped)
        {
            _stopFromSignal = true;
            if (State == EngineState.Stopping && ShutdownReason == ShutdownReason.UserRequest)
                ShutdownReason = ShutdownReason.Signal;
            BeginStop(ShutdownReason.Signal, "");
            return;
        }

        Log.Forced(_logger);
        _exitCode = forcedCode;
        Finish(leavesOrders: true);
    }

    /// <summary>Something outside the core's bus threw: the state is in doubt.</summary>
    public void OnFault(string what)
    {
        Boundary.OnFault(what);
        Kernel.OnUnhandledError(what);
    }

    /// <summary>A venue as the core knows it, by its number; null when there is none.</summary>
    public IVenueAdapter? FindVenue(int number) => (uint)number < (uint)_venues.Count ? _venues[number] : null;

    /// <summary>Orders of a strategy that were handed over.</summary>
    public long OrdersOf(StrategyId strategy) => _orders.GetValueOrDefault(strategy);

    /// <summary>Trades of a strategy's orders since the start; those of the journal are not among them.</summary>
    public long FillsOf(StrategyId strategy) =>
        Kernel.Portfolio.FindStrategy(strategy) is { } portfolio ? CountFills(portfolio) - _fillsBefore.GetValueOrDefault(strategy) : 0;

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
            BeginStop(ShutdownReason.Error, $"{venue.Venue} refuses: {reason}");
    }

    public void OnStopped(IVenueAdapter venue) => _stop.OnVenueStopped(venue);

    public void Dispose()
    {
        foreach (IDisposable signal in _signals)
            signal.Dispose();
        _heartbeat?.Dispose();

        // Before the loop, which its sync may be posting to.
        _files?.Dispose();
        if (_environment.Loop is null)
            Loop.Dispose();
        _recording?.Dispose();
    }

    private static long CountFills(StrategyPortfolio portfolio) => portfolio.Positions.Sum(p => p.FillCount);

    /// <summary>A snapshot keeps what the core itself keeps.</summary>
    private static JournalCompactionPlan PlanOf(JournalOptions journal, TradingKernelOptions kernel) => new()
    {
        After = journal.CompactAfter,
        Archive = journal.Archive,
        Keep = new JournalCompactionOptions { MaxClosedOrders = kernel.Cache.MaxClosedOrders, MaxRememberedFills = kernel.Execution.MaxRememberedFills },
    };

    private void AddVenue(VenueRegistration registration, uint instance, ulong seed, ILoggerFactory loggers)
    {
        VenueExecution execution = Kernel.AddVenue(registration.Venue);
        IExecutionSink sink = Boundary.Execution(execution);
        IVenueAdapter adapter = Boundary.Venue(() => registration.Create(new VenueContext
        {
            Loop = Loop,
            Connections = Pool,
            Cache = Kernel.Cache,
            MarketData = Boundary.MarketData(Kernel.Data),
            Execution = sink,
            Clock = Clock,
            Timers = Timers,
            Options = _options,
            Instance = instance,
            RandomSeed = seed,
            LoggerFactory = loggers,
        }));
        Kernel.Attach(execution, adapter);
        _venues.Add(adapter);
    }

    private void AddStrategy(StrategyRegistration registration, Strategy strategy)
    {
        Kernel.Strategies.Add(registration.Id, strategy);
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
            if (_options.WatchMarket)
                WatchMarket();
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

    private void WatchMarket()
    {
        for (int i = 0; i < Kernel.Cache.InstrumentCount; i++)
            Kernel.Data.Subscribe(new InstrumentHandle(i), MarketDataKinds.Quotes | MarketDataKinds.Trades | MarketDataKinds.Book);
    }

    private void OnStopSequenceDone()
    {
        foreach (Order order in _stop.Left)
            Log.OrderLeft(_logger, $"{order.ClientOrderId} {order.InstrumentId} {order.Side} {order.Quantity} at {order.Price}: {order.State}{(order.IsUnknown ? ", outcome unknown" : "")}");
        if (_stop.Left.Count > 0 && _exitCode == ExitCodes.Clean)
            _exitCode = ExitCodes.OrdersLeft;
        Finish(leavesOrders: _options.Stop.CancelOrders && _stop.Left.Count > 0);
    }

    private void Finish(bool leavesOrders)
    {
        if (State == EngineState.Stopped)
            return;
        _beats.Cancel();
        if (!leavesOrders)
            Beat(HeartbeatState.Stopped);
        JournalWriteResult end = Kernel.Journal.IsWritable ? Kernel.Journal.Seal() : Kernel.Journal.Result;
        if (end != JournalWriteResult.Written)
        {
            JournalFailure = _files?.FailureText ?? end.ToString();
            Log.JournalFailed(_logger, JournalFailure);
            if (_exitCode == ExitCodes.Clean)
                _exitCode = ExitCodes.Error;
        }

        _recording?.Complete();
        SetState(EngineState.Stopped);
        Log.Stopped(_logger);
        Timers.End();
        Loop.Stop();
    }

    private void Beat(HeartbeatState state)
    {
        if (_heartbeat is not null && !_heartbeat.Beat(state, Clock.Now))
            Log.HeartbeatFailed(_logger, _heartbeat.Failure);
    }

    private void OnUnhandledError(Exception error) => OnFault($"{error.GetType().Name}: {error.Message}");

    private void SetState(EngineState state)
    {
        State = state;
        Log.StateChanged(_logger, state);
        StateChanged?.Invoke(state);
    }
}
