using System.Security.Cryptography.X509Certificates;
using LiveTrading.Engine.Data;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Kernel;
using LiveTrading.Engine.Strategies;
using LiveTrading.Model.Identifiers;
using LiveTrading.Summaries;
using LiveTrading.Venues.Binance;
using LiveTrading.Venues.Binance.Signing;

namespace LiveTrading.Tests.Wire.Harness;

/// <summary>The whole engine with the Binance adapter on a thread of its own, real loop, real sockets; stopped when disposed.</summary>
internal sealed class EngineOnThread : IAsyncDisposable
{
    public const string Instrument = "BTCUSDT.BINANCE";
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly LiveTradingEngine _engine;
    private readonly TaskCompletionSource<int> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public EngineOnThread(string url, string journal, IEnumerable<(string Id, Func<Strategy> Create)> strategies, X509Certificate2Collection? roots = null, Action<LiveTradingOptions>? configure = null, Func<BinanceOptions, BinanceOptions>? adapt = null)
    {
        LiveTradingOptions options = new()
        {
            InstanceName = "wire",
            TickInterval = TimeSpan.FromMilliseconds(250),
            Journal = new JournalOptions { Directory = journal },
        };
        configure?.Invoke(options);
        TradingKernelOptions kernel = new() { Durability = options.Journal.Durability, Data = new DataEngineOptions { CheckBookConsistency = true } };
        _engine = new LiveTradingEngine(options, kernel, Log, new EngineEnvironment { HandleSignals = false });
        BinanceOptions binance = new()
        {
            StreamUrl = url,
            ApiUrl = url + "/ws-api/v3",
            Symbols = ["BTCUSDT"],
            Credentials = new BinanceCredentials("demo-key", "demo-secret"),
            HeartbeatInterval = options.HeartbeatInterval,
            ReconnectBase = options.ReconnectBase,
            ReconnectMax = options.ReconnectMax,
            ExtraRoots = roots,
        };
        binance = adapt?.Invoke(binance) ?? binance;
        _engine.AddVenue(new VenueId(binance.Venue), c => Venue = new BinanceVenue(c.Loop, c.Connections, c.Cache, c.MarketData, c.Execution, binance, c.LoggerFactory.CreateLogger("Binance")));
        foreach ((string id, Func<Strategy> create) in strategies)
            _engine.AddStrategy(id, create);
    }

    public LogLines Log { get; } = new();

    public LiveTradingEngine Engine => _engine;

    /// <summary>Its counters are the loop thread's: read them after the end, or on the loop.</summary>
    public BinanceVenue? Venue { get; private set; }

    /// <summary>Completes with the exit code.</summary>
    public Task<int> Ended => _ended.Task;

    public EngineOnThread Start()
    {
        new Thread(() =>
        {
            try
            {
                _ended.SetResult(_engine.Run());
            }
            catch (Exception e)
            {
                _ended.SetException(e);
            }
        })
        { Name = "engine", IsBackground = true }.Start();
        return this;
    }

    /// <summary>Stops it and waits for the end.</summary>
    public async Task<SessionSummary> Stop(ShutdownReason reason = ShutdownReason.UserRequest)
    {
        _engine.Stop(reason);
        await Ended.WaitAsync(Patience);
        return _engine.Summary!;
    }

    public async ValueTask DisposeAsync()
    {
        _engine.Stop();
        await Ended.WaitAsync(Patience);
    }
}
