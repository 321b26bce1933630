using LiveTrading.Cli.Output;
using LiveTrading.Cli.Running;
using LiveTrading.Cli.Strategies;
using LiveTrading.Engine.Data;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Kernel;
using LiveTrading.Engine.Risk;
using LiveTrading.IO;
using LiveTrading.Model.Identifiers;
using LiveTrading.Recording;
using LiveTrading.Summaries;
using LiveTrading.Venues.Binance;
using LiveTrading.Venues.Binance.Signing;
using LiveTrading.Venues.Simulated;
using Microsoft.Extensions.Logging;

namespace LiveTrading.Cli.Demo;

/// <summary>
/// The demo: a simulated venue on one thread, the engine on another, both talking over real sockets on this machine; this
/// thread watches.
/// </summary>
internal sealed class DemoSession : IDisposable
{
    private const string Symbol = "BTCUSDT";
    private static readonly TimeSpan _viewInterval = TimeSpan.FromMilliseconds(100);

    // After the recording ended: how long what is still on its way may take.
    private static readonly TimeSpan _drainTime = TimeSpan.FromSeconds(10);

    private readonly DemoSettings _settings;
    private readonly ILoggerFactory _loggers;
    private readonly EventLoop _venueLoop;
    private readonly SimulatedVenue _venue;
    private readonly Thread _venueThread;
    private readonly LiveTradingEngine _engine;
    private readonly ManualResetEventSlim _wake = new(false);
    private readonly string _journal;
    private volatile bool _dataEnded;
    private volatile string? _playbackError;

    private DemoSession(DemoSettings settings)
    {
        _settings = settings;
        if (settings.JournalDirectory is { } used && Directory.Exists(used) && Directory.EnumerateFiles(used, "*.ltj").Any())
            throw new LiveTradingOptionsException($"--journal: {used} holds a journal already. The demo's venue begins anew each time and knows nothing of its orders; give another directory.");
        _loggers = ConsoleLog.Create(settings.Json ? LogLevel.Warning : ProgressView.IsInteractive ? LogLevel.Error : LogLevel.Information);
        _journal = settings.JournalDirectory ?? Path.Combine(Path.GetTempPath(), "livetrading-demo-" + Path.GetRandomFileName());
        _venueLoop = EventLoops.Create();
        _venue = new SimulatedVenue(_venueLoop, new SimulatedVenueOptions { Recordings = settings.Files, Speed = settings.Speed }, _loggers.CreateLogger("Venue"));
        _venue.EndOfData += () =>
        {
            _dataEnded = true;
            _wake.Set();
        };
        _venue.PlaybackFailed += reason =>
        {
            _playbackError = reason;
            _dataEnded = true;
            _wake.Set();
        };
        _venue.Start();
        _venueThread = new Thread(_venueLoop.Run) { Name = "venue", IsBackground = true };
        _engine = CreateEngine();
    }

    public static int Run(DemoSettings settings)
    {
        using DemoSession session = new(settings);
        return session.Run();
    }

    public void Dispose()
    {
        _venueLoop.Stop();
        if (_venueThread.IsAlive)
            _venueThread.Join();
        _venue.Dispose();
        _venueLoop.Dispose();
        _wake.Dispose();
        _loggers.Dispose();
        if (_settings.JournalDirectory is null && Directory.Exists(_journal))
            Directory.Delete(_journal, recursive: true);
    }

    private LiveTradingEngine CreateEngine()
    {
        LiveTradingOptions options = new()
        {
            InstanceName = "demo",
            TickInterval = TimeSpan.FromMilliseconds(250),
            WatchMarket = true,
            Recording = new RecordingOptions { Directory = _settings.RecordingDirectory },
            Journal = new JournalOptions { Directory = _journal },
        };
        TradingKernelOptions kernel = new()
        {
            Data = new DataEngineOptions { CheckBookConsistency = true },

            // As fast as possible, six minutes of market pass within a second: the rates of a paced session would deny orders.
            Risk = new RiskOptions { MaxOrdersPerSecond = 200, MaxOrdersPerMinute = 2_000 },
        };
        LiveTradingEngine engine = new(options, kernel, _loggers);
        BinanceOptions binance = new()
        {
            StreamUrl = $"ws://127.0.0.1:{_venue.Port}",
            ApiUrl = $"ws://127.0.0.1:{_venue.Port}/ws-api/v3",
            Symbols = [Symbol],
            Credentials = new BinanceCredentials(SimulatedUser.Demo.ApiKey, SimulatedUser.Demo.Secret),
            HeartbeatInterval = options.HeartbeatInterval,
        };
        engine.AddVenue(new VenueId(binance.Venue), c => new BinanceVenue(c.Loop, c.Connections, c.Cache, c.MarketData, c.Execution, binance, c.LoggerFactory.CreateLogger("Binance")));
        string instrument = $"{Symbol}.{binance.Venue}";
        engine.AddStrategy("trend", () => new TrendStrategy(instrument), argument: instrument);
        engine.AddStrategy("quoting", () => new QuotingStrategy(instrument), argument: instrument);
        return engine;
    }

    private int Run()
    {
        _venueThread.Start();
        int code = ExitCodes.Error;
        Exception? failure = null;
        Thread engineThread = new(() =>
        {
            try
            {
                code = _engine.Run();
            }
            catch (Exception e)
            {
                failure = e;
            }

            _wake.Set();
        })
        { Name = "engine" };
        engineThread.Start();
        ProgressView view = new(_engine);
        if (ProgressView.IsInteractive && !_settings.Json)
            view.Show($"LiveTrading demo at {(_settings.Speed == 0 ? "full speed" : "speed " + _settings.Speed)}", () => Watch(engineThread, view));
        else
            Watch(engineThread, view);
        engineThread.Join();
        if (failure is not null)
            throw new DemoFailedException(failure.Message, failure);
        SessionSummary summary = DemoChecks.Apply(_engine.Summary!, _venue.Status, _settings, _dataEnded, _playbackError);
        SummaryView.Print(summary, _settings.Json);
        return code != ExitCodes.Clean ? code : summary.Problems.Count > 0 ? ExitCodes.DoesNotAddUp : ExitCodes.Clean;
    }

    private void Watch(Thread engineThread, ProgressView view)
    {
        long start = Environment.TickCount64;
        long? drainUntil = null;
        while (engineThread.IsAlive)
        {
            _wake.Wait(_viewInterval);
            _wake.Reset();
            if (_engine.State == EngineState.Stopped || view.Refresh() is not { } summary)
                continue;
            if (_settings.Duration is TimeSpan limit && Environment.TickCount64 - start >= limit.TotalMilliseconds)
                _engine.Stop(ShutdownReason.UserRequest);
            if (!_dataEnded)
                continue;
            drainUntil ??= Environment.TickCount64 + (long)_drainTime.TotalMilliseconds;
            if (summary.Messages >= _venue.Status.MessagesPlayed || Environment.TickCount64 > drainUntil)
                _engine.Stop(ShutdownReason.EndOfData);
        }
    }
}
