using System.Diagnostics;
using System.Runtime.CompilerServices;
using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Kernel;
using LiveTrading.Engine.Strategies;
using LiveTrading.Model.Identifiers;
using LiveTrading.Simulation.Harness;
using LiveTrading.Storage;
using LiveTrading.Tests.Wire.Harness;
using LiveTrading.Venues.Binance;
using LiveTrading.Venues.Binance.Signing;

namespace LiveTrading.Tests.Wire;

/// <summary>What a run leaves behind on a real loop: nothing, however often it starts, trades and ends.</summary>
public sealed class LeakTests
{
    private const int WarmUp = 5;
    private const int Restarts = 50;

    [Theory]
    [InlineData("auto")]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task Restart_FiftyTimesWhileTrading_LeavesNoDescriptorsThreadsOrEngines(string backend)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Descriptors are counted in /proc.");
        using TemporaryFolder folder = new();
        using VenueProcess venue = await VenueProcess.Start("--generate", "1", "--symbols", "BTCUSDT", "--port", "0", "--order-limit", "100000", "--weight-limit", "1000000");
        List<WeakReference> kernels = [];
        (int Descriptors, int Threads) warm = default;
        (int Descriptors, int Threads) last = default;
        int starts = 0;
        LiveTradingEngine engine = Create(folder.File("journal"), backend, venue.Url, [("quoter", () => new Quoter())]);
        engine.Built = k => kernels.Add(new WeakReference(k));
        engine.StateChanged = s =>
        {
            if (s == EngineState.Recovering)
            {
                last = Count();
                if (++starts == WarmUp)
                    warm = last;
            }

            if (s == EngineState.Running)
                StopAfterAnOrder(engine, again: starts < WarmUp + Restarts);
        };

        await OnThread(engine).WaitAsync(TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken);

        Assert.Equal(WarmUp + Restarts, starts);

        // The runtime opens a few of its own and the thread pool grows as it likes; one a run would be far more.
        Assert.True(last.Descriptors < warm.Descriptors + (Restarts / 5), $"{warm.Descriptors} descriptors became {last.Descriptors}");
        Assert.True(last.Threads < warm.Threads + (Restarts / 2), $"{warm.Threads} threads became {last.Threads}");
        Assert.InRange(Alive(kernels), 0, 2);
    }

    [Fact]
    public void Start_Fails_GivesJournalAndDescriptorsFree()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Descriptors are counted in /proc.");
        using TemporaryFolder folder = new();
        string journal = folder.File("journal");
        LiveTradingEngine wrong = Create(journal, "auto", "ws://127.0.0.1:1", [("quoter", () => new Quoter())], new Dictionary<string, string> { ["NoSuchParameter"] = "1" });
        Assert.Throws<LiveTradingOptionsException>(() => wrong.Run());
        int before = Count().Descriptors;

        for (int i = 0; i < 20; i++)
            Assert.Throws<LiveTradingOptionsException>(() => wrong.Run());

        Assert.Equal(before, Count().Descriptors);
        LiveTradingEngine right = new(new LiveTradingOptions { Journal = new JournalOptions { Directory = journal } }, environment: new EngineEnvironment { HandleSignals = false });
        right.StateChanged = s =>
        {
            if (s == EngineState.Running)
                right.Stop();
        };
        Assert.Equal(ExitCodes.Clean, right.Run());
    }

    [Fact]
    public void Start_JournalHeldByAnother_GivesDescriptorsFree()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Descriptors are counted in /proc.");
        using TemporaryFolder folder = new();
        using FileJournalStorage holder = FileJournalStorage.Open(folder.File("journal"));
        LiveTradingEngine engine = Create(folder.File("journal"), "auto", "ws://127.0.0.1:1", []);
        Assert.Throws<JournalException>(() => engine.Run());
        int before = Count().Descriptors;

        for (int i = 0; i < 20; i++)
            Assert.Throws<JournalException>(() => engine.Run());

        Assert.Equal(before, Count().Descriptors);
    }

    private static LiveTradingEngine Create(string journal, string backend, string url, (string Id, Func<Strategy> Create)[] strategies, IReadOnlyDictionary<string, string>? parameters = null)
    {
        LiveTradingEngine engine = new(
            new LiveTradingOptions
            {
                InstanceName = "leaks",
                TickInterval = TimeSpan.FromMilliseconds(20),
                Journal = new JournalOptions { Directory = journal },
                Loop = new LoopOptions { Backend = backend },
            },
            environment: new EngineEnvironment { HandleSignals = false });
        BinanceOptions binance = new()
        {
            StreamUrl = url,
            ApiUrl = url + "/ws-api/v3",
            Symbols = ["BTCUSDT"],
            Credentials = new BinanceCredentials("demo-key", "demo-secret"),
        };
        engine.AddVenue(new VenueId("BINANCE"), c => new BinanceVenue(c.Loop, c.Connections, c.Cache, c.MarketData, c.Execution, binance, c.LoggerFactory.CreateLogger("Binance")));
        foreach ((string id, Func<Strategy> create) in strategies)
            engine.AddStrategy(id, create, parameters);
        return engine;
    }

    private static void StopAfterAnOrder(LiveTradingEngine engine, bool again)
    {
        bool asked = false;
        engine.Kernel!.Bus.Subscribe(
            "order.accepted",
            (in Model.Orders.OrderEvent e) =>
            {
                if (asked)
                    return;
                asked = true;
                if (again)
                    engine.Restart();
                else
                    engine.Stop();
            },
            owner: "test");
    }

    private static Task<int> OnThread(LiveTradingEngine engine)
    {
        TaskCompletionSource<int> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                ended.SetResult(engine.Run());
            }
            catch (Exception e)
            {
                ended.SetException(e);
            }
        })
        { Name = "engine", IsBackground = true }.Start();
        return ended.Task;
    }

    private static (int Descriptors, int Threads) Count()
    {
        using Process self = Process.GetCurrentProcess();
        return (Directory.GetFiles("/proc/self/fd").Length, self.Threads.Count);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Alive(List<WeakReference> references)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return references.Count(r => r.IsAlive);
    }
}
