using LiveTrading.Engine.Bus;
using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Data;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Execution;
using LiveTrading.Engine.Portfolios;
using LiveTrading.Engine.Risk;
using LiveTrading.Engine.Time;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Strategies;

/// <summary>
/// Holds the strategies of an engine: starts, stops, pauses them, brings them events, changes their parameters. A strategy
/// that throws is stopped at once, its working orders canceled (protective stops stay), and this is said on
/// <see cref="SystemTopics.Strategy"/>; nothing else is touched. Loop thread only.
/// </summary>
public sealed class StrategyHost
{
    private readonly Dictionary<StrategyId, StrategyRunner> _runners = [];
    private readonly List<Strategy> _strategies = [];
    private readonly IStrategyStateStore? _store;

    /// <summary>A host without strategies.</summary>
    /// <param name="bus">Where events come from and state changes are said.</param>
    /// <param name="cache">What strategies read.</param>
    /// <param name="data">Where they subscribe.</param>
    /// <param name="portfolio">What they read of positions.</param>
    /// <param name="orders">Where their orders go.</param>
    /// <param name="clock">Their time.</param>
    /// <param name="timers">Makes their timers.</param>
    /// <param name="options">Bounds.</param>
    /// <param name="store">Keeps their state across restarts; null: nothing is kept.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public StrategyHost(
        MessageBus bus,
        Cache cache,
        DataEngine data,
        Portfolio portfolio,
        IOrderEntry orders,
        IEngineClock clock,
        IEngineTimers timers,
        StrategyHostOptions options,
        IStrategyStateStore? store = null)
    {
        ArgumentNullException.ThrowIfNull(bus);
        ArgumentNullException.ThrowIfNull(cache);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(portfolio);
        ArgumentNullException.ThrowIfNull(orders);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(timers);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Bus = bus;
        Cache = cache;
        Data = data;
        Portfolio = portfolio;
        Orders = orders;
        Clock = clock;
        Timers = timers;
        Options = options;
        _store = store;
        Events = bus.GetPublisher<StrategyEvent>(SystemTopics.Strategy);
        bus.Subscribe<OrderEvent>("order.*", OnOrderEvent, owner: BusFault.Core);
        bus.Subscribe<PositionEvent>("position.*", OnPositionEvent, owner: BusFault.Core);
    }

    /// <summary>All strategies, in the order of adding.</summary>
    public IReadOnlyList<Strategy> Strategies => _strategies;

    internal MessageBus Bus { get; }

    internal Cache Cache { get; }

    internal DataEngine Data { get; }

    internal Portfolio Portfolio { get; }

    internal IOrderEntry Orders { get; }

    internal IEngineClock Clock { get; }

    internal IEngineTimers Timers { get; }

    internal StrategyHostOptions Options { get; }

    internal Publisher<StrategyEvent> Events { get; }

    /// <summary>Adds a strategy; it is not started.</summary>
    /// <exception cref="ArgumentException">The id is not 1 to 32 letters, digits, <c>-</c>, <c>_</c>, is reserved or taken, the strategy was added before, or there are too many.</exception>
    public void Add(StrategyId id, Strategy strategy)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        if (!IsValidName(id.Value))
            throw new ArgumentException($"Strategy id '{id.Value}' must be 1 to 32 letters, digits, '-' or '_', and not {StrategyId.External}, {BusFault.Core} or {BusFault.Bus}.", nameof(id));
        if (_runners.ContainsKey(id))
            throw new ArgumentException($"Strategy id '{id}' is taken.", nameof(id));
        if (strategy.IsAdded)
            throw new ArgumentException("The strategy was added before; make another object.", nameof(strategy));
        if (_strategies.Count == Options.MaxStrategies)
            throw new ArgumentException($"Strategy '{id}' would be one more than MaxStrategies = {Options.MaxStrategies}.", nameof(id));
        var runner = new StrategyRunner(this, id, strategy);
        strategy.Attach(runner);
        _runners.Add(id, runner);
        _strategies.Add(strategy);
    }

    /// <summary>A strategy by id; null when there is none.</summary>
    public Strategy? Find(StrategyId id) => _runners.TryGetValue(id, out StrategyRunner? runner) ? runner.Strategy : null;

    /// <summary>Starts a strategy that is created, stopped or failed: its saved state is loaded, then it may subscribe and trade.</summary>
    /// <returns>True when it runs now; false when it was not startable or threw.</returns>
    /// <exception cref="ArgumentException">No such strategy.</exception>
    public bool Start(StrategyId id) => Runner(id).Start();

    /// <summary>Starts every strategy that is created or stopped.</summary>
    /// <returns>How many run now.</returns>
    public int StartAll()
    {
        int running = 0;
        foreach (Strategy strategy in _strategies.ToArray())
        {
            StrategyRunner runner = _runners[strategy.Id];
            if (runner.State is StrategyState.Created or StrategyState.Stopped)
                runner.Start();
            if (runner.State == StrategyState.Running)
                running++;
        }

        return running;
    }

    /// <summary>Stops a running or paused strategy: no market data, ticks and timers any more; its state is saved.</summary>
    /// <param name="id">Which one.</param>
    /// <param name="reason">Why, for the record.</param>
    /// <param name="cancelOrders">Whether its working orders are canceled; protective stops stay in any case.</param>
    /// <returns>False when it was neither running nor paused.</returns>
    /// <exception cref="ArgumentException">No such strategy.</exception>
    public bool Stop(StrategyId id, string reason, bool cancelOrders = true) => Runner(id).Stop(reason, cancelOrders);

    /// <summary>Stops every strategy that is running or paused.</summary>
    public void StopAll(string reason, bool cancelOrders = true)
    {
        foreach (Strategy strategy in _strategies.ToArray())
            _runners[strategy.Id].Stop(reason, cancelOrders);
    }

    /// <summary>Pauses a running strategy: its working orders are canceled (protective stops stay) and new ones refused; it hears only of its orders and positions.</summary>
    /// <returns>False when it was not running.</returns>
    /// <exception cref="ArgumentException">No such strategy.</exception>
    public bool Pause(StrategyId id, string reason) => Runner(id).Pause(reason);

    /// <summary>Lets a paused strategy run on.</summary>
    /// <returns>False when it was not paused.</returns>
    /// <exception cref="ArgumentException">No such strategy.</exception>
    public bool Resume(StrategyId id) => Runner(id).Resume();

    /// <summary>Changes parameters of a strategy: all of them, or none when any is not allowed.</summary>
    /// <param name="id">Which strategy.</param>
    /// <param name="values">Name and text, invariant culture.</param>
    /// <returns>All problems, each a sentence; empty when the values hold now.</returns>
    /// <exception cref="ArgumentException">No such strategy.</exception>
    public IReadOnlyList<string> SetParameters(StrategyId id, IReadOnlyDictionary<string, string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Runner(id).SetParameters(values);
    }

    internal byte[]? LoadState(StrategyId id) => _store?.Load(id);

    internal bool SaveState(StrategyId id, ReadOnlySpan<byte> state) => _store is null || _store.Save(id, state);

    /// <summary>Whether a strategy may have this id: 1 to 32 letters, digits, '-' or '_', and none of the names the engine itself uses.</summary>
    public static bool IsValidName(string? id)
    {
        if (string.IsNullOrEmpty(id) || id.Length > 32 || id == StrategyId.External.Value || id == BusFault.Core || id == BusFault.Bus
            || id == RiskEngine.KillSwitchOwner.Value || id == ExecutionEngine.RecoveredOrders.Value)
            return false;
        foreach (char c in id)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '-' && c != '_')
                return false;
        }

        return true;
    }

    private StrategyRunner Runner(StrategyId id) => _runners.TryGetValue(id, out StrategyRunner? runner)
        ? runner
        : throw new ArgumentException($"No strategy '{id}'; there are: {string.Join(", ", _runners.Keys)}.", nameof(id));

    private void OnOrderEvent(in OrderEvent e)
    {
        if (Cache.FindOrder(e.ClientOrderId) is { } order && order.StrategyId.Value is not null && _runners.TryGetValue(order.StrategyId, out StrategyRunner? runner))
            runner.OnOrder(order, in e);
    }

    private void OnPositionEvent(in PositionEvent e)
    {
        if (e.StrategyId.Value is not null && _runners.TryGetValue(e.StrategyId, out StrategyRunner? runner))
            runner.OnPosition(in e);
    }
}
