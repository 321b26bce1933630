using System.Globalization;
using LiveTrading.IO;
using LiveTrading.Model.Orders;
using LiveTrading.Venues.Binance.Parsing;
using LiveTrading.Venues.Binance.RateLimits;
using LiveTrading.Venues.Binance.Replacing;
using LiveTrading.WebSockets;
using Microsoft.Extensions.Logging;

namespace LiveTrading.Venues.Binance.Requests;

/// <summary>
/// Where requests of one kind go: a WebSocket API connection and, while it is being replaced, two. Loop thread.
/// </summary>
/// <remarks>
/// Before the venue ends the connection (its age, its notice) a second one is opened beside it. Once its owner finds it
/// ready it takes over: requests go over it from then on, but for those about an order that still waits for an answer on
/// the old one, so that none overtakes another. The old one stays until its answers are there, at most
/// <see cref="LeaveNanos"/>, and is closed in order; if it ends otherwise, its owner is told that something may be missing.
/// User events that both bring are told once.
/// </remarks>
internal sealed class ApiChannel
{
    /// <summary>How long a replaced connection is kept for the answers it still owes.</summary>
    public const long LeaveNanos = 10_000_000_000;

    private readonly EventLoop _loop;
    private readonly StreamPriority _priority;
    private readonly BinanceOptions _options;
    private readonly ServerClock _clock;
    private readonly RequestBudget _budget;
    private readonly IApiConnectionOwner _owner;
    private readonly ConnectionReporter _reporter;
    private readonly ILogger _logger;
    private readonly WebSocketConnectionPool _connections;
    private readonly ReplacementPlan _plan;
    private readonly LoopTimer _leaveTimer;
    private ApiConnection? _next;
    private ApiConnection? _leaving;
    private EventMerge<ApiConnection>? _events;
    private bool _isStopping;

    public ApiChannel(EventLoop loop, string name, StreamPriority priority, BinanceOptions options, ServerClock clock, RequestBudget budget, IApiConnectionOwner owner, ConnectionReporter reporter, ILogger logger, WebSocketConnectionPool connections)
    {
        _loop = loop;
        Name = name;
        _priority = priority;
        _options = options;
        _clock = clock;
        _budget = budget;
        _owner = owner;
        _reporter = reporter;
        _logger = logger;
        _connections = connections;
        _plan = new ReplacementPlan(loop, BeginReplacement, () => Abandon(string.Create(CultureInfo.InvariantCulture, $"not ready within {ReplacementPlan.TimeoutNanos / 1e9} s")));
        _leaveTimer = loop.CreateTimer(static t => ((ApiChannel)t.State!).Leave(), this);
        Current = Rent();
    }

    public string Name { get; }

    /// <summary>Where requests go.</summary>
    public ApiConnection Current { get; private set; }

    /// <summary>What its connections saw.</summary>
    public BinanceCounters Counters { get; } = new();

    public void Connect() => Current.Connection.Connect();

    public void Stop()
    {
        _isStopping = true;
        DropNext("stopping");
        _plan.Cancel();
        Current.Connection.Disconnect();
        Leave();
    }

    /// <summary>Where a request about an order goes.</summary>
    public ApiConnection For(Order order) =>
        _leaving is { } leaving && leaving.Connection.State == ConnectionState.Connected && leaving.HasOpen(order) ? leaving : Current;

    /// <summary>A connection should be replaced before the venue ends it.</summary>
    public void Replace(ApiConnection api)
    {
        if (api == Current)
            _plan.Request();
        else if (api == _next)
            _plan.RequestAgain();
    }

    /// <summary>Whether a connection is to replace the present one and has not yet.</summary>
    public bool IsNext(ApiConnection api) => api == _next;

    /// <summary>The connection that was to replace the present one is ready.</summary>
    public void TakeOver()
    {
        ApiConnection old = Current;
        (Current, _next, _leaving) = (_next!, null, old);
        old.StopRenewing();
        _reporter.TookOver(Name, Current.Connection.Endpoint);
        // After this turn: what waits in it for sending is counted as open then.
        _leaveTimer.Start(old.OpenRequests == 0 ? 0 : LeaveNanos);
        _plan.Done();
    }

    internal void OnConnected(ApiConnection api)
    {
        if (api == _next)
            _reporter.ReplacementConnected(Name, api.Connection.Endpoint);
        else
            _reporter.Connected(Name, api.Connection.Endpoint);
    }

    internal void OnOpened(ApiConnection api) => _owner.OnOpened(api);

    internal void OnHandedOver(in PendingRequest request) => _owner.OnHandedOver(request);

    internal void OnUnsent(ApiConnection api, in PendingRequest request, string reason)
    {
        _owner.OnUnsent(request, reason);
        OnSettled(api);
    }

    internal void OnUnanswered(ApiConnection api, in PendingRequest request, string reason)
    {
        _owner.OnUnanswered(api, request, reason);
        OnSettled(api);
    }

    internal void OnResponse(ApiConnection api, in PendingRequest request, ApiEnvelope envelope, ReadOnlySpan<byte> message)
    {
        _owner.OnResponse(api, request, envelope, message);
        OnSettled(api);
    }

    internal void OnEvent(ApiConnection api, ReadOnlySpan<byte> userEvent)
    {
        if (_events is not null && _events.IsRepeated(api, userEvent))
            Counters.Repeated++;
        else
            _owner.OnEvent(api, userEvent);
    }

    internal void OnDisconnected(ApiConnection api, bool wasConnected, string reason)
    {
        if (api == _next)
        {
            Abandon(reason);
        }
        else if (api == _leaving)
        {
            _leaving = null;
            _events = null;
            _leaveTimer.Cancel();
            _reporter.ReplacementClosed(Name, api.Connection.Endpoint, reason);
            bool inOrder = api.Connection.EndedByCloseFrame;
            _connections.Return(api.Connection);
            if (!inOrder && !_isStopping)
                _owner.OnLeftInDoubt(reason);
        }
        else if (api == Current)
        {
            _reporter.Disconnected(Name, api.Connection.Endpoint, wasConnected, reason);
            _owner.OnClosed(reason);
            StepIn();
        }
    }

    internal void OnReconnecting(ApiConnection api, int attempt, TimeSpan delay)
    {
        if (api == Current)
            _reporter.Reconnecting(Name, api.Connection.Endpoint, attempt, delay);
    }

    internal void OnFailed(ApiConnection api, string reason)
    {
        if (api == Current)
            _reporter.Failed(Name, api.Connection.Endpoint, reason);
    }

    private ApiConnection Rent() => new(_loop, this, _priority, _options, _clock, _budget, _logger, _connections);

    private void BeginReplacement()
    {
        if (_isStopping || Current.Connection.State != ConnectionState.Connected)
        {
            // The ordinary reconnect is on its way.
            _plan.Cancel();
            return;
        }

        if (_connections.Count == _connections.Capacity || _leaving is not null)
        {
            Log.NoRoomToReplace(_logger, Name);
            _plan.Cancel();
            Current.ReplaceInPlace();
            return;
        }

        _events = new EventMerge<ApiConnection>();
        _next = Rent();
        _next.Connection.SetHeartbeatInterval(Current.Connection.HeartbeatInterval);
        _next.Connection.Connect();
    }

    private void OnSettled(ApiConnection api)
    {
        if (api == _leaving && api.OpenRequests == 0)
            _leaveTimer.Start(0);
    }

    private void Leave() => _leaving?.Connection.Disconnect(1000, "replaced by a new connection");

    /// <summary>The present connection is gone: the one that was to replace it, if there is one, goes on in its place. What it asked, it asked for itself.</summary>
    private void StepIn()
    {
        _plan.Cancel();
        if (_next is not { } next)
            return;
        ApiConnection old = Current;
        (Current, _next, _events) = (next, null, null);
        _connections.Return(old.Connection);
        if (next.Connection.State != ConnectionState.Connected)
            return;
        _reporter.SteppedIn(Name, next.Connection.Endpoint);
    }

    /// <summary>The new connection comes to nothing; the old one goes on.</summary>
    private void Abandon(string reason)
    {
        if (_next is null)
            return;
        Log.ReplacementFailed(_logger, Name, reason);
        DropNext(reason);
        _plan.Failed();
    }

    private void DropNext(string reason)
    {
        if (_next is not { } next)
            return;
        _next = null;
        _events = null;
        bool wasConnected = next.Connection.Status.Connections > 0;
        _connections.Return(next.Connection);
        if (wasConnected)
            _reporter.ReplacementClosed(Name, next.Connection.Endpoint, reason);
    }
}
