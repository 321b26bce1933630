using System.Globalization;
using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Kernel;
using LiveTrading.Engine.Portfolios;
using LiveTrading.IO;
using LiveTrading.IO.Simulated;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;
using LiveTrading.Venues.Binance;
using LiveTrading.Venues.Binance.Signing;
using LiveTrading.Venues.Simulated;
using Microsoft.Extensions.Logging.Abstractions;

namespace LiveTrading.Tests.Simulation.Harness;

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
    private ulong _engineSeed;

    public EngineWorld(WorldSettings? settings = null)
    {
        Settings = settings ?? new WorldSettings();
        Loop = new SimulatedEventLoop(new SimulatedLoopOptions { Seed = Settings.Seed, Link = Settings.Link }) { UnhandledError = e => _errors.Add(e) };
        _engineSeed = Settings.Seed;
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
    public EngineProcess StartEngine(MemoryJournalStorage? journal = null, long wallOffsetNanos = 0)
    {
        ProcessLoop loop = new(Loop) { WallOffsetNanos = wallOffsetNanos };
        CrashingStorage storage = new(journal ?? new MemoryJournalStorage());
        Engine = new EngineProcess(this, loop, storage, _engineSeed++);
        storage.Crash = () => loop.Kill(reset: true);
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
        Assert.True(Engine.Kernel.Execution.Counters.Fills > 0, "nothing was traded");
        return this;
    }

    /// <summary>Kills the engine as it stands, if it was not killed before, and starts another on the journal it left.</summary>
    public EngineProcess Crash(bool reset = true)
    {
        MemoryJournalStorage left = Engine.Storage.Left ?? Engine.Storage.Inner.Copy();
        Engine.Loop.Kill(reset);
        return StartEngine(left, Engine.Loop.WallOffsetNanos);
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
        Assert.Empty(_errors);
    }

    public void Until(Func<bool> condition, double seconds = 60)
    {
        bool met = Loop.RunUntil(condition, (long)(seconds * 1e9));
        Assert.Empty(_errors);
        Assert.True(met, $"{Seed}: not met within {seconds} s; engine {Engine.Session.State}; venue {Venue.Status}; log:\n" + string.Join('\n', Engine.Logs.Lines.TakeLast(25)));
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
        Assert.Empty(Differences());
        Assert.True(Engine.Kernel.Portfolio.Accounts[0].IsKnown);
    }

    private List<string> Differences()
    {
        List<string> differences = [];
        TradingKernel kernel = Engine.Kernel;
        InstrumentHandle btc = new(0);
        IReadOnlyList<SimulatedOrder> there = Venue.Orders(Key);
        foreach (IGrouping<string, SimulatedOrder> same in there.GroupBy(o => o.ClientOrderId).Where(g => g.Count() > 1))
            differences.Add($"{Seed}: client order id {same.Key} is at the venue {same.Count()} times");
        foreach (SimulatedOrder order in there)
        {
            Order? own = kernel.Cache.FindOrder(btc, new VenueOrderId((UInt128)order.OrderId));
            if (own is null)
                differences.Add($"{Seed}: the engine does not know {order}");
            else if (own.FilledQuantity.AsDecimal != order.ExecutedQuantity || own.FilledNotional != order.CumulativeQuote || own.IsOpen != order.IsOpen)
                differences.Add($"{Seed}: {own.State} filled {own.FilledQuantity} for {own.FilledNotional} here, at the venue {order}");
        }

        foreach (Order own in kernel.Cache.OpenOrders)
        {
            if (!there.Any(o => o.IsOpen && (UInt128)o.OrderId == own.VenueOrderId.Value))
                differences.Add($"{Seed}: {own.ClientOrderId} {own.State} is open here and not at the venue");
        }

        foreach (SimulatedBalance balance in Venue.Balances(Key))
        {
            AccountBalance? known = kernel.Portfolio.Accounts[0].Find(balance.Asset);
            if ((known?.Free ?? 0) != balance.Free || (known?.Locked ?? 0) != balance.Locked)
                differences.Add($"{Seed}: {balance.Asset} is {known?.Free} free and {known?.Locked} locked here, at the venue {balance}");
        }

        decimal bought = Venue.Balances(Key).Where(b => b.Asset == "BTC").Sum(b => b.Free + b.Locked) - 1m;
        if (kernel.Portfolio.EnginePosition(btc) != bought)
            differences.Add($"{Seed}: the position is {kernel.Portfolio.EnginePosition(btc)} here, at the venue {bought}");
        if (kernel.Portfolio.VenuePosition(btc) != bought)
            differences.Add($"{Seed}: the engine believes the venue's position to be {kernel.Portfolio.VenuePosition(btc)}; it is {bought}");
        return differences;
    }

    public void Dispose()
    {
        Engine?.Loop.Kill(reset: true);
        Venue.Dispose();
        Loop.Dispose();
    }
}
