using LiveTrading.Engine.Data;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Execution;
using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Kernel;
using LiveTrading.Engine.Ports;
using LiveTrading.Engine.Strategies;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Orders;
using LiveTrading.Simulation.Checks;
using LiveTrading.Simulation.Faults;
using LiveTrading.Simulation.Harness;
using LiveTrading.Simulation.Plants;
using LiveTrading.Simulation.Reporting;
using LiveTrading.Simulation.Scenarios;
using LiveTrading.Simulation.Strategies;
using LiveTrading.Venues.Simulated;
using LiveTrading.Venues.Simulated.Faults;

namespace LiveTrading.Simulation.Running;

/// <summary>One seed from its first byte to its last check. One thread; nothing in it depends on the machine.</summary>
internal sealed class SeedRun : IDisposable
{
    private const long Second = 1_000_000_000;

    // Everything is mended: what does not come to rest within these virtual times never will.
    private const long LongestRecovery = 180 * Second;
    private const long LongestSettling = 300 * Second;

    private readonly RunOptions _options;
    private readonly WireTrace _trace = new();
    private readonly Findings _findings = new();
    private readonly Agenda _agenda = new();
    private readonly FaultCoverage _coverage = new();
    private readonly HashSet<ClientOrderId> _recorded = [];
    private readonly HashSet<ClientOrderId> _sent = [];
    private readonly EngineWorld _world;
    private readonly Story _story;
    private readonly FaultInjector _injector;
    private readonly VenueWatch _venueWatch;
    private readonly Dictionary<EngineProcess, long> _pauses = [];
    private CallbackAudit _audit = null!;
    private StreamWatch _streamWatch = null!;
    private StateSnapshot? _lastState;
    private MemoryJournalStorage? _left;
    private bool _expectsEnd;
    private bool _mayAdopt;
    private long _starts;

    public SeedRun(Scenario scenario, RunOptions options)
    {
        Scenario = scenario;
        _options = options;
        WallOffsetNanos = scenario.WallOffsetNanos;
        _world = new EngineWorld(Settings());
        _story = new Story(() => _world.Loop.MonotonicNanos);
        _injector = new FaultInjector(this, _world, _agenda, _coverage, _story);
        _venueWatch = new VenueWatch(_world, _recorded, _findings);
        if (options.TellsStory)
            _venueWatch.Changed = (what, order) => _story.Add("venue", what, order);
        HookVenue();
    }

    public Scenario Scenario { get; }

    /// <summary>How far the engine's clock is ahead of the venue's.</summary>
    public long WallOffsetNanos { get; set; }

    /// <summary>An engine process lives.</summary>
    public bool HasEngine { get; private set; }

    /// <summary>The present process has taken over its journal.</summary>
    public bool IsBegun { get; private set; }

    private long Now => _world.Loop.MonotonicNanos;

    public static SeedResult Run(ulong seed, RunOptions options)
    {
        using SeedRun run = new(ScenarioMaker.Make(seed), options);
        return run.Run();
    }

    public void Dispose() => _world.Dispose();

    /// <summary>Kills the engine between two turns.</summary>
    public void Kill(bool reset, long pauseNanos)
    {
        if (!HasEngine)
            return;
        EndProcess(isClean: true);
        _left = _world.Engine.Storage.Left ?? _world.Engine.Storage.Inner.Copy();
        _world.Engine.Loop.Kill(reset);
        StartAt(Now + pauseNanos);
    }

    /// <summary>The engine's machine loses power: what was not synced is gone, or reached the disk in parts.</summary>
    public void LosePower(Func<int, bool>? survives, long pauseNanos)
    {
        if (!HasEngine)
            return;
        EndProcess(isClean: true);

        // What was written and not synced may be lost: memory is ahead of the disk, and reconciliation brings it back.
        _lastState = null;
        _left = _world.Engine.Storage.Inner.CopyAfterPowerLoss(survives);
        _world.Engine.Loop.Kill(reset: false);
        StartAt(Now + pauseNanos);
    }

    /// <summary>Stops the engine gracefully and starts it again after a pause.</summary>
    public void StopAndStart(long pauseNanos)
    {
        if (!HasEngine || _expectsEnd)
            return;
        _pauses[_world.Engine] = pauseNanos;
        _expectsEnd = true;
        _world.Engine.Session.Stop(ShutdownReason.UserRequest);
    }

    /// <summary>How long after the death of a process, which will come by itself, the next one starts.</summary>
    public void StartAgainAfter(EngineProcess process, long pauseNanos) => _pauses[process] = pauseNanos;

    public void RestartVenue(long downNanos)
    {
        if (_world.IsVenueDown)
            return;
        _world.PauseVenue();
        _agenda.Add(Now + downNanos, ResumeVenue);
    }

    public void ReleaseKillSwitch()
    {
        if (!HasEngine || !_world.Engine.Kernel.KillSwitch.IsEngaged)
            return;
        _story.Add("world", "a person releases the kill switch");
        _world.Engine.Kernel.KillSwitch.Release("the world");
    }

    private SeedResult Run()
    {
        try
        {
            StartProcess();
            foreach (PlannedFault fault in Scenario.Faults)
                _agenda.Add(fault.AtNanos, () => _injector.Inject(fault));
            Drive(Scenario.TradingNanos);
            Settle();
            End();
        }
        catch (SimulationException e)
        {
            _findings.Add(Now, $"{e.Message}");
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            _findings.Add(Now, $"{e}");
        }

        foreach (Exception error in _world.Errors)
            _findings.Add(Now, $"thrown on the loop: {error}");
        return new SeedResult
        {
            Scenario = Scenario,
            Broken = _findings.All,
            Hash = _trace.Hash,
            Coverage = _coverage,
            Story = _story,
            Orders = _venueWatch.OwnOrders,
            Fills = _world.Venue.State.Ledger.FillCount,
            Starts = _starts,
            VirtualSeconds = Now / 1e9,
        };
    }

    private WorldSettings Settings()
    {
        PlantedBug? bug = _options.Bug;
        SymbolTraits[] symbols = [.. Scenario.Symbols.Select(SymbolTraits.Of)];
        return new WorldSettings
        {
            Seed = Scenario.Seed,
            Link = Scenario.Link,
            Trace = _trace,
            Speed = 1,
            Recordings = [],
            Venue = o => o with
            {
                Symbols = [.. symbols.Select(s => s.Rules)],
                Users = [new SimulatedUser { ApiKey = EngineWorld.Key, Secret = "demo-secret", Balances = BalancesOf(symbols) }],
                Generator = new MarketGeneratorOptions
                {
                    Seed = Scenario.Seed,
                    Symbols = [.. symbols.Select(s => new GeneratedSymbol { Symbol = s.Symbol, StartPrice = s.StartPrice, EventsPerSecond = Scenario.EventsPerSecond, Volatility = Scenario.Volatility, LevelNotional = Scenario.LevelNotional, DepthLevels = 10 })],
                },
                EnforceRateLimits = Scenario.EnforceRateLimits,
            },
            Binance = o => o with
            {
                Symbols = Scenario.Symbols,
                ReceiveWindow = Scenario.ReceiveWindow,
                HeartbeatInterval = Scenario.HeartbeatInterval,
                ReconnectMax = Scenario.ReconnectMax,
            },
            Engine = o =>
            {
                o.TickInterval = null;
                o.Stop.Timeout = Scenario.StopTimeout;
            },
            Kernel = new TradingKernelOptions
            {
                Data = new DataEngineOptions { CheckBookConsistency = true },
                Execution = Scenario.Execution,
                Durability = Scenario.Durability,
            },
            Strategies = [.. Scenario.Traders.Select<TraderPlan, (string, Func<Strategy>)>(t => (t.Name, () => new RandomTrader(t, _audit, (ulong)_starts)))],
            Journal = (p, s) =>
            {
                JournalWatch watch = new(s, Scenario.Durability, _recorded, _trace, () => p.Loop.MonotonicNanos);
                return bug is null ? watch : bug.Journal(p, watch);
            },
            Sink = (p, s) => _streamWatch = new StreamWatch(p, bug is null ? s : bug.Sink(p, s)),
            Adapter = (p, a) =>
            {
                SendWatch watch = new(p, _streamWatch, a.Execution!, _recorded, _sent, _findings);
                return new WatchedVenue(a, bug is null ? watch : bug.Client(p, watch));
            },
            StartWall = bug is null ? _ => null : bug.StartWall,
            ProcessSeed = n => bug is null ? Scenario.Seed + n : bug.ProcessSeed(Scenario.Seed, n),
        };
    }

    private static Dictionary<string, decimal> BalancesOf(SymbolTraits[] symbols)
    {
        Dictionary<string, decimal> balances = new() { ["USDT"] = 100_000m };
        foreach (SymbolTraits symbol in symbols)
            balances[symbol.BaseAsset] = symbol.Lot * 500;
        return balances;
    }

    private void HookVenue() => _world.Venue.State.Faults.Used = kind => _injector.Strike(Enum.Parse<FaultName>(kind.ToString()), "at the venue");

    private void ResumeVenue()
    {
        if (!_world.IsVenueDown)
            return;
        _story.Add("world", "the venue is back");
        _world.ResumeVenue();
    }

    private void StartAt(long nanos) => _agenda.Add(nanos, () =>
    {
        if (!HasEngine)
            StartProcess();
    });

    private void StartProcess()
    {
        _starts++;
        IsBegun = false;
        HasEngine = true;
        _expectsEnd = false;
        _audit = new CallbackAudit(_findings, () => Now);
        MemoryJournalStorage journal = _left ?? new MemoryJournalStorage(Scenario.JournalSegmentBytes, 4096);
        _left = null;
        journal.SyncDelayNanos = Scenario.SyncNanos;
        journal.CompactAfter = Scenario.CompactAfter;
        _story.Add("world", FormattableString.Invariant($"the engine starts, for the {_starts}. time, on {(journal.Segments.Count == 0 ? "an empty journal" : "its journal")}"));
        EngineProcess process = _world.StartEngine(journal, WallOffsetNanos, Prepare);
        IsBegun = true;
        if (process.Loop.IsKilled)
            return;
        StateSnapshot state = new(process.Kernel);
        _lastState?.Compare(state, _findings, Now);
        _lastState = null;
    }

    private void Prepare(EngineProcess process)
    {
        // Told before its strategies start; what was filled until then they find in the cache.
        process.Session.StateChanged += s =>
        {
            if (s == EngineState.Running)
                _audit.Begin(process.Kernel);
        };
        process.Kernel.Bus.Subscribe("order.*", (in OrderEvent e) => CheckOrder(process, e.ClientOrderId), owner: "test");
        if (!_options.TellsStory)
            return;
        process.Logs.Written += line => _story.Add("log", line);
        process.Kernel.Bus.Subscribe("order.*", (in OrderEvent e) => _story.Add("engine", Text(in e), e.ClientOrderId), owner: "test");
    }

    private void CheckOrder(EngineProcess process, ClientOrderId id)
    {
        if (!process.Loop.IsKilled && process.Kernel.Cache.FindOrder(id) is { } order)
            _venueWatch.Check(order);
    }

    private static string Text(in OrderEvent e) => FormattableString.Invariant($"{e.Kind}{(e.Kind == OrderEventKind.Unknown ? " " + e.Request : "")}{(e.Kind == OrderEventKind.Filled ? FormattableString.Invariant($" {e.LastQuantity} at {e.LastPrice}, trade {e.TradeId}") : "")}{(e.FromReconciliation ? " (reconciliation)" : "")}{(e.Reason is { } reason ? ": " + reason : "")}");

    /// <summary>Serves the world until a moment, doing what the agenda has.</summary>
    private void Drive(long untilNanos)
    {
        while (Now < untilNanos || _agenda.NextDue <= untilNanos)
        {
            long due = Math.Min(_agenda.NextDue, untilNanos);
            if (due > Now && _world.Loop.RunUntil(Look, due - Now))
                continue;
            if (_agenda.NextDue <= due)
            {
                _world.Loop.AdvanceTo(Math.Max(due, Now));
                Look();
                _agenda.Take()();
                continue;
            }

            _world.Loop.AdvanceTo(due);
        }
    }

    /// <summary>Serves the world until a condition holds.</summary>
    private bool DriveUntil(Func<bool> condition, long mostNanos)
    {
        long limit = Now + mostNanos;
        while (!condition())
        {
            if (Now >= limit)
                return false;
            long due = Math.Min(_agenda.NextDue, limit);
            if (due <= Now)
            {
                _agenda.Take()();
                continue;
            }

            if (!_world.Loop.RunUntil(() => Look() || condition(), due - Now))
                _world.Loop.AdvanceTo(due);
        }

        return true;
    }

    /// <summary>After every turn. True when the process ended by itself, so that the agenda has changed.</summary>
    private bool Look()
    {
        _venueWatch.Look();
        if (!HasEngine)
            return false;
        EngineProcess process = _world.Engine;
        if (process.Loop.IsKilled)
        {
            // At a journal write or a send: memory may be ahead of the journal by what was under way, so the two are not compared.
            EndProcess(isClean: false);
            _left = process.Storage.Left ?? process.Storage.Inner.Copy();
            StartAt(Now + _pauses.GetValueOrDefault(process));
            return true;
        }

        if (process.Loop.HasStopped)
        {
            if (!_expectsEnd)
                _findings.Add(Now, $"the engine ended by itself: {process.Logs.Lines[^1]}");
            EndProcess(isClean: true);
            _left = process.Storage.Inner.Copy();
            process.Loop.Kill(reset: true);
            StartAt(Now + _pauses.GetValueOrDefault(process));
            return true;
        }

        return false;
    }

    private void EndProcess(bool isClean)
    {
        HasEngine = false;
        EngineProcess process = _world.Engine;
        if (isClean && IsBegun)
        {
            _audit.End(process.Kernel);
            if (process.Kernel.Journal.IsWritable || process.Kernel.Journal.Result == JournalWriteResult.Closed)
                _lastState = new StateSnapshot(process.Kernel);
        }

        if (!process.Kernel.Journal.IsWritable && process.Kernel.Journal.Result != JournalWriteResult.Closed)
            _mayAdopt = true;
        if (process.Kernel.FaultCount > 0)
            _findings.Add(Now, $"{process.Kernel.FaultCount} handlers failed: {process.Logs.Lines.FirstOrDefault(l => l.StartsWith("Error", StringComparison.Ordinal) || l.StartsWith("Critical", StringComparison.Ordinal))}");
        foreach (StrategyEvent e in process.StrategyEvents)
        {
            if (e.State == StrategyState.Failed)
                _findings.Add(Now, $"strategy {e.Strategy} failed: {e.Reason}");
        }

        ExecutionCounters counters = process.Kernel.Execution.Counters;
        if (counters.IllegalEvents + counters.FillContradictions + counters.Overfills > 0)
            _findings.Add(Now, $"{counters.IllegalEvents} illegal events, {counters.FillContradictions} contradicting fills, {counters.Overfills} overfills: {process.Alerts.FirstOrDefault(a => a.Code is AlertCode.IllegalEvent or AlertCode.FillContradiction or AlertCode.FillUnusable or AlertCode.Overfill).Text}");
        if (counters.Adopted > 0 && !_mayAdopt)
            _findings.Add(Now, $"{counters.Adopted} orders were adopted although the journal lost nothing");
    }

    /// <summary>Some seconds after its end, which the close of its last connections may take, a process has left nothing behind.</summary>
    private void CheckLeftBehind(EngineProcess process)
    {
        if (process.Loop.OpenStreams > 0)
            _findings.Add(Now, $"{process.Loop.OpenStreams} streams are open after the stop");
        if (process.Loop.ActiveTimers is { Count: > 0 } timers)
            _findings.Add(Now, $"{timers.Count} timers run on after the stop: {string.Join(", ", timers)}");
    }

    private void Settle()
    {
        _injector.Mend();
        if (HasEngine)
            Disarm(_world.Engine);
        if (_world.IsVenueDown)
            ResumeVenue();
        Require(DriveUntil(() => IsHealthy() && _world.Engine.IsRunning && _world.Engine.Kernel.IsReconciled, LongestRecovery), "the engine did not come up again after all faults had ended");
        ReleaseKillSwitch();
        EngineProcess process = _world.Engine;
        process.Kernel.Strategies.StopAll("the world ends", cancelOrders: true);
        process.Kernel.Execution.CancelAllOwn(includeProtective: true, "the world ends");
        Require(DriveUntil(() => process.Kernel.Execution.OpenOrUnknownCount == 0, LongestSettling), "orders stayed open or unknown after all faults had ended");
        Require(process == _world.Engine && HasEngine, "the engine went away while everything came to rest");
        Drive(Now + (6 * Second));
        int before = process.Reconciliations.Count;
        process.Kernel.Execution.Venues[0].Reconcile("the world asks");
        Require(DriveUntil(() => process.Reconciliations.Count > before && process.Kernel.IsReconciled, LongestSettling), "no reconciliation came to its end");
        Drive(Now + Second);
        foreach (string difference in _world.Differences())
            _findings.Add(Now, $"{difference}");
    }

    /// <summary>What was to strike at a write or a send to come does not any more.</summary>
    private static void Disarm(EngineProcess process)
    {
        process.Storage.CrashAt = 0;
        process.Storage.Inner.FailAfter = -1;
        process.Storage.Inner.FailSyncAfter = -1;
        process.Loop.CrashAtSend = 0;
    }

    /// <summary>A process whose journal has failed cannot trade any more; a person starts it again.</summary>
    private bool IsHealthy()
    {
        if (HasEngine && !_expectsEnd && !_world.Engine.Kernel.Journal.IsWritable)
        {
            _story.Add("world", "the engine with the failed journal is killed");
            Kill(reset: true, pauseNanos: 0);
        }

        return HasEngine && !_expectsEnd;
    }

    private void End()
    {
        EngineProcess process = _world.Engine;
        _agenda.Clear();
        _story.Add("world", "the engine is stopped for good");
        _expectsEnd = true;
        process.Session.Stop(ShutdownReason.UserRequest);
        Require(_world.Loop.RunUntil(() => process.Loop.HasStopped, (Scenario.StopTimeout.Ticks * 100) + Second), "the engine did not stop within its bound");
        if (process.Session.ExitCode != ExitCodes.Clean)
            _findings.Add(Now, $"the engine ended with exit code {process.Session.ExitCode} although nothing was open");
        EndProcess(isClean: true);
        MemoryJournalStorage left = process.Storage.Inner.Copy();
        _world.Venue.Stop();
        _world.Loop.RunFor(10 * Second);
        CheckLeftBehind(process);
        process.Loop.Kill(reset: true);
        if (_world.Loop.StreamCount > 0)
            _findings.Add(Now, $"{_world.Loop.StreamCount} streams of the world were never closed to the end: {string.Join(", ", _world.Loop.Network.Connections.Select(c => $"{c.Host} {c.Client.IsOpen} {c.Server.IsOpen} severed {c.IsSevered}"))}");

        // What the last process knew is what its journal says.
        _left = left;
        StartProcess();
        HasEngine = false;
        _world.Engine.Loop.Kill(reset: true);
    }

    private static void Require(bool holds, string what)
    {
        if (!holds)
            throw new SimulationException(what);
    }
}
