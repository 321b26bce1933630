using LiveTrading.IO;
using LiveTrading.Model;
using LiveTrading.Venues.Simulated.Accounts;
using LiveTrading.Venues.Simulated.Faults;
using LiveTrading.Venues.Simulated.Matching;
using LiveTrading.Venues.Simulated.Playback;
using LiveTrading.Venues.Simulated.Protocol;
using LiveTrading.WebSockets.Server;
using Microsoft.Extensions.Logging;

namespace LiveTrading.Venues.Simulated;

/// <summary>
/// An exchange in a box: a server on a port that speaks the Binance Spot protocol, plays recordings, or a market of its own
/// making, to whoever subscribes, and matches users' orders on it.
/// </summary>
/// <remarks>
/// Everything happens on the loop's thread: make it, call it and read it there (<see cref="EventLoop.TryPost"/> brings other
/// threads in). It makes no threads; the caller runs the loop.
/// </remarks>
public sealed class SimulatedVenue : IDisposable
{
    private readonly EventLoop _loop;
    private readonly SimulatedVenueOptions _options;
    private readonly ILogger _logger;
    private readonly VenueState _state;
    private readonly StreamHub _hub = new();
    private readonly SendGate _gate;
    private readonly UserStreams _users;
    private readonly VenueApi _api;
    private readonly List<ApiSession> _apiSessions = [];
    private IMarketPlayer? _player;
    private WebServer? _server;
    private LoopTimer? _healthTimer;

    /// <summary>Makes a venue; nothing is opened yet.</summary>
    /// <param name="loop">Serves it.</param>
    /// <param name="options">Copied.</param>
    /// <param name="logger">One line per event that matters, none per message.</param>
    /// <exception cref="ArgumentException">Bad options; the message has all problems.</exception>
    public SimulatedVenue(EventLoop loop, SimulatedVenueOptions options, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(logger);
        IReadOnlyList<string> problems = options.Validate();
        if (problems.Count > 0)
            throw new ArgumentException("Simulated venue: " + string.Join(" ", problems), nameof(options));
        _loop = loop;
        _options = options;
        _logger = logger;
        _state = new VenueState(options, loop);
        _gate = new SendGate(() => loop.MonotonicNanos);
        _users = new UserStreams(_state);
        _api = new VenueApi(_state);
    }

    /// <summary>The last recorded message was played; orders are still served. On the loop thread.</summary>
    public event Action? EndOfData;

    /// <summary>Playback stopped at damaged data, with a sentence naming file and line; orders are still served. On the loop thread.</summary>
    public event Action<string>? PlaybackFailed;

    /// <summary>The port in use.</summary>
    /// <exception cref="InvalidOperationException">Not started.</exception>
    public int Port => _server?.Port ?? throw new InvalidOperationException("The simulated venue is not started.");

    /// <summary>Counters now.</summary>
    public SimulatedVenueStatus Status => new(
        _player?.State ?? PlaybackState.Ended,
        _player?.Played ?? 0,
        _gate.FramesSent,
        _state.OrderCount,
        _state.Ledger.FillCount,
        _hub.Sessions.Count,
        _apiSessions.Count,
        _gate.Blocked,
        _state.Markets.Sum(m => m.Gaps),
        _player?.Error);

    internal VenueState State => _state;

    internal SimulatedVenueOptions Options => _options;

    /// <summary>Reads the recordings' heads, binds the port and serves.</summary>
    /// <exception cref="InvalidOperationException">Started before.</exception>
    /// <exception cref="LoopIOException">The port is in use or not allowed.</exception>
    /// <exception cref="Capture.CaptureException">A recording is missing or damaged.</exception>
    public void Start()
    {
        if (_server is not null)
            throw new InvalidOperationException("The simulated venue was started before.");
        var answering = new RequestAnswering(_state, _api, _users) { Answered = () => _player?.Continue() };
        if (_options.Generator is not null)
            _player = new MarketGenerator(_state, _hub, _gate, _users.Flush);
        else if (_options.Recordings.Count > 0)
            _player = new CapturePlayer(_state, _hub, _gate, _users.Flush) { Ended = OnEnded, StartingOver = OnStartingOver };
        if (_player is not null)
        {
            _hub.Subscribed = _player.Continue;
            _gate.Opened = _player.Continue;
        }

        var handler = new VenueServer(_state, _api, answering, _users, _hub, _gate, _apiSessions, this);
        var listen = new ListenOptions { Address = _options.Address, Port = _options.Port, Certificate = _options.Certificate };
        try
        {
            _server = new WebServer(_loop, listen, new WebServerOptions { SendQueueBytes = _options.SendQueueBytes, MaxMessageBytes = 1024 * 1024 }, handler);
        }
        catch (LoopIOException)
        {
            _player?.Dispose();
            throw;
        }

        _healthTimer = _loop.CreateTimer(_ => CheckHealth());
        long period = Math.Min(1_000_000_000, Math.Min(_options.PingInterval.Ticks, Math.Min(_options.PongTimeout.Ticks, _options.SlowClientTimeout.Ticks)) * 100 / 2);
        _healthTimer.Start(period, period);
        string streams = _player is null ? "nothing" : _options.WaitForSubscriptions && _player.AwaitedStreams.Count > 0 ? string.Join(", ", _player.AwaitedStreams) : "nobody";
        string market = _options.Generator is { } generator ? $"a market generated from seed {generator.Seed}" : $"{_options.Recordings.Count} recording(s)";
        Log.Listening(_logger, _options.Address, Port, market, _options.Speed, streams);
        if (!_options.WaitForSubscriptions || _options.Generator is not null)
            _player?.Continue();
    }

    /// <summary>Stops listening and cuts every connection. Idempotent.</summary>
    public void Stop()
    {
        if (_server is null)
            return;
        SimulatedVenueStatus status = Status;
        _healthTimer?.Cancel();
        _player?.Dispose();
        _server.Dispose();
        _server = null;
        Log.Stopped(_logger, status.MessagesPlayed, status.FramesSent, status.Orders, status.Fills);
    }

    /// <inheritdoc cref="Stop"/>
    public void Dispose() => Stop();

    /// <summary>Every order of a user that is remembered, oldest first.</summary>
    /// <exception cref="ArgumentException">No such user.</exception>
    public IReadOnlyList<SimulatedOrder> Orders(string apiKey) => [.. Account(apiKey).Orders.OrderBy(o => o.OrderId).Select(o => new SimulatedOrder(
        o.OrderId,
        o.ClientOrderId,
        o.Symbol,
        VenueWords.Of(o.Side),
        VenueWords.Of(o.Type),
        VenueWords.Of(o.State),
        FixedPoint.ToDecimal(o.Price),
        FixedPoint.ToDecimal(o.Quantity),
        FixedPoint.ToDecimal(o.Executed),
        FixedPoint.ToDecimal(o.CumulativeQuote))
    {
        OriginalClientOrderId = o.OriginalClientOrderId,
        TimeInForce = o.IsMarket ? "" : VenueWords.Of(o.TimeInForce),
        StopPrice = FixedPoint.ToDecimal(o.StopPrice),
    })];

    /// <summary>Every execution of a user's orders that is remembered, oldest first.</summary>
    /// <exception cref="ArgumentException">No such user.</exception>
    public IReadOnlyList<SimulatedFill> Fills(string apiKey) => [.. Account(apiKey).Fills.Select(f => new SimulatedFill(
        f.Order.OrderId,
        f.TradeId,
        f.Order.Symbol,
        FixedPoint.ToDecimal(f.Price),
        FixedPoint.ToDecimal(f.Quantity),
        FixedPoint.ToDecimal(f.Commission),
        f.CommissionAsset,
        f.IsMaker,
        f.TimeMs))];

    /// <summary>A user's balances, by asset.</summary>
    /// <exception cref="ArgumentException">No such user.</exception>
    public IReadOnlyList<SimulatedBalance> Balances(string apiKey) =>
        [.. Account(apiKey).Balances.Select(b => new SimulatedBalance(b.Asset, FixedPoint.ToDecimal(b.Free), FixedPoint.ToDecimal(b.Locked)))];

    /// <summary>Deposits (above 0) or withdraws (below 0) and tells the user by <c>balanceUpdate</c>.</summary>
    /// <returns>False when there is not so much to withdraw, or more than fits.</returns>
    /// <exception cref="ArgumentException">No such user, no asset, or more than eight decimal places.</exception>
    public bool Transfer(string apiKey, string asset, decimal amount)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(asset);
        VenueAccount account = Account(apiKey);
        long delta = FixedPoint.FromDecimal(amount);
        AssetBalance balance = account.Balance(asset);
        if ((Int128)balance.Free + delta is var after && (after < 0 || after > long.MaxValue / 4))
            return false;
        account.Touch(asset).Free += delta;
        account.UpdateTimeMs = _state.NowMs;
        _users.SendTransfer(account, asset, delta);
        return true;
    }

    /// <summary>Injects a fault: at once, or when its occasion comes.</summary>
    /// <returns>False when 1,000 faults wait already.</returns>
    /// <exception cref="ArgumentException">A bad fault; the message has all problems.</exception>
    public bool Inject(VenueFault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        IReadOnlyList<string> problems = fault.Validate();
        if (problems.Count > 0)
            throw new ArgumentException(string.Join(" ", problems), nameof(fault));
        Log.FaultInjected(_logger, fault.ToString());
        switch (fault.Kind)
        {
            case FaultKind.ShutdownNotice:
                NotifyShutdown();
                return true;
            case FaultKind.DropConnections:
                foreach (FrameSender sender in Senders())
                    sender.Socket?.Abort(reset: true);
                return true;
            case FaultKind.HalfOpen:
                foreach (FrameSender sender in Senders())
                    sender.Mute();
                return true;
            default:
                return _state.Faults.TryAdd(fault);
        }
    }

    /// <summary>Forgets the faults that wait. Connections made silent stay so.</summary>
    public void ClearFaults() => _state.Faults.Clear();

    private FrameSender[] Senders() => [.. _hub.Sessions.Select(s => s.Sender), .. _apiSessions.Select(s => s.Sender)];

    private void NotifyShutdown()
    {
        string data = $"{{\"e\":\"serverShutdown\",\"E\":{_state.NowMs}}}";
        foreach (StreamSession session in _hub.Sessions.ToArray())
            session.Sender.Send(System.Text.Encoding.ASCII.GetBytes(session.IsCombined ? $"{{\"stream\":\"!serverShutdown\",\"data\":{data}}}" : data));
        foreach (ApiSession session in _apiSessions.ToArray())
            session.Sender.Send(System.Text.Encoding.ASCII.GetBytes($"{{\"event\":{data}}}"));
    }

    private VenueAccount Account(string apiKey) =>
        _state.FindUser(apiKey)?.Account ?? throw new ArgumentException($"There is no user with the key {apiKey}.", nameof(apiKey));

    private void CheckHealth()
    {
        long now = _loop.MonotonicNanos;
        for (int i = _hub.Sessions.Count - 1; i >= 0; i--)
            _hub.Sessions[i].Tick(now);
        for (int i = _apiSessions.Count - 1; i >= 0; i--)
            _apiSessions[i].Tick(now);
    }

    private void OnEnded(string? error)
    {
        if (error is null)
        {
            Log.EndOfData(_logger, _player!.Played);
            EndOfData?.Invoke();
            return;
        }

        Log.PlaybackFailed(_logger, _player!.Played, error);
        PlaybackFailed?.Invoke(error);
    }

    private void OnStartingOver()
    {
        Log.StartingOver(_logger);
        foreach (StreamSession session in _hub.Sessions.ToArray())
            session.End(1001, "a recording begins anew");
    }
}
