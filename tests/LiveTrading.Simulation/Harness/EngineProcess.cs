using LiveTrading.Engine.Events;
using LiveTrading.Engine.Execution;
using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Kernel;
using LiveTrading.Engine.Ports;
using LiveTrading.Engine.Risk;
using LiveTrading.Lifecycle;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Orders;
using LiveTrading.Venues.Binance;

namespace LiveTrading.Simulation.Harness;

/// <summary>One engine process of a simulated world, from its start to its end, and what it said.</summary>
internal sealed class EngineProcess
{
    public EngineProcess(EngineWorld world, ProcessLoop loop, CrashingStorage journal, ulong number)
    {
        Loop = loop;
        Storage = journal;
        Number = number;
        WorldSettings settings = world.Settings;
        Logs = new RecordingLogs(settings.Trace is { } trace ? line => trace.Add((byte)'l', loop.MonotonicNanos, line) : null);
        LiveTradingOptions options = world.CreateOptions();
        IJournalStorage storage = settings.Journal(this, journal);
        loop.WallOverrideNanos = settings.StartWall(number);
        Session = new EngineSession(
            options,
            settings.Kernel,
            new EngineEnvironment { Loop = Loop, JournalStorage = storage, RandomSeed = settings.ProcessSeed is { } seed ? seed(number) : settings.Seed + number, Recording = settings.Recording?.Invoke() },
            [new VenueRegistration(new VenueId("BINANCE"), CreateVenue)],
            [.. settings.Strategies.Select(s => new StrategyRegistration(new StrategyId(s.Id), s.Create, new Dictionary<string, string>()))],
            Logs);
        loop.WallOverrideNanos = null;
        journal.Inner.CompleteSyncsBy(Session.Timers);
        Session.StateChanged = s => States.Add(s);
        foreach (string topic in (string[])[SystemTopics.Connected, SystemTopics.Disconnected, SystemTopics.Reconnecting, SystemTopics.Ready, SystemTopics.Failed])
            Kernel.Bus.Subscribe(topic, (in ConnectionEvent e) => Connections.Add(e), owner: "test");
        Kernel.Bus.Subscribe(SystemTopics.Book, (in BookStateEvent e) => Books.Add(e), owner: "test");
        Kernel.Bus.Subscribe(SystemTopics.Alert, (in AlertEvent e) => Alerts.Add(e), owner: "test");
        Kernel.Bus.Subscribe(SystemTopics.Strategy, (in StrategyEvent e) => StrategyEvents.Add(e), owner: "test");
        Kernel.Bus.Subscribe(SystemTopics.Shutdown, (in ShutdownEvent e) => Shutdowns.Add(e), owner: "test");
        Kernel.Bus.Subscribe(SystemTopics.Reconciled, (in ReconciliationSummary e) => Reconciliations.Add(e), owner: "test");
        Kernel.Bus.Subscribe("risk.kill_switch", (in KillSwitchEvent e) => KillSwitchEvents.Add(e), owner: "test");
        Kernel.Bus.Subscribe("order.*", (in OrderEvent e) => OrderEvents.Add(e), owner: "test");

        IVenueAdapter CreateVenue(VenueContext c)
        {
            Adapter = new BinanceVenue(c.Loop, c.Connections, c.Cache, c.MarketData, settings.Sink(this, c.Execution), world.CreateBinanceOptions(), Logs);
            return settings.Adapter(this, Adapter);
        }
    }

    /// <summary>Which start of this world it is, counted from 0.</summary>
    public ulong Number { get; }

    public ProcessLoop Loop { get; }

    public CrashingStorage Storage { get; }

    public EngineSession Session { get; }

    public TradingKernel Kernel => Session.Kernel;

    public BinanceVenue Adapter { get; private set; } = null!;

    public RecordingLogs Logs { get; }

    public List<EngineState> States { get; } = [];

    public List<ConnectionEvent> Connections { get; } = [];

    public List<BookStateEvent> Books { get; } = [];

    public List<AlertEvent> Alerts { get; } = [];

    public List<StrategyEvent> StrategyEvents { get; } = [];

    public List<ShutdownEvent> Shutdowns { get; } = [];

    public List<ReconciliationSummary> Reconciliations { get; } = [];

    public List<KillSwitchEvent> KillSwitchEvents { get; } = [];

    public List<OrderEvent> OrderEvents { get; } = [];

    public bool IsRunning => Session.State == EngineState.Running;

    public int Count(OrderEventKind kind) => OrderEvents.Count(e => e.Kind == kind);

    public int Count(ConnectionEventKind kind) => Connections.Count(e => e.Kind == kind);
}
