using LiveTrading.Configuration;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Execution;
using LiveTrading.Engine.Kernel;
using LiveTrading.Engine.Ports;
using LiveTrading.Engine.Strategies;
using LiveTrading.IO;
using LiveTrading.Lifecycle;
using LiveTrading.Model.Identifiers;
using LiveTrading.Summaries;
using LiveTrading.WebSockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LiveTrading;

/// <summary>
/// The live-trading engine: register venues and strategies, then <see cref="Run"/>. One thread, the one that calls
/// <see cref="Run"/>, takes every decision; everything else here may be called from any thread and is carried out on it.
/// </summary>
public sealed class LiveTradingEngine
{
    private readonly LiveTradingOptions _options;
    private readonly TradingKernelOptions _kernelOptions;
    private readonly EngineEnvironment _environment;
    private readonly ILoggerFactory _loggers;
    private readonly List<VenueRegistration> _venues = [];
    private readonly List<StrategyRegistration> _strategies = [];
    private readonly Lock _gate = new();
    private EngineSession? _session;
    private ShutdownReason? _stopBeforeStart;
    private bool _running;
    private bool _restart;

    /// <summary>An engine that is not started.</summary>
    /// <param name="options">Checked here, all problems at once.</param>
    /// <param name="kernelOptions">Options of the core's parts; null: defaults.</param>
    /// <param name="loggers">Where log lines go; null: nowhere.</param>
    /// <param name="environment">The world it runs in; null: the real one.</param>
    /// <exception cref="LiveTradingOptionsException">A value is not allowed; the message names all of them.</exception>
    public LiveTradingEngine(LiveTradingOptions options, TradingKernelOptions? kernelOptions = null, ILoggerFactory? loggers = null, EngineEnvironment? environment = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _kernelOptions = kernelOptions ?? new TradingKernelOptions
        {
            RestoreFromJournal = options.EnableRecovery,
            Durability = options.Journal.Durability,
            Execution = new ExecutionOptions { AllowUnreconciledTrading = options.TradeWithoutReconciliation },
        };
        _loggers = loggers ?? NullLoggerFactory.Instance;
        _environment = environment ?? new EngineEnvironment();
        List<OptionsProblem> problems = LiveTradingOptionsValidator.Validate(options);
        if (_kernelOptions.RestoreFromJournal != options.EnableRecovery)
            problems.Add(new(LiveTradingOptions.SectionName + ":EnableRecovery", $"is {options.EnableRecovery}, but the core's RestoreFromJournal is {_kernelOptions.RestoreFromJournal}; they must be equal."));
        if (_kernelOptions.Durability != options.Journal.Durability)
            problems.Add(new(LiveTradingOptions.SectionName + ":Journal:Durability", $"is {options.Journal.Durability}, but the core's Durability is {_kernelOptions.Durability}; they must be equal."));
        if (_kernelOptions.Execution.AllowUnreconciledTrading != options.TradeWithoutReconciliation)
            problems.Add(new(LiveTradingOptions.SectionName + ":TradeWithoutReconciliation", $"is {options.TradeWithoutReconciliation}, but the core's AllowUnreconciledTrading is {_kernelOptions.Execution.AllowUnreconciledTrading}; they must be equal."));
        problems.AddRange(_kernelOptions.Risk.Validate("Risk").Select(OptionsProblem.FromSentence));
        if (_kernelOptions.Risk.MaxAccountAge <= _kernelOptions.Execution.ReconciliationInterval)
            problems.Add(new("Risk:MaxAccountAge", $"is {_kernelOptions.Risk.MaxAccountAge}, but balances are told every {_kernelOptions.Execution.ReconciliationInterval} only (Execution:ReconciliationInterval); it must be longer."));
        problems.AddRange(_kernelOptions.KillSwitch.Validate("KillSwitch").Select(OptionsProblem.FromSentence));
        if (problems.Count > 0)
            throw new LiveTradingOptionsException(problems);
    }

    /// <summary>Where its life stands.</summary>
    public EngineState State => _session?.State ?? EngineState.Created;

    /// <summary>The core of the present (or last) run, for its bus, cache, portfolio and risk. Loop thread only while it runs; null before the first run.</summary>
    public TradingKernel? Kernel => _session?.Kernel;

    /// <summary>Told on the loop thread when the state changes.</summary>
    public Action<EngineState>? StateChanged { get; set; }

    /// <summary>Told on the thread of <see cref="Run"/> when the core is built, before anything is dialled: subscribe to the bus here.</summary>
    public Action<TradingKernel>? Built { get; set; }

    /// <summary>
    /// Reads the strategies' parameters anew, by strategy id: called on a thread of the pool when SIGHUP comes (Linux, macOS),
    /// which then changes them at running strategies. Null: SIGHUP does what the system does. To be set before
    /// <see cref="Run"/>. When it throws a <see cref="Model.LiveTradingException"/>, or of an input or output error, nothing is
    /// changed and the reason is logged.
    /// </summary>
    public Func<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>>? ReadParameters { get; set; }

    /// <summary>What the last run did; null before it ended.</summary>
    public SessionSummary? Summary { get; private set; }

    /// <summary>Registers a venue; it is made at each start.</summary>
    /// <exception cref="InvalidOperationException">The engine runs.</exception>
    public LiveTradingEngine AddVenue(VenueId venue, Func<VenueContext, IVenueAdapter> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        ThrowIfRunning();
        _venues.Add(new VenueRegistration(venue, create));
        return this;
    }

    /// <summary>Registers a strategy; it is made at each start.</summary>
    /// <param name="id">Its name: 1 to 32 letters, digits, <c>-</c>, <c>_</c>.</param>
    /// <param name="create">Makes it.</param>
    /// <param name="parameters">Values of its parameters, invariant culture.</param>
    /// <param name="argument">What it is made from, such as an instrument: kept in a recording for whoever makes it again for the replay.</param>
    /// <exception cref="InvalidOperationException">The engine runs.</exception>
    public LiveTradingEngine AddStrategy(string id, Func<Strategy> create, IReadOnlyDictionary<string, string>? parameters = null, string argument = "")
    {
        ArgumentNullException.ThrowIfNull(argument);
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        ArgumentNullException.ThrowIfNull(create);
        ThrowIfRunning();
        _strategies.Add(new StrategyRegistration(new StrategyId(id), create, parameters ?? new Dictionary<string, string>(), argument));
        return this;
    }

    /// <summary>Runs on this thread until stopped: recover, dial, reconcile, trade, stop.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    /// <exception cref="InvalidOperationException">It runs already.</exception>
    /// <exception cref="Model.LiveTradingException">It cannot start: the journal is damaged or locked, options are bad.</exception>
    public int Run()
    {
        lock (_gate)
        {
            ThrowIfRunning();
            _running = true;
            _restart = false;
        }

        try
        {
            int code;
            do
                code = RunSession();
            while (TakeRestart(code));
            return code;
        }
        finally
        {
            lock (_gate)
            {
                _running = false;
                _stopBeforeStart = null;
            }
        }
    }

    /// <summary>Begins the graceful stop, also of a restart that is under way. Any thread; idempotent; also before and during the start.</summary>
    public void Stop(ShutdownReason reason = ShutdownReason.UserRequest)
    {
        lock (_gate)
        {
            _restart = false;
            BeginStop(reason);
        }
    }

    /// <summary>
    /// Stops gracefully and starts anew from the journal, on the same thread. Any thread. A stop or a signal that comes later
    /// ends it all the same; so does a journal that cannot be written.
    /// </summary>
    /// <exception cref="InvalidOperationException">The engine does not run.</exception>
    public void Restart()
    {
        lock (_gate)
        {
            if (!_running)
                throw new InvalidOperationException("The engine does not run.");
            _restart = true;
            BeginStop(ShutdownReason.UserRequest);
        }
    }

    /// <summary>Engages the kill switch: denies all but reducing orders, cancels own orders, with <paramref name="flatten"/> closes what this engine opened. Any thread.</summary>
    public Task EngageKillSwitch(string reason, bool flatten = false) => OnLoop(s =>
    {
        s.EngageKillSwitch(reason, flatten);
        return true;
    }, PostLane.Control);

    /// <summary>Lets trading go on after the kill switch; recorded in the journal. Any thread.</summary>
    /// <param name="person">Who decided it.</param>
    /// <returns>False when it is not engaged, or when the release could not be recorded: it then stays engaged.</returns>
    public Task<bool> ReleaseKillSwitch(string person)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(person);
        return OnLoop(s => s.ReleaseKillSwitch(person));
    }

    /// <summary>Engages the kill switch of one strategy: denies it all but what reduces its own position and cancels its orders; the others trade on. Any thread.</summary>
    /// <param name="strategy">Id of a strategy of this engine.</param>
    /// <param name="reason">Why, for the record and for people.</param>
    /// <exception cref="ArgumentException">There is no such strategy.</exception>
    public Task EngageStrategyKillSwitch(string strategy, string reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        if (!_strategies.Exists(s => s.Id.Value == strategy))
            throw new ArgumentException($"There is no strategy '{strategy}'.", nameof(strategy));
        return OnLoop(
            s =>
            {
                s.EngageStrategyKillSwitch(new StrategyId(strategy), reason);
                return true;
            },
            PostLane.Control);
    }

    /// <summary>Lets a strategy trade on after its kill switch; recorded in the journal. Any thread.</summary>
    /// <param name="strategy">Its id.</param>
    /// <param name="person">Who decided it.</param>
    /// <returns>False when it is not engaged, or when the release could not be recorded: it then stays engaged.</returns>
    public Task<bool> ReleaseStrategyKillSwitch(string strategy, string person)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(strategy);
        ArgumentException.ThrowIfNullOrWhiteSpace(person);
        return OnLoop(s => s.ReleaseStrategyKillSwitch(new StrategyId(strategy), person));
    }

    /// <summary>A person accepts that the venue's balances and own trades of an instrument differ: the baseline is moved by the difference, and the instrument may trade again. Recorded in the journal. Any thread.</summary>
    /// <param name="instrument">Which instrument; the task fails with <see cref="ArgumentException"/> when there is none of that name.</param>
    /// <param name="person">Who decided it.</param>
    /// <param name="reason">Why.</param>
    /// <returns>False when there is no difference, it cannot be told, or the journal did not take it.</returns>
    public Task<bool> AcceptDifference(InstrumentId instrument, string person, string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(person);
        ArgumentNullException.ThrowIfNull(reason);
        return OnLoop(s => s.AcceptDifference(instrument, person, reason));
    }

    /// <summary>Opens a further connection; its messages come on the bus topic <c>ws.{name}</c>. Any thread. The task fails when the pool is full or the address is not allowed.</summary>
    public Task ConnectWebSocket(WsEndpointOptions endpoint) => OnLoop(s =>
    {
        s.Connections.Connect(endpoint);
        return true;
    });

    /// <summary>Closes a connection with a close handshake. Any thread.</summary>
    /// <returns>False when there is none of that name.</returns>
    public Task<bool> DisconnectWebSocket(string name) => OnLoop(s => s.Connections.Disconnect(name));

    /// <summary>Sends a text message over a connection. Any thread.</summary>
    public Task<SendResult> SendWebSocketMessage(string name, ReadOnlyMemory<byte> utf8) => OnLoop(s => s.Connections.Send(name, utf8.Span));

    /// <summary>The status of every connection, those of the venues included. Any thread.</summary>
    public Task<IReadOnlyList<ConnectionStatus>> GetConnectionStatus() =>
        OnLoop<IReadOnlyList<ConnectionStatus>>(s => [.. s.Pool.Connections.Select(c => c.Status)]);

    /// <summary>Changes the interval of the clock-driven mode; null ends it. Any thread.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not 1 ms to 1 day.</exception>
    public Task SetTickInterval(TimeSpan? interval)
    {
        if (interval is TimeSpan value && (value < TimeSpan.FromMilliseconds(1) || value > TimeSpan.FromDays(1)))
            throw new ArgumentOutOfRangeException(nameof(interval), interval, "The tick interval must be 1 ms to 1 day.");
        return OnLoop(s =>
        {
            s.SetTickInterval(interval);
            return true;
        });
    }

    /// <summary>Changes the heartbeat interval of every connection. Any thread.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not 0.1 s to 1 h.</exception>
    public Task SetHeartbeatInterval(TimeSpan interval)
    {
        if (interval < TimeSpan.FromMilliseconds(100) || interval > TimeSpan.FromHours(1))
            throw new ArgumentOutOfRangeException(nameof(interval), interval, "The heartbeat interval must be 0.1 s to 1 h.");
        return OnLoop(s =>
        {
            foreach (WebSocketConnection connection in s.Pool.Connections)
                connection.SetHeartbeatInterval(interval);
            return true;
        });
    }

    /// <summary>Changes parameters of a strategy while it runs: all of them, or none when any is not allowed. They hold after a <see cref="Restart"/>, too. Any thread.</summary>
    /// <param name="id">Which strategy.</param>
    /// <param name="values">Name and text, invariant culture; what is not named stays.</param>
    /// <returns>All problems, each a sentence; empty when the values hold now.</returns>
    public Task<IReadOnlyList<string>> SetParameters(string id, IReadOnlyDictionary<string, string> values)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        ArgumentNullException.ThrowIfNull(values);
        Dictionary<string, string> copy = new(values);
        return OnLoop(s => SetParameters(s, id, copy));
    }

    /// <summary>What the run has done so far. Any thread.</summary>
    public Task<SessionSummary> Summarize() => OnLoop(s => s.Summarize());

    // Under the gate.
    private void BeginStop(ShutdownReason reason)
    {
        if (_session is not { State: not EngineState.Stopped } session)
        {
            _stopBeforeStart = reason;
            return;
        }

        // The control lane holds 1,024 entries; full means that a stop is among them already or the loop is dead.
        session.Loop.TryPost(static s => (((EngineSession, ShutdownReason))s!).Item1.Stop((((EngineSession, ShutdownReason))s).Item2), (session, reason), PostLane.Control);
    }

    // Whether the session that ended is followed by another.
    private bool TakeRestart(int code)
    {
        lock (_gate)
        {
            bool again = _restart && code != ExitCodes.Error && _session is { WasSignaled: false };
            _restart = false;
            if (again)
                _stopBeforeStart = null;
            return again;
        }
    }

    private int RunSession()
    {
        OptionsProblem[] unread = [.. RiskLimitTargets.FindProblems(_kernelOptions.Risk, [.. _strategies.Select(s => s.Id.Value)], instruments: null)];
        if (unread.Length > 0)
            throw new LiveTradingOptionsException(unread);
        EngineSession session = new(_options, _kernelOptions, _environment, _venues, _strategies, _loggers) { StateChanged = StateChanged };
        using (session)
        {
            Built?.Invoke(session.Kernel);
            if (ReadParameters is { } read && _environment.HandleSignals && !OperatingSystem.IsWindows())
                session.OnHangUp(() => ThreadPool.QueueUserWorkItem(_ => Reload(session, read)));
            lock (_gate)
            {
                _session = session;
                if (_stopBeforeStart is ShutdownReason reason)
                {
                    _stopBeforeStart = null;
                    session.Loop.TryPost(s => ((EngineSession)s!).Stop(reason), session, PostLane.Control);
                }
            }

            int code = session.Run();
            Summary = session.Summarize();
            return code;
        }
    }

    // On the loop thread, which is the one of Run: a restart makes the strategies with what holds now.
    private IReadOnlyList<string> SetParameters(EngineSession session, string id, IReadOnlyDictionary<string, string> values)
    {
        IReadOnlyList<string> problems = session.SetParameters(new StrategyId(id), values);
        int i = problems.Count == 0 ? _strategies.FindIndex(s => s.Id.Value == id) : -1;
        if (i >= 0)
        {
            Dictionary<string, string> all = new(_strategies[i].Parameters);
            foreach ((string name, string value) in values)
                all[name] = value;
            _strategies[i] = _strategies[i] with { Parameters = all };
        }

        return problems;
    }

    // Off the loop: files are read.
    private void Reload(EngineSession session, Func<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> read)
    {
        Action<EngineSession> change;
        try
        {
            IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> all = read();
            change = s =>
            {
                foreach ((string id, IReadOnlyDictionary<string, string> values) in all)
                    SetParameters(s, id, values);
            };
        }
        catch (Exception e) when (e is Model.LiveTradingException or IOException or UnauthorizedAccessException)
        {
            change = s => s.OnReloadFailed(e.Message);
        }

        // A full queue or an ended run: the signal can be sent again.
        session.Loop.TryPost(static x => (((EngineSession, Action<EngineSession>))x!).Item2((((EngineSession, Action<EngineSession>))x).Item1), (session, change));
    }

    private Task<T> OnLoop<T>(Func<EngineSession, T> work, PostLane lane = PostLane.Work)
    {
        EngineSession session = _session is { State: not EngineState.Stopped } running ? running : throw new InvalidOperationException("The engine does not run.");
        if (session.Loop.IsLoopThread)
            return Task.FromResult(work(session));
        TaskCompletionSource<T> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        bool posted = session.Loop.TryPost(
            _ =>
            {
                try
                {
                    completion.SetResult(work(session));
                }
                catch (Exception e)
                {
                    completion.SetException(e);
                }
            },
            null,
            lane);
        return posted ? completion.Task : Task.FromException<T>(new InvalidOperationException("The engine's queue of posted work is full."));
    }

    private void ThrowIfRunning()
    {
        if (_running)
            throw new InvalidOperationException("The engine runs already.");
    }
}
