using LiveTrading.Benchmarks.Harness;
using LiveTrading.Engine.Data;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Execution;
using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Kernel;
using LiveTrading.Engine.Ports;
using LiveTrading.Engine.Recording;
using LiveTrading.IO;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Time;
using LiveTrading.Venues.Binance;
using LiveTrading.WebSockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace LiveTrading.Benchmarks.Paths;

/// <summary>The product's own path, put together as the engine does it: loop, connection, Binance adapter, core, one strategy. The calling thread is the loop's.</summary>
internal sealed class EngineUnderTest : IVenueObserver, IDisposable
{
    private const long LongestSilenceNanos = 20_000_000_000;

    private readonly EventLoop _loop = EventLoops.Create();
    private readonly TradingKernel _kernel;
    private readonly BinanceVenue _venue;
    private readonly RecordingTape? _tape;
    private readonly WatchingStrategy _strategy;
    private string? _refused;

    /// <param name="port">Where the feed is.</param>
    /// <param name="recording">Where everything is recorded; null: nowhere.</param>
    /// <param name="symbols">Its instruments, as the feed names them; null: the recorded one.</param>
    public EngineUnderTest(int port, IRecordingBlocks? recording = null, string[]? symbols = null)
    {
        symbols ??= [FeedSymbols.Recorded];
        _strategy = new WatchingStrategy([.. symbols.Select(static s => s + ".BINANCE")]);
        LoopClock clock = new(_loop);
        _tape = recording is null ? null : new RecordingTape(recording, clock);
        CoreBoundary boundary = new(_tape);
        _kernel = new TradingKernel(
            new TradingKernelOptions { Data = new DataEngineOptions { StaleAfterNanos = 0, SnapshotIntervalNanos = 0 } },
            boundary.Clock(clock),
            boundary.Timers(new LoopTimers(_loop)),
            boundary.Journal(new MemoryJournalStorage()),
            instance: 1,
            epoch: 1,
            states: null);
        VenueExecution execution = _kernel.AddVenue(new VenueId("BINANCE"));
        BinanceOptions options = new() { StreamUrl = $"ws://127.0.0.1:{port}", ApiUrl = $"ws://127.0.0.1:{port}/ws-api/v3", Symbols = symbols };
        _venue = new BinanceVenue(_loop, new WebSocketConnectionPool(_loop, 7), _kernel.Cache, boundary.MarketData(_kernel.Data), boundary.Execution(execution), options, NullLogger.Instance);
        IVenueAdapter venue = boundary.Venue(() => _venue);
        boundary.Watch(_kernel.Bus, _kernel.Cache);
        _kernel.Attach(execution, venue);
        _kernel.Strategies.Add(new StrategyId("watching"), _strategy);
        _tape?.EndSetUp();
        venue.Start(this);
        RunUntil(() => _kernel.Cache.InstrumentCount == symbols.Length && Enumerable.Range(0, symbols.Length).All(i => _kernel.Cache.Book(new InstrumentHandle(i)).IsValid));
    }

    /// <summary>Messages that reached the strategy.</summary>
    public long Messages => _strategy.Messages;

    /// <summary>Everything so far was recorded.</summary>
    public bool IsRecorded => _tape is { IsRecording: true };

    public OrderBook Book => _kernel.Cache.Book(new InstrumentHandle(0));

    /// <summary>Runs the loop until so many messages have reached the strategy.</summary>
    public void RunUntilMessages(long messages)
    {
        long seen = -1;
        long since = 0;
        while (_strategy.Messages < messages)
        {
            _loop.RunOnce(1_000_000_000);
            if (_strategy.Messages != seen)
            {
                seen = _strategy.Messages;
                since = _loop.MonotonicNanos;
            }
            else if (_loop.MonotonicNanos - since > LongestSilenceNanos)
            {
                throw new BenchmarkException($"path: {messages - seen} of {messages} messages did not reach the strategy; counters: {_kernel.Data.Counters}");
            }
        }
    }

    /// <summary>Gives a message to the adapter as its connection does.</summary>
    public void Take(ReadOnlySpan<byte> payload) => ((IWebSocketConnectionHandler)_venue.Data.Stream).OnMessage(_venue.Data.Connection, payload, true);

    /// <summary>Nothing was missed, doubted or read the slow way.</summary>
    public void Verify(FeedScript script)
    {
        DataEngineCounters counters = _kernel.Data.Counters;
        BenchmarkException.Require(
            counters.Resyncs == 0 && counters.Malformed == 0 && counters.Ignored == 0 && _venue.Data.GeneralReads <= _venue.Data.Counters.Messages / 1_000,
            $"path: the feed was not read as it was sent: {counters}, {_venue.Data.GeneralReads} general reads");
        BenchmarkException.Require(
            _strategy.BestBid.Price.AsDecimal == script.EndBestBid && _strategy.BestAsk.Price.AsDecimal == script.EndBestAsk,
            "path: the engine's book is not the one of the recording.");
    }

    public void OnInstrumentsLoaded(IVenueAdapter venue) => _kernel.Strategies.StartAll();

    public void OnConnection(IVenueAdapter venue, in ConnectionEvent e)
    {
        if (e.Kind == ConnectionEventKind.Disconnected)
            _refused = "a connection was lost: " + e.Reason;
    }

    public void OnRefused(IVenueAdapter venue, string reason) => _refused = reason;

    public void OnStopped(IVenueAdapter venue)
    {
    }

    public void Dispose()
    {
        _loop.Dispose();
        _venue.Dispose();
    }

    private void RunUntil(Func<bool> condition)
    {
        long started = _loop.MonotonicNanos;
        while (!condition())
        {
            _loop.RunOnce(100_000_000);
            BenchmarkException.Require(_refused is null, "path: " + _refused);
            BenchmarkException.Require(_loop.MonotonicNanos - started < LongestSilenceNanos, "path: the engine did not get its book.");
        }
    }
}
