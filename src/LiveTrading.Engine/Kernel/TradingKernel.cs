using LiveTrading.Engine.Bus;
using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Data;
using LiveTrading.Engine.Execution;
using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Portfolios;
using LiveTrading.Engine.Ports;
using LiveTrading.Engine.Risk;
using LiveTrading.Engine.Strategies;
using LiveTrading.Engine.Time;
using LiveTrading.Model.Identifiers;

namespace LiveTrading.Engine.Kernel;

/// <summary>
/// The whole deciding core, put together: bus, cache, data engine, portfolio, risk, execution, kill switch, strategies and the
/// order journal. Its inputs are what venues and timers bring on the loop thread; it reads nothing else.
/// </summary>
/// <remarks>
/// Failures: a strategy that throws is stopped by its host; a throw in any other handler leaves the state in doubt, so trading
/// halts and every venue is reconciled. Both are counted and told to <see cref="Faulted"/>.
/// </remarks>
public sealed class TradingKernel
{
    // Orders evaluate losses when they are checked; an engine that only watches its position must notice them too.
    private const long LossIntervalNanos = 1_000_000_000;

    private readonly TradingKernelOptions _options;
    private readonly KernelReconciler _reconciler;
    private readonly IEngineTimer _losses;
    private readonly List<VenueExecution> _trading = [];

    /// <summary>Reads the journal and builds every part. No venue yet, nothing sent.</summary>
    /// <param name="options">Options of the parts.</param>
    /// <param name="clock">Time as an input.</param>
    /// <param name="timers">Makes timers.</param>
    /// <param name="storage">Where the order journal lies; already locked.</param>
    /// <param name="instance">The instance part of client order ids.</param>
    /// <param name="epoch">The start's part of client order ids: wall time and randomness, never derived from the journal.</param>
    /// <param name="states">Keeps what strategies save; null: nothing.</param>
    /// <exception cref="JournalException">The journal is damaged; the message says where and what helps.</exception>
    public TradingKernel(TradingKernelOptions options, IEngineClock clock, IEngineTimers timers, IJournalStorage storage, uint instance, ulong epoch, IStrategyStateStore? states)
    {
        _options = options;
        Bus = new MessageBus(options.Bus) { Fault = OnBusFault };
        Cache = new Cache(options.Cache);
        Recovered = JournalRecovery.Recover(storage, instance, Cache.AddInstrument);
        Journal = new OrderJournal(storage, clock, Recovered, options.Durability);
        Portfolio = new Portfolio(Cache, Bus, clock);
        Risk = new RiskEngine(Cache, Portfolio, Bus, clock, options.Risk);
        Data = new DataEngine(Cache, Bus, clock, timers, options.Data);
        Execution = new ExecutionEngine(Cache, Bus, Portfolio, Risk, Journal, clock, timers, new ClientOrderIdGenerator(instance, epoch), options.Execution);
        _reconciler = new KernelReconciler(Execution, clock);
        KillSwitch = new KillSwitch(Risk, Portfolio, Cache, Execution, _reconciler, new JournalKillSwitchLatch(Journal), Bus, clock, timers, options.KillSwitch);
        Strategies = new StrategyHost(Bus, Cache, Data, Portfolio, Execution, clock, timers, options.Strategies, states);
        Epoch = epoch;
        _losses = timers.Create(_ => Risk.EvaluateLosses());
    }

    /// <summary>The message bus.</summary>
    public MessageBus Bus { get; }

    /// <summary>Instruments, quotes, books, orders.</summary>
    public Cache Cache { get; }

    /// <summary>Market data.</summary>
    public DataEngine Data { get; }

    /// <summary>Positions, profit, accounts.</summary>
    public Portfolio Portfolio { get; }

    /// <summary>What may be sent.</summary>
    public RiskEngine Risk { get; }

    /// <summary>Orders.</summary>
    public ExecutionEngine Execution { get; }

    /// <summary>Ends trading with one call.</summary>
    public KillSwitch KillSwitch { get; }

    /// <summary>The strategies.</summary>
    public StrategyHost Strategies { get; }

    /// <summary>What is recorded before it happens.</summary>
    public OrderJournal Journal { get; }

    /// <summary>What the journal told at the start.</summary>
    public RecoveredJournal Recovered { get; }

    /// <summary>The start's part of client order ids.</summary>
    public ulong Epoch { get; }

    /// <summary>Handlers that threw and queues that overflowed, strategies' own throws aside.</summary>
    public long FaultCount { get; private set; }

    /// <summary>Told of each failure that halted trading.</summary>
    public Action<string>? Faulted { get; set; }

    /// <summary>Adds a venue: first its sink, which the adapter is built with, then the adapter.</summary>
    public VenueExecution AddVenue(VenueId venue) => Execution.AddVenue(venue);

    /// <summary>Names the adapter of a venue added before.</summary>
    public void Attach(VenueExecution venue, IVenueAdapter adapter)
    {
        Data.AddClient(adapter.Data);
        if (adapter.Execution is not { } client)
            return;
        Risk.AddVenue(client);
        venue.Attach(client);
        _trading.Add(venue);
    }

    /// <summary>Marks this start in the journal and takes over what it tells. After every venue is attached, before anything is dialled.</summary>
    /// <returns>Anything but written: the journal cannot be written; trading is halted, the state is still taken over.</returns>
    public JournalWriteResult Recover()
    {
        JournalWriteResult started = Journal.Start(Epoch);
        if (_options.RestoreFromJournal)
            Execution.Restore(Recovered);
        if (Recovered.KillLatch is { } latch)
            KillSwitch.Restore(latch.Text, latch.Flatten);
        foreach ((StrategyId strategy, JournalKill kill) in Recovered.StrategyKills)
            KillSwitch.RestoreStrategy(strategy, kill.Text);
        _losses.Start(LossIntervalNanos, LossIntervalNanos);
        return started;
    }

    /// <summary>True when every venue with order entry has ended a reconciliation since its user stream came up.</summary>
    public bool IsReconciled
    {
        get
        {
            foreach (VenueExecution venue in _trading)
            {
                if (!venue.IsReconciled)
                    return false;
            }

            return true;
        }
    }

    /// <summary>Something outside the bus threw on the loop thread: the state is in doubt.</summary>
    public void OnUnhandledError(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        OnUnhandledError($"{error.GetType().Name}: {error.Message}");
    }

    /// <summary>As <see cref="OnUnhandledError(Exception)"/>, with what is to be said of it.</summary>
    public void OnUnhandledError(string what) => Halt(what);

    private void OnBusFault(BusFault fault) => Halt(fault.ToString());

    private void Halt(string what)
    {
        FaultCount++;
        Risk.SetTradingState(TradingState.Halted, "state in doubt: " + what);
        _reconciler.Request("a core handler failed");
        Faulted?.Invoke(what);
    }
}
