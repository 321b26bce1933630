using System.Text;
using LiveTrading.Connections;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Journal;
using LiveTrading.IO;
using LiveTrading.IO.Simulated;
using LiveTrading.Model.Identifiers;
using LiveTrading.Simulation.Harness;
using LiveTrading.Venues.Binance;
using LiveTrading.WebSockets;
using LiveTrading.WebSockets.Server;

namespace LiveTrading.Tests.Simulation;

/// <summary>What a program may ask of a running <see cref="LiveTradingEngine"/>, on virtual time.</summary>
public sealed class RuntimeApiTests : IDisposable
{
    private static readonly InstrumentId Bitcoin = new("BTCUSDT", new VenueId("BINANCE"));

    private readonly EngineWorld _world = new(new WorldSettings { Speed = 4 });
    private readonly ProcessLoop _loop;
    private readonly MemoryJournalStorage _journal = new();

    public RuntimeApiTests() => _loop = new ProcessLoop(_world.Loop);

    public void Dispose()
    {
        _loop.Kill(reset: true);
        _world.Dispose();
    }

    [Fact]
    public void StopBeforeRun_RunEndsAtOnceAndClean()
    {
        LiveTradingEngine engine = Create();
        engine.Stop();

        int code = Run(engine);

        Assert.Equal(ExitCodes.Clean, code);
        Assert.True(_world.Loop.MonotonicNanos < 4_600_000_000);
        Assert.Equal("userRequest", engine.Summary!.ShutdownReason);
    }

    [Fact]
    public void RunTwice_WhileRunning_IsAnError()
    {
        LiveTradingEngine engine = Create();
        Exception? error = null;

        int code = Run(engine, (2, () =>
        {
            error = Record.Exception(() => engine.Run());
            engine.Stop();
        }
        ));

        Assert.Equal(ExitCodes.Clean, code);
        Assert.Equal("The engine runs already.", Assert.IsType<InvalidOperationException>(error).Message);
    }

    [Fact]
    public void RunAgain_AfterTheEnd_IsAnotherRunOnTheJournal()
    {
        LiveTradingEngine engine = Create();
        Assert.Equal(ExitCodes.Clean, Run(engine, (5, () => engine.Stop())));
        long orders = engine.Summary!.OrdersSubmitted;

        Assert.Equal(ExitCodes.Clean, Run(engine, (5, () => engine.Stop())));

        Assert.True(orders > 0 && engine.Summary.OrdersSubmitted > 0);
        Assert.Empty(engine.Summary.Problems);
    }

    [Fact]
    public void Restart_Running_StartsAnewFromTheJournal()
    {
        LiveTradingEngine engine = Create();
        int starts = 0;
        engine.Built = _ => starts++;

        int code = Run(engine, (5, () => engine.Restart()), (12, () => engine.Stop()));

        Assert.Equal((ExitCodes.Clean, 2), (code, starts));
        Assert.Empty(engine.Summary!.Problems);
    }

    [Fact]
    public void KillSwitches_EngagedAndReleased_HoldMeanwhile()
    {
        LiveTradingEngine engine = Create();
        string strategy = "quoter";
        List<(bool Engine, bool Strategy)> engaged = [];
        List<bool> released = [];
        void Look() => engaged.Add((engine.Kernel!.KillSwitch.IsEngaged, engine.Kernel.KillSwitch.IsStrategyEngaged(new StrategyId(strategy))));

        int code = Run(
            engine,
            (2, () => released.AddRange([engine.ReleaseKillSwitch("ada").Result, engine.ReleaseStrategyKillSwitch(strategy, "ada").Result])),
            (3, () =>
            {
                Assert.True(engine.EngageStrategyKillSwitch(strategy, "runs wild").IsCompletedSuccessfully);
                Assert.True(engine.EngageKillSwitch("test").IsCompletedSuccessfully);
                Look();
            }
        ),
            (5, () =>
            {
                released.AddRange([engine.ReleaseKillSwitch("ada").Result, engine.ReleaseStrategyKillSwitch(strategy, "ada").Result]);
                Look();
            }
        ),
            (6, () => engine.Stop()));

        Assert.Equal(ExitCodes.Clean, code);
        Assert.Equal([(true, true), (false, false)], engaged);
        Assert.Equal([false, false, true, true], released);
    }

    [Fact]
    public void WhatDoesNotExist_IsAnErrorAndNotAKillOrAnAcceptance()
    {
        LiveTradingEngine engine = Create();
        List<Exception?> errors = [];
        bool accepted = true;

        Run(
            engine,
            (2, () =>
            {
                errors.Add(Record.Exception(() => { _ = engine.EngageStrategyKillSwitch("nobody", "typo"); }));
                errors.Add(Record.Exception(() => engine.AcceptDifference(new InstrumentId("NONE", new VenueId("BINANCE")), "ada", "typo").GetAwaiter().GetResult()));
                accepted = engine.AcceptDifference(Bitcoin, "ada", "there is none").Result;
            }
        ),
            (3, () => engine.Stop()));

        Assert.All(errors, e => Assert.IsType<ArgumentException>(e));
        Assert.False(accepted);
    }

    [Fact]
    public void ConnectWebSocket_SendsSubscriptionsDeliversAndDisconnects()
    {
        LiveTradingEngine engine = Create();
        List<string> messages = [];
        engine.Built = k => k.Bus.Subscribe("ws.extra", (in RawMessage m) => messages.Add(Encoding.UTF8.GetString(m.Payload.Span)), owner: "test");
        SendResult sent = default;
        bool disconnected = false;
        int atDisconnect = 0;

        Run(
            engine,
            (2, () => Assert.True(engine.ConnectWebSocket(Extra("extra")).IsCompletedSuccessfully)),
            (4, () => sent = engine.SendWebSocketMessage("extra", """{"method":"LIST_SUBSCRIPTIONS","id":9}"""u8.ToArray()).Result),
            (6, () =>
            {
                disconnected = engine.DisconnectWebSocket("extra").Result;
                atDisconnect = messages.Count;
            }
        ),
            (8, () => engine.Stop()));

        Assert.Equal(SendResult.Accepted, sent);
        Assert.Contains(messages, m => m.Contains("\"id\":1", StringComparison.Ordinal));
        Assert.Contains(messages, m => m.Contains("btcusdt@trade", StringComparison.Ordinal) && m.Contains("\"id\":9", StringComparison.Ordinal));
        Assert.True(disconnected);
        Assert.Equal(atDisconnect, messages.Count);
    }

    [Fact]
    public void DisconnectWebSocket_Connected_EndsWithTheCloseHandshakeAndFreesItsPlace()
    {
        LiveTradingEngine engine = Create(o => o.MaxConnections = 4);
        List<string> ends = [];
        engine.Built = k => k.Bus.Subscribe("system.disconnected", (in ConnectionEvent e) => ends.Add($"{e.Name ?? e.Endpoint}: {e.Reason}"), owner: "test");
        bool connectedAgain = false;

        Run(
            engine,
            (2, () => Assert.True(engine.ConnectWebSocket(Extra("extra")).IsCompletedSuccessfully)),
            (4, () => Assert.True(engine.DisconnectWebSocket("extra").Result)),
            (5, () => connectedAgain = engine.ConnectWebSocket(Extra("extra")).IsCompletedSuccessfully),
            (7, () => engine.Stop()));

        Assert.Equal("extra: disconnected by request", ends.First(e => e.StartsWith("extra", StringComparison.Ordinal)));
        Assert.True(connectedAgain);
    }

    [Fact]
    public void DisconnectWebSocket_WaitingForAReconnect_FreesItsPlaceAtOnce()
    {
        LiveTradingEngine engine = Create(o => o.MaxConnections = 4);
        bool connectedAgain = false;

        Run(
            engine,
            (2, () => Assert.True(engine.ConnectWebSocket(new WsEndpointOptions { Name = "extra", Url = "ws://127.0.0.1:1/" }).IsCompletedSuccessfully)),
            (4, () =>
            {
                Assert.True(engine.DisconnectWebSocket("extra").Result);
                connectedAgain = engine.ConnectWebSocket(Extra("extra")).IsCompletedSuccessfully;
            }
        ),
            (6, () => engine.Stop()));

        Assert.True(connectedAgain);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ConnectWebSocket_Compression_IsOfferedWhenAskedFor(bool compression)
    {
        const int Port = 9444;
        CompressingSite site = new();
        using WebServer server = new(_world.Loop, new ListenOptions { Port = Port }, new WebServerOptions { Compression = new PerMessageDeflateOptions() }, site);
        LiveTradingEngine engine = Create();
        List<string> messages = [];
        engine.Built = k => k.Bus.Subscribe("ws.zipped", (in RawMessage m) => messages.Add(Encoding.UTF8.GetString(m.Payload.Span)), owner: "test");

        Run(
            engine,
            (2, () => engine.ConnectWebSocket(new WsEndpointOptions { Name = "zipped", Url = $"ws://127.0.0.1:{Port}/", Compression = compression })),
            (4, () => engine.Stop()));

        Assert.Equal([compression], site.Compressed);
        Assert.Equal([CompressingSite.Greeting], messages);
    }

    [Fact]
    public void ConnectWebSocket_PoolExhausted_IsAClearErrorAndOverwritesNothing()
    {
        LiveTradingEngine engine = Create(o => o.MaxConnections = 4);
        Exception? error = null;
        IReadOnlyList<ConnectionStatus> statuses = [];

        Run(
            engine,
            (2, () => engine.ConnectWebSocket(Extra("one"))),
            (3, () => error = ErrorOf(() => engine.ConnectWebSocket(Extra("two")))),
            (4, () => statuses = engine.GetConnectionStatus().Result),
            (5, () => engine.Stop()));

        Assert.Equal("All 4 connections of the pool are in use: return one, or make the pool larger.", Assert.IsType<InvalidOperationException>(error).Message);
        Assert.Equal(4, statuses.Count);
        Assert.All(statuses, s => Assert.Equal(ConnectionState.Connected, s.State));
        Assert.All(statuses, s => Assert.True(s.MessagesReceived > 0 && s.BytesReceived > 0 && s.Connections == 1, s.ToString()));
    }

    [Fact]
    public void ConnectWebSocket_SameNameOrAnotherMachine_IsAClearError()
    {
        LiveTradingEngine engine = Create();
        Exception? same = null, far = null;

        Run(
            engine,
            (2, () => engine.ConnectWebSocket(Extra("one"))),
            (3, () => same = ErrorOf(() => engine.ConnectWebSocket(Extra("one")))),
            (4, () => far = ErrorOf(() => engine.ConnectWebSocket(new WsEndpointOptions { Url = "ws://example.org/x" }))),
            (5, () => engine.Stop()));

        Assert.Contains("a connection named 'one' exists already", Assert.IsType<ArgumentException>(same).Message, StringComparison.Ordinal);
        Assert.Contains("'example.org' is not this machine", Assert.IsType<ArgumentException>(far).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UnknownConnection_SendAndDisconnect_SayNo()
    {
        LiveTradingEngine engine = Create();
        SendResult sent = default;
        bool disconnected = true;

        Run(
            engine,
            (2, () => sent = engine.SendWebSocketMessage("nobody", "x"u8.ToArray()).Result),
            (3, () => disconnected = engine.DisconnectWebSocket("nobody").Result),
            (4, () => engine.Stop()));

        Assert.Equal((SendResult.NotConnected, false), (sent, disconnected));
    }

    [Fact]
    public void SetTickInterval_ChangesEndsAndStartsTheTicks()
    {
        LiveTradingEngine engine = Create(o => o.TickInterval = null);
        List<long> ticks = [];
        engine.Built = k => k.Bus.Subscribe(SystemTopics.Tick, (in TickEvent e) => ticks.Add(_world.Loop.MonotonicNanos), owner: "test");
        int before = -1, ended = -1, later = -1;

        Run(
            engine,
            (2, () =>
            {
                before = ticks.Count;
                engine.SetTickInterval(TimeSpan.FromMilliseconds(10));
            }
        ),
            (3.005, () =>
            {
                ended = ticks.Count;
                engine.SetTickInterval(null);
            }
        ),
            (4, () =>
            {
                later = ticks.Count;
                engine.SetTickInterval(TimeSpan.FromSeconds(1));
            }
        ),
            (6.5, () => engine.Stop()));

        Assert.Equal((0, 100, 100, 102), (before, ended, later, ticks.Count));
        Assert.IsType<ArgumentOutOfRangeException>(ErrorOf(() => engine.SetTickInterval(TimeSpan.Zero)));
    }

    [Fact]
    public void SetHeartbeatInterval_ShorterOne_FindsADeadConnectionSooner()
    {
        LiveTradingEngine engine = Create();
        List<long> lost = [];
        engine.Built = k => k.Bus.Subscribe(SystemTopics.Disconnected, (in ConnectionEvent e) => lost.Add(_world.Loop.MonotonicNanos), owner: "test");

        Run(
            engine,
            (3, () => engine.SetHeartbeatInterval(TimeSpan.FromSeconds(1))),
            (5, () => _world.Loop.Network.Connections.First(c => c.IsOpen && c.Host == "127.0.0.1").Sever()),
            (9, () => engine.Stop()));

        Assert.InRange(lost[0], 5_000_000_000, 7_100_000_000);
        Assert.IsType<ArgumentOutOfRangeException>(ErrorOf(() => engine.SetHeartbeatInterval(TimeSpan.Zero)));
    }

    [Fact]
    public void Calls_BeforeTheStart_AreAnError()
    {
        LiveTradingEngine engine = Create();

        Assert.Equal("The engine does not run.", Assert.IsType<InvalidOperationException>(ErrorOf(() => engine.GetConnectionStatus())).Message);
    }

    [Fact]
    public void Options_ManyBad_AreAllNamedAtOnce()
    {
        LiveTradingOptions options = new()
        {
            InstanceName = "no spaces allowed",
            HeartbeatInterval = TimeSpan.Zero,
            TickInterval = TimeSpan.FromDays(2),
            ReconnectBase = TimeSpan.FromSeconds(10),
            ReconnectMax = TimeSpan.FromSeconds(1),
            MaxReconnectAttempts = -1,
            MaxConnections = 0,
            Loop = new LoopOptions { Backend = "kqueue", Wait = "sleep", SpinFor = TimeSpan.FromMinutes(1) },
            Journal = new JournalOptions { Directory = "", SegmentBytes = 1 },
            Stop = new StopOptions { Timeout = TimeSpan.Zero },
            WsEndpoints = [new WsEndpointOptions { Url = "http://x" }, new WsEndpointOptions { Url = "wss://example.org/" }],
        };

        LiveTradingOptionsException error = Assert.Throws<LiveTradingOptionsException>(() => new LiveTradingEngine(options));

        string[] keys = ["InstanceName", "HeartbeatInterval", "TickInterval", "ReconnectMax", "MaxReconnectAttempts", "MaxConnections", "Loop:Backend", "Loop:Wait", "Loop:SpinFor", "Journal:Directory", "Journal:SegmentBytes", "Stop:Timeout", "WsEndpoints:0", "WsEndpoints:1"];
        Assert.All(keys, k => Assert.Contains("LiveTrading:" + k, error.Message, StringComparison.Ordinal));
    }

    private static WsEndpointOptions Extra(string name) => new()
    {
        Name = name,
        Url = $"ws://127.0.0.1:{EngineWorld.Port}/ws/btcusdt@trade",
        Subscriptions = ["""{"method":"LIST_SUBSCRIPTIONS","id":1}"""],
    };

    /// <summary>What a call throws at once, as calls on the loop's own thread do.</summary>
    private static Exception? ErrorOf(Func<Task> call)
    {
        try
        {
            Assert.True(call().IsCompletedSuccessfully);
            return null;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return e;
        }
    }

    private LiveTradingEngine Create(Action<LiveTradingOptions>? change = null)
    {
        LiveTradingOptions options = _world.CreateOptions();
        change?.Invoke(options);
        LiveTradingEngine engine = new(options, environment: new EngineEnvironment { Loop = _loop, JournalStorage = _journal, RandomSeed = 1 });
        engine.AddVenue(new VenueId("BINANCE"), c => new BinanceVenue(c.Loop, c.Connections, c.Cache, c.MarketData, c.Execution, _world.CreateBinanceOptions(), new RecordingLogs()));
        engine.AddStrategy("quoter", () => new Quoter());
        engine.AddStrategy("taker", () => new Taker { Every = 100 });
        return engine;
    }

    /// <summary>Runs the engine with calls at virtual seconds from now; it must end within a minute.</summary>
    private int Run(LiveTradingEngine engine, params (double Seconds, Action Call)[] script)
    {
        List<Exception> errors = [];
        foreach ((double seconds, Action call) in script)
            _world.Loop.CreateTimer(_ => errors.AddRange(Record.Exception(call) is { } e ? [e] : [])).Start((long)(seconds * 1e9));
        _world.Loop.CreateTimer(_ =>
        {
            errors.Add(new TimeoutException("the engine did not stop"));
            _loop.Kill(reset: true);
        }).Start(60_000_000_000);
        int code = engine.Run();
        Assert.Empty(errors);
        return code;
    }

    /// <summary>Greets with a long text and notes whether compression was agreed on.</summary>
    private sealed class CompressingSite : IWebServerHandler, IServerWebSocketHandler
    {
        public static readonly string Greeting = string.Concat(Enumerable.Repeat("hello ", 200));

        public List<bool> Compressed { get; } = [];

        public void OnRequest(in HttpRequest request, HttpExchange exchange) => exchange.Respond(404, "", default);

        public IServerWebSocketHandler? OnUpgrade(in HttpRequest request, HttpExchange exchange) => this;

        public void OnOpened(ServerWebSocket socket)
        {
            Compressed.Add(socket.IsCompressed);
            socket.SendText(Encoding.UTF8.GetBytes(Greeting));
        }

        public void OnMessage(ServerWebSocket socket, ReadOnlySpan<byte> payload, bool isText)
        {
        }

        public void OnPong(ServerWebSocket socket, ReadOnlySpan<byte> payload)
        {
        }

        public void OnDrained(ServerWebSocket socket)
        {
        }

        public void OnClosed(ServerWebSocket socket, ushort code, string reason)
        {
        }
    }
}
