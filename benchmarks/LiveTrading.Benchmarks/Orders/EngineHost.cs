using LiveTrading.Benchmarks.Harness;
using LiveTrading.Engine.Data;
using LiveTrading.Engine.Kernel;
using LiveTrading.Engine.Risk;
using LiveTrading.Engine.Strategies;
using LiveTrading.IO;
using LiveTrading.Lifecycle;
using LiveTrading.Model.Identifiers;
using LiveTrading.Venues.Binance;
using LiveTrading.Venues.Binance.Signing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LiveTrading.Benchmarks.Orders;

/// <summary>The whole engine as <c>livetrading run</c> builds it, journal in files, on the calling thread, which drives the loop.</summary>
internal sealed class EngineHost : IDisposable
{
    private const long LongestSilenceNanos = 60_000_000_000;

    private readonly EngineSession _session;
    private readonly string _directory = Directory.CreateTempSubdirectory("livetrading-benchmark-").FullName;

    /// <param name="port">Where the venue is.</param>
    /// <param name="strategy">The one strategy.</param>
    /// <param name="configure">Changes the options.</param>
    /// <param name="symbols">Its instruments.</param>
    /// <param name="loggers">Where it logs; null: nowhere.</param>
    public EngineHost(int port, Strategy strategy, Action<LiveTradingOptions>? configure = null, string[]? symbols = null, ILoggerFactory? loggers = null)
    {
        LiveTradingOptions options = new() { InstanceName = "benchmark", HeartbeatInterval = TimeSpan.FromHours(1), ReconnectBase = TimeSpan.FromMilliseconds(100) };
        options.Journal.Directory = Path.Combine(_directory, "journal");
        configure?.Invoke(options);
        TradingKernelOptions kernel = new()
        {
            Durability = options.Journal.Durability,
            Data = new DataEngineOptions { StaleAfterNanos = 0 },
            Risk = new RiskOptions { MaxOrdersPerSecond = 10_000, MaxOrdersPerMinute = 100_000, DuplicateWindow = TimeSpan.Zero, MaxMarketPriceAge = TimeSpan.FromHours(1) },
        };
        BinanceOptions binance = new()
        {
            StreamUrl = $"ws://127.0.0.1:{port}",
            ApiUrl = $"ws://127.0.0.1:{port}/ws-api/v3",
            Symbols = symbols ?? ["BTCUSDT"],
            Credentials = symbols is null ? new BinanceCredentials("benchmark-key", "benchmark-secret") : null,
            HeartbeatInterval = options.HeartbeatInterval,
            ReconnectBase = options.ReconnectBase,
            ReconnectMax = options.ReconnectMax,
        };
        options.TradeWithoutReconciliation = binance.Credentials is null;
        _session = new EngineSession(
            options,
            kernel,
            new EngineEnvironment { HandleSignals = false },
            [new VenueRegistration(binance.VenueId, c => new BinanceVenue(c.Loop, c.Connections, c.Cache, c.MarketData, c.Execution, binance, c.LoggerFactory.CreateLogger("Binance")))],
            [new StrategyRegistration(new StrategyId("benchmark"), () => strategy, new Dictionary<string, string>(), "")],
            loggers ?? NullLoggerFactory.Instance);
        _session.Begin();
    }

    public TradingKernel Kernel => _session.Kernel;

    public EventLoop Loop => _session.Loop;

    /// <summary>Where its journal and its recording are.</summary>
    public string DirectoryPath => _directory;

    public bool IsRunning => _session.State == EngineState.Running;

    /// <summary>Turns the loop until something is so.</summary>
    /// <param name="condition">What is waited for.</param>
    /// <param name="what">It in words.</param>
    /// <param name="spin">Never sleeps.</param>
    /// <exception cref="BenchmarkException">It does not come about.</exception>
    public void RunUntil(Func<bool> condition, string what, bool spin = true)
    {
        long deadline = Loop.MonotonicNanos + LongestSilenceNanos;
        while (!condition())
        {
            Loop.RunOnce(spin ? 0 : 10_000_000);
            if (Loop.MonotonicNanos > deadline)
                throw new BenchmarkException("The engine did not come so far: " + what);
        }
    }

    /// <summary>Stops it in order, the recording completed.</summary>
    public void Stop()
    {
        _session.Stop(Engine.Events.ShutdownReason.UserRequest);
        RunUntil(() => _session.State == EngineState.Stopped, "stopped", spin: false);
    }

    public void Dispose()
    {
        _session.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
