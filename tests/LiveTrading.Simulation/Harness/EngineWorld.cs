using System.Globalization;
using LiveTrading.Engine.Journal;
using LiveTrading.IO;
using LiveTrading.IO.Simulated;
using LiveTrading.Venues.Binance;
using LiveTrading.Venues.Binance.Signing;
using LiveTrading.Venues.Simulated;
using Microsoft.Extensions.Logging.Abstractions;

namespace LiveTrading.Simulation.Harness;

/// <summary>A venue and an engine, two processes on one simulated loop and network, in virtual time; either can be killed and started again.</summary>
internal sealed class EngineWorld : IDisposable
{
    public const string Instrument = "BTCUSDT.BINANCE";
    public const string Key = "demo-key";
    public const int Port = 9443;

    // Two names of one machine, so that faults can tell the connections apart.
    private const string ApiHost = "127.0.0.1";
    private const string StreamHost = "localhost";

    private readonly List<Exception> _errors = [];
    private ulong _starts;

    public EngineWorld(WorldSettings? settings = null)
    {
        Settings = settings ?? new WorldSettings();
        Loop = new SimulatedEventLoop(new SimulatedLoopOptions { Seed = Settings.Seed, Link = Settings.Link }) { UnhandledError = e => _errors.Add(e) };
        Venue = StartVenue();
    }

    public static string Capture => Path.Combine(AppContext.BaseDirectory, "data", "binance-spot-btcusdt-20240808.jsonl.gz");

    public WorldSettings Settings { get; }

    public SimulatedEventLoop Loop { get; }

    public SimulatedVenue Venue { get; private set; }

    public bool HasDataEnded { get; private set; }

    public EngineProcess Engine { get; private set; } = null!;

    public string Seed => string.Create(CultureInfo.InvariantCulture, $"seed {Settings.Seed}");

    public LiveTradingOptions CreateOptions()
    {
        LiveTradingOptions options = new() { InstanceName = "world", TickInterval = TimeSpan.FromMilliseconds(100) };
        Settings.Engine(options);
        return options;
    }

    public BinanceOptions CreateBinanceOptions() => Settings.Binance(new BinanceOptions
    {
        StreamUrl = $"ws://{StreamHost}:{Port}",
        ApiUrl = $"ws://{ApiHost}:{Port}/ws-api/v3",
        Symbols = ["BTCUSDT"],
        Credentials = new BinanceCredentials(Key, "demo-secret"),
    });

    /// <summary>Starts an engine process on an empty journal, or on what another left.</summary>
    /// <param name="journal">What is there; null: nothing.</param>
    /// <param name="wallOffsetNanos">How far its clock is ahead of the venue's.</param>
    /// <param name="prepare">Called when it is made, before it begins.</param>
    public EngineProcess StartEngine(MemoryJournalStorage? journal = null, long wallOffsetNanos = 0, Action<EngineProcess>? prepare = null)
    {
        ProcessLoop loop = new(Loop, Settings.Trace) { WallOffsetNanos = wallOffsetNanos };
        CrashingStorage storage = new(journal ?? new MemoryJournalStorage());
        Engine = new EngineProcess(this, loop, storage, _starts++);
        storage.Crash = () => loop.Kill(reset: true);
        loop.CrashedAtSend = storage.Leave;
        prepare?.Invoke(Engine);
        Engine.Session.Begin();
        return Engine;
    }

    /// <summary>Starts an engine and waits until its strategies run.</summary>
    public EngineWorld Running(long wallOffsetNanos = 0)
    {
        StartEngine(wallOffsetNanos: wallOffsetNanos);
        Until(() => Engine.IsRunning);
        return this;
    }

    /// <summary>Starts an engine and waits until it has traded for a while.</summary>
    public EngineWorld Trading(double seconds = 2)
    {
        Running();
        RunFor(seconds);
        Require(Engine.Kernel.Execution.Counters.Fills > 0, "nothing was traded");
        return this;
    }

    /// <summary>Kills the engine as it stands, if it was not killed before, and starts another on the journal it left.</summary>
    public EngineProcess Crash(bool reset = true)
    {
        MemoryJournalStorage left = Engine.Storage.Left ?? Engine.Storage.Inner.Copy();
        Engine.Loop.Kill(reset);
        return StartEngine(left, Engine.Loop.WallOffsetNanos);
    }

    /// <summary>True between <see cref="PauseVenue"/> and <see cref="ResumeVenue"/>.</summary>
    public bool IsVenueDown { get; private set; }

    /// <summary>The venue's server goes away; its books stay.</summary>
    public void PauseVenue()
    {
        Venue.Stop();
        IsVenueDown = true;
    }

    /// <summary>The venue's server is back, with its books.</summary>
    public void ResumeVenue()
    {
        Venue.Start();
        IsVenueDown = false;
    }

    /// <summary>Kills the venue: its orders and balances are forgotten.</summary>
    public void StopVenue() => Venue.Stop();

    /// <summary>Starts a venue on the port of the last one.</summary>
    public SimulatedVenue StartVenue()
    {
        SimulatedVenueOptions options = Settings.Venue(new SimulatedVenueOptions
        {
            Port = Port,
            Recordings = Settings.Recordings ?? [Capture],
            Speed = Settings.Speed,
        });
        HasDataEnded = false;
        Venue = new SimulatedVenue(Loop, options, NullLogger.Instance);
        Venue.EndOfData += () => HasDataEnded = true;
        Venue.Start();
        return Venue;
    }

    /// <summary>The engine's standing connection of a role.</summary>
    public SimulatedConnection Connection(ConnectionRole role) =>
        FindConnection(role) ?? throw new InvalidOperationException($"There is no {role} connection now.");

    /// <summary>The engine's standing connection of a role; null: none.</summary>
    public SimulatedConnection? FindConnection(ConnectionRole role)
    {
        foreach ((LoopStream stream, ConnectOptions options) in Engine.Loop.Dialled)
        {
            bool meant = role switch
            {
                ConnectionRole.Orders => options.Priority == StreamPriority.OrderEntry,
                ConnectionRole.Streams => options.Host == StreamHost,
                _ => options.Priority != StreamPriority.OrderEntry && options.Host == ApiHost,
            };
            if (meant && Loop.Network.Connections.FirstOrDefault(c => ReferenceEquals(c.Client, stream) && c.IsOpen) is { } connection)
                return connection;
        }

        return null;
    }

    /// <summary>What happens to dials of a role's address from now on. Orders and queries share one.</summary>
    public void SetReachability(ConnectionRole role, SimulatedReachability reachability) =>
        Loop.Network.SetReachability(role == ConnectionRole.Streams ? StreamHost : ApiHost, Port, reachability);

    public void RunFor(double seconds)
    {
        Loop.RunFor((long)(seconds * 1e9));
        RequireNoErrors();
    }

    public void Until(Func<bool> condition, double seconds = 60)
    {
        bool met = Loop.RunUntil(condition, (long)(seconds * 1e9));
        RequireNoErrors();
        Require(met, $"{Seed}: not met within {seconds} s; engine {Engine.Session.State}; venue {Venue.Status}; log:\n" + string.Join('\n', Engine.Logs.Lines.TakeLast(25)));
    }

    /// <summary>Ends the strategies, waits until nothing is under way, and compares engine and venue.</summary>
    public void Settle(double seconds = 120)
    {
        Engine.Kernel.Strategies.StopAll("the test ends", cancelOrders: true);
        Until(() => Engine.Kernel.Execution.OpenOrUnknownCount == 0, seconds);
        int before = Engine.Reconciliations.Count;
        RunFor(6);
        Engine.Kernel.Execution.Venues[0].Reconcile("the test asks");
        Until(() => Engine.Reconciliations.Count > before && Engine.Kernel.IsReconciled, seconds);
        RunFor(1);
        AssertEngineEqualsVenue();
    }

    /// <summary>Orders, fills, position and balances of engine and venue are the same, and no client id is there twice.</summary>
    public void AssertEngineEqualsVenue()
    {
        IReadOnlyList<string> differences = Differences();
        Require(differences.Count == 0, $"{Seed}: " + string.Join("; ", differences));
    }

    /// <summary>Where engine and venue disagree, one sentence each; empty when they agree.</summary>
    public IReadOnlyList<string> Differences() => new BookComparison(Engine.Kernel, Venue.State.FindUser(Key)!.Account, Venue.Options).Find();

    /// <summary>What was thrown on the loop outside an engine process.</summary>
    public IReadOnlyList<Exception> Errors => _errors;

    private void RequireNoErrors() => Require(_errors.Count == 0, $"{Seed}: {_errors.FirstOrDefault()}");

    private static void Require(bool holds, string message)
    {
        if (!holds)
            throw new SimulationException(message);
    }

    public void Dispose()
    {
        Engine?.Loop.Kill(reset: true);
        Venue.Dispose();
        Loop.Dispose();
    }
}
