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
using LiveTrading.Venues.Binance.Requests;
using LiveTrading.Venues.Binance.Signing;
using LiveTrading.WebSockets;
using Microsoft.Extensions.Logging;

namespace LiveTrading.Venues.Binance;

/// <summary>
/// Binance Spot: up to three connections (queries, orders, streams) and the clients over them. Loop thread. The query
/// connection comes first and loads the instruments; then order entry opens, and the streams once something is subscribed to.
/// </summary>
public sealed class BinanceVenue : IVenueAdapter, IDisposable
{
    private readonly Cache _cache;
    private readonly ILogger _logger;
    private readonly IRequestSigner? _signer;
    private readonly ServerClock _clock;
    private readonly BinanceQueries _queries;
    private readonly InstrumentSymbols _symbols = new();
    private readonly ConnectionReporter _reporter;
    private readonly BinanceDataClient _data;
    private readonly BinanceExecutionClient? _execution;
    private bool _isStarted;
    private bool _isStopping;

    /// <summary>Makes it and rents its connections; nothing is dialled yet.</summary>
    /// <param name="loop">Serves it.</param>
    /// <param name="connections">Where its two or three connections come from.</param>
    /// <param name="cache">Gets the instruments.</param>
    /// <param name="data">Gets market data.</param>
    /// <param name="execution">Gets what becomes of orders; not used without credentials.</param>
    /// <param name="options">Read now.</param>
    /// <param name="logger">For connections and what goes wrong.</param>
    /// <exception cref="LiveTradingException">Bad options; the message has all problems.</exception>
    /// <exception cref="InvalidOperationException">The pool has no connection left.</exception>
    public BinanceVenue(EventLoop loop, WebSocketConnectionPool connections, Cache cache, IMarketDataSink data, IExecutionSink execution, BinanceOptions options, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentNullException.ThrowIfNull(connections);
        ArgumentNullException.ThrowIfNull(cache);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(execution);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(logger);
        IReadOnlyList<string> problems = options.Validate();
        if (problems.Count > 0)
            throw new LiveTradingException(string.Join(Environment.NewLine, problems));
        _cache = cache;
        _logger = logger;
        Venue = options.VenueId;
        _clock = new ServerClock(loop);
        _reporter = new ConnectionReporter(loop, this, logger);
        RequestBudget budget = new();
        CurrencyTable currencies = new();
        _signer = options.Credentials?.CreateSigner();
        _queries = new BinanceQueries(loop, options, _signer, _clock, budget, _symbols, currencies, _reporter, logger, connections, data, execution)
        {
            InstrumentsLoaded = OnInstruments,
        };
        _data = new BinanceDataClient(loop, options, _symbols.Table, _queries, _reporter, logger, connections, data);
        if (options.Credentials is { } credentials)
            _execution = new BinanceExecutionClient(loop, options, credentials, _signer!, _clock, budget, _queries, _symbols, currencies, _reporter, logger, connections, execution);
    }

    /// <inheritdoc/>
    public VenueId Venue { get; }

    /// <inheritdoc cref="IVenueAdapter.Data"/>
    public BinanceDataClient Data => _data;

    /// <inheritdoc cref="IVenueAdapter.Execution"/>
    public BinanceExecutionClient? Execution => _execution;

    /// <inheritdoc/>
    public bool InstrumentsLoaded { get; private set; }

    /// <summary>What the query connection saw.</summary>
    public BinanceCounters QueryCounters => _queries.Channel.Counters;

    /// <summary>How far the venue's clock is ahead of this machine's, nanoseconds; 0 until known.</summary>
    public long ClockSkewNanos => _clock.SkewNanos;

    /// <summary>Snapshots of the connections: streams, queries and, with credentials, orders.</summary>
    public IReadOnlyList<ConnectionStatus> Statuses => _execution is null
        ? [_data.Connection.Status, _queries.Api.Connection.Status]
        : [_data.Connection.Status, _queries.Api.Connection.Status, _execution.Channel.Current.Connection.Status];

    IDataClient IVenueAdapter.Data => _data;

    IExecutionClient? IVenueAdapter.Execution => _execution;

    internal ApiConnection QueryApi => _queries.Api;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">Started already.</exception>
    public void Start(IVenueObserver observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        if (_isStarted)
            throw new InvalidOperationException("The venue was started already.");
        _isStarted = true;
        _reporter.Observer = observer;
        _queries.Channel.Connect();
    }

    /// <inheritdoc/>
    public void Stop()
    {
        if (_isStopping)
            return;
        _isStopping = true;
        _data.Stop();
        _execution?.Channel.Stop();
        _queries.Channel.Stop();
        _reporter.Stopping();
    }

    /// <summary>Wipes the signing key. Call it after the loop has ended.</summary>
    public void Dispose() => _signer?.Dispose();

    private void OnInstruments(IReadOnlyList<Instrument> instruments)
    {
        if (InstrumentsLoaded)
        {
            foreach (Instrument instrument in instruments)
                Update(instrument);
            return;
        }

        foreach (Instrument instrument in instruments)
            _symbols.Add(instrument.Id.Symbol, _cache.AddInstrument(instrument));
        InstrumentsLoaded = true;
        _reporter.InstrumentsLoaded();
        if (_isStopping)
            return;
        _data.Start();
        _execution?.Channel.Connect();
    }

    /// <summary>Puts changed rules in the place of the old ones, under the same handle: what reads the cache from now on sees them.</summary>
    private void Update(Instrument instrument)
    {
        if (!_cache.TryGetHandle(instrument.Id, out InstrumentHandle handle))
            return;
        Instrument known = _cache.Instrument(handle);
        if (known == instrument with { OrderTypes = known.OrderTypes } && known.OrderTypes.SequenceEqual(instrument.OrderTypes))
            return;
        _cache.AddInstrument(instrument);
        Log.InstrumentChanged(_logger, instrument.Id.Symbol, instrument.Status, instrument.TickSize, instrument.LotSize, instrument.MinNotional);
    }
}
