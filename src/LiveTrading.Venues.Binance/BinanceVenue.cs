using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Ports;
using LiveTrading.IO;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;
using LiveTrading.Venues.Binance.Execution;
using LiveTrading.Venues.Binance.MarketData;
using LiveTrading.Venues.Binance.Parsing;
using LiveTrading.Venues.Binance.Queries;
using LiveTrading.Venues.Binance.RateLimits;
using LiveTrading.Venues.Binance.Signing;
using LiveTrading.WebSockets;
using Microsoft.Extensions.Logging;

namespace LiveTrading.Venues.Binance;

/// <summary>
/// Binance Spot: three connections (streams, orders, queries) and the clients over them. Loop thread. Order of calls:
/// <see cref="Start"/>; when <see cref="InstrumentsLoaded"/> came, <see cref="Attach"/> with the engine's sinks, which opens
/// order entry and, once something is subscribed to, the streams; at the end <see cref="Stop"/>.
/// </summary>
public sealed class BinanceVenue : IDisposable
{
    private readonly Cache _cache;
    private readonly IRequestSigner? _signer;
    private readonly ServerClock _clock;
    private readonly BinanceQueries _queries;
    private readonly InstrumentSymbols _symbols = new();
    private readonly ConnectionReporter _reporter;
    private readonly BinanceDataClient _data;
    private readonly BinanceExecutionClient? _execution;
    private bool _isAttached;
    private bool _isStarted;

    /// <summary>Makes it; nothing is dialled yet.</summary>
    /// <param name="loop">Serves it.</param>
    /// <param name="cache">Gets the instruments.</param>
    /// <param name="options">Read now.</param>
    /// <param name="logger">For connections and what goes wrong.</param>
    /// <param name="randomSeed">Of frame masks, handshake keys and jitter: secret and random in production, fixed in a simulation.</param>
    /// <exception cref="LiveTradingException">Bad options; the message has all problems.</exception>
    public BinanceVenue(EventLoop loop, Cache cache, BinanceOptions options, ILogger logger, ulong randomSeed)
    {
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentNullException.ThrowIfNull(cache);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(logger);
        IReadOnlyList<string> problems = options.Validate();
        if (problems.Count > 0)
            throw new LiveTradingException(string.Join(Environment.NewLine, problems));
        _cache = cache;
        Venue = options.VenueId;
        Account = options.AccountId;
        _clock = new ServerClock(loop);
        _reporter = new ConnectionReporter(logger);
        RequestBudget budget = new();
        CurrencyTable currencies = new();
        _signer = options.Credentials?.CreateSigner();
        _queries = new BinanceQueries(loop, options, _signer, _clock, budget, _symbols, currencies, _reporter, logger, randomSeed)
        {
            InstrumentsLoaded = OnInstruments,
            InstrumentsRefused = reason => InstrumentsRefused?.Invoke(reason),
        };
        _data = new BinanceDataClient(loop, options, _symbols.Table, _queries, _reporter, logger, randomSeed ^ 0x5DEECE66DUL);
        if (options.Credentials is { } credentials)
            _execution = new BinanceExecutionClient(loop, options, credentials, _signer!, _clock, budget, _queries, _symbols, currencies, _reporter, logger, randomSeed ^ 0xB5026F5AA96619E9UL);
    }

    /// <summary>Which venue.</summary>
    public VenueId Venue { get; }

    /// <summary>Which account.</summary>
    public AccountId Account { get; }

    /// <summary>Market data.</summary>
    public BinanceDataClient DataClient => _data;

    /// <summary>Order entry; null without credentials.</summary>
    public BinanceExecutionClient? ExecutionClient => _execution;

    /// <summary>What the query connection saw.</summary>
    public BinanceCounters QueryCounters => _queries.Api.Counters;

    /// <summary>The configured instruments, in the cache; empty until loaded.</summary>
    public IReadOnlyList<InstrumentHandle> Instruments { get; private set; } = [];

    /// <summary>How far the venue's clock is ahead of this machine's, nanoseconds; 0 until known.</summary>
    public long ClockSkewNanos => _clock.SkewNanos;

    /// <summary>Told once, when the instruments are in the cache.</summary>
    public Action<IReadOnlyList<InstrumentHandle>>? InstrumentsLoaded { get; set; }

    /// <summary>Told when the venue refuses the configured symbols: the start cannot succeed. Other failures are tried again, from 1 s doubling to 60 s.</summary>
    public Action<string>? InstrumentsRefused { get; set; }

    /// <summary>Told of every change of a connection.</summary>
    public Action<BinanceConnectionEvent>? ConnectionChanged
    {
        get => _reporter.Changed;
        set => _reporter.Changed = value;
    }

    /// <summary>Snapshots of the connections: streams, queries and, with credentials, orders.</summary>
    public IReadOnlyList<ConnectionStatus> Statuses => _execution is null
        ? [_data.Connection.Status, _queries.Api.Connection.Status]
        : [_data.Connection.Status, _queries.Api.Connection.Status, _execution.Api.Connection.Status];

    /// <summary>Dials the query connection, learns the venue's time and loads the instruments.</summary>
    /// <exception cref="InvalidOperationException">Started already.</exception>
    public void Start()
    {
        if (_isStarted)
            throw new InvalidOperationException("The venue was started already.");
        _isStarted = true;
        _queries.Api.Connect();
    }

    /// <summary>Gives the engine's sinks; order entry and streams open from now on. Call it when or after <see cref="InstrumentsLoaded"/> came.</summary>
    /// <param name="data">Gets market data.</param>
    /// <param name="execution">Gets what becomes of orders; may be null without credentials.</param>
    /// <exception cref="InvalidOperationException">Instruments are not loaded, or sinks are attached already.</exception>
    /// <exception cref="ArgumentNullException">No data sink, or no execution sink although there are credentials.</exception>
    public void Attach(IMarketDataSink data, IExecutionSink? execution)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (_execution is not null)
            ArgumentNullException.ThrowIfNull(execution);
        if (_isAttached || Instruments.Count == 0)
            throw new InvalidOperationException(_isAttached ? "Sinks are attached already." : "The instruments are not loaded yet.");
        _isAttached = true;
        _queries.DataSink = data;
        _queries.ExecutionSink = execution;
        _data.Start(data);
        if (_execution is null)
            return;
        _execution.Attach(execution!);
        _execution.Api.Connect();
    }

    /// <summary>Ends all connections with a close handshake; nothing reconnects. Idempotent.</summary>
    public void Stop()
    {
        _data.Stop();
        _execution?.Api.Stop();
        _queries.Api.Stop();
    }

    /// <summary>Wipes the signing key. Call it after the loop has ended.</summary>
    public void Dispose() => _signer?.Dispose();

    private void OnInstruments(IReadOnlyList<Instrument> instruments)
    {
        List<InstrumentHandle> handles = [];
        foreach (Instrument instrument in instruments)
        {
            InstrumentHandle handle = _cache.AddInstrument(instrument);
            _symbols.Add(instrument.Id.Symbol, handle);
            handles.Add(handle);
        }

        Instruments = handles;
        InstrumentsLoaded?.Invoke(handles);
    }
}
