using LiveTrading.Guarding;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Venues.Binance;

namespace LiveTrading.Simulation.Harness;

/// <summary>A guard as a process of a simulated world, and the heartbeat it reads.</summary>
internal sealed class GuardProcess : IHeartbeatSource
{
    private Heartbeat? _beat;
    private EngineProcess? _engine;

    public GuardProcess(EngineWorld world, bool cancelProtective = false)
    {
        Loop = new ProcessLoop(world.Loop);
        LiveTradingOptions options = world.CreateOptions();
        options.Stop.CancelProtective = cancelProtective;
        Guard = new OrderGuard(options, this, Logs, new EngineEnvironment { Loop = Loop, RandomSeed = 99 }) { Said = Events.Add };
        Guard.AddVenue(new VenueId("BINANCE"), c => new BinanceVenue(c.Loop, c.Connections, c.Cache, c.MarketData, c.Execution, world.CreateBinanceOptions(), Logs));
        Instance = InstanceNumber.Of(options.InstanceName);
    }

    public ProcessLoop Loop { get; }

    public OrderGuard Guard { get; }

    public uint Instance { get; set; }

    public RecordingLogs Logs { get; } = new();

    public List<GuardEvent> Events { get; } = [];

    public IEnumerable<GuardEventKind> Kinds => Events.Select(e => e.Kind);

    public string Name => "the test's heartbeat";

    /// <summary>The heartbeat cannot be read, as when its disk is gone.</summary>
    public bool IsUnreadable { get; set; }

    public bool TryRead(out Heartbeat heartbeat)
    {
        heartbeat = _beat ?? default;
        return _beat is not null && !IsUnreadable;
    }

    public int Count(GuardEventKind kind) => Events.Count(e => e.Kind == kind);

    public void Beat(HeartbeatState state = HeartbeatState.Running, ulong start = 1) =>
        _beat = new Heartbeat(Instance, start, (_beat?.Counter ?? 0) + 1, state, 4711, new UnixNanos(1));

    /// <summary>Takes the engine's heartbeat from now on: once a second as long as its process lives and is not held.</summary>
    public void Follow(EngineProcess engine)
    {
        _engine = engine;
        Beat(start: engine.Kernel.Epoch);
        engine.Loop.CreateTimer(_ =>
        {
            if (_engine == engine && !IsHeld)
                Beat(start: engine.Kernel.Epoch);
        }).Start(1_000_000_000, 1_000_000_000);
    }

    /// <summary>The engine's process stands still, as under SIGSTOP: no beat comes.</summary>
    public bool IsHeld { get; set; }
}
