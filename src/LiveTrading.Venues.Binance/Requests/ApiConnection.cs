using LiveTrading.IO;
using LiveTrading.Model.Orders;
using LiveTrading.Venues.Binance.Parsing;
using LiveTrading.Venues.Binance.RateLimits;
using LiveTrading.WebSockets;
using Microsoft.Extensions.Logging;

namespace LiveTrading.Venues.Binance.Requests;

/// <summary>
/// A WebSocket API connection: correlates answers with requests, learns the venue's time, and says of every request what
/// became of it. Loop thread. Nothing is ever sent again.
/// </summary>
internal sealed class ApiConnection : IWebSocketConnectionHandler
{
    /// <summary>Wait, without a second connection, before the replacement when requests are still open.</summary>
    private const long DrainNanos = 500_000_000;

    private const long SweepNanos = 1_000_000_000;

    /// <summary>With a request open and no answer to any for so long, the venue is asked its time: pongs and user events may come from elsewhere than answers.</summary>
    private const long NoAnswerNanos = 5_000_000_000;

    private readonly EventLoop _loop;
    private readonly BinanceOptions _options;
    private readonly ApiChannel _channel;
    private readonly ILogger _logger;
    private readonly ServerClock _clock;
    private readonly RequestBudget _budget;
    private readonly PendingRequestTable _pending = new();
    private readonly ApiMessageParser _parser = new();
    private readonly LoopTimer _sweep;
    private readonly LoopTimer _clockTimer;
    private readonly LoopTimer _renewal;
    private long _lastAnswerNanos;
    private bool _isTimeAsked;
    private bool _isDraining;
    private bool _isOpen;

    public ApiConnection(EventLoop loop, ApiChannel channel, StreamPriority priority, BinanceOptions options, ServerClock clock, RequestBudget budget, ILogger logger, WebSocketConnectionPool connections)
    {
        _loop = loop;
        _options = options;
        _channel = channel;
        _logger = logger;
        _clock = clock;
        _budget = budget;
        _sweep = loop.CreateTimer(static t => ((ApiConnection)t.State!).Sweep(), this);
        _clockTimer = loop.CreateTimer(static t => ((ApiConnection)t.State!).AskTime(), this);
        _renewal = loop.CreateTimer(static t => ((ApiConnection)t.State!).Renew(), this);
        Connection = connections.Rent(WebSocketEndpoint.Parse(options.ApiUrl), options.Connection(priority, expectData: false), this);
    }

    public WebSocketConnection Connection { get; }

    public ApiRequestWriter Writer { get; } = new();

    public BinanceCounters Counters => _channel.Counters;

    /// <summary>The owner's requests that wait for their answers.</summary>
    public int OpenRequests => _pending.Count - (_isTimeAsked ? 1 : 0);

    /// <summary>The transport stands and the venue's time was answered on it.</summary>
    public bool IsOpen => _isOpen;

    /// <summary>Whether a request about an order waits for its answer.</summary>
    public bool HasOpen(Order order) => _pending.HasOpen(order);

    /// <summary>Its age counts no more.</summary>
    public void StopRenewing() => _renewal.Cancel();

    /// <summary>The number of the next request; 0 when too many wait.</summary>
    public long NextToken() => _pending.NextToken();

    /// <summary>Queues a request whose <see cref="PendingRequest.Token"/> came from <see cref="NextToken"/>.</summary>
    /// <param name="request">Kept until answered.</param>
    /// <param name="message">Its text.</param>
    /// <param name="timeoutNanos">How long the answer is waited for.</param>
    /// <param name="deadlineNanos">Monotonic time after which it must not leave; 0: none.</param>
    public SendResult Send(in PendingRequest request, ReadOnlySpan<byte> message, long timeoutNanos, long deadlineNanos = 0)
    {
        SendResult result = Connection.SendText(message, request.Token, deadlineNanos);
        if (result != SendResult.Accepted)
            return result;
        PendingRequest kept = request;
        kept.DueNanos = _loop.MonotonicNanos + timeoutNanos;
        _pending.Add(kept);
        return result;
    }

    /// <summary>Asks the venue's time now, and from then on every <see cref="BinanceOptions.ClockInterval"/>.</summary>
    public void AskTime()
    {
        if (Connection.State != ConnectionState.Connected)
            return;
        if (!_clockTimer.IsActive)
            _clockTimer.Start(_options.ClockInterval.Ticks * 100, _options.ClockInterval.Ticks * 100);
        long token = NextToken();
        if (token == 0 || !_budget.TryTake(ApiMethods.Weight(ApiMethod.Time), _clock.Milliseconds))
            return;
        Writer.Begin(token, ApiMethod.Time);
        PendingRequest request = new() { Token = token, Method = ApiMethod.Time };
        _isTimeAsked = Send(request, Writer.End(), _options.QueryTimeout.Ticks * 100) == SendResult.Accepted;
        if (!_isTimeAsked)
            _budget.Settle(ApiMethods.Weight(ApiMethod.Time), false, unsent: true);
    }

    void IWebSocketConnectionHandler.OnConnected(WebSocketConnection connection)
    {
        _channel.OnConnected(this);
        _lastAnswerNanos = _loop.MonotonicNanos;
        _sweep.Start(SweepNanos, SweepNanos);
        _renewal.Start(_options.RenewAfter.Ticks * 100);
        AskTime();
    }

    void IWebSocketConnectionHandler.OnMessage(WebSocketConnection connection, ReadOnlySpan<byte> payload, bool isText)
    {
        Counters.Messages++;
        if (_parser.Parse(payload) != ParseStatus.Ok)
        {
            Unreadable(_parser.Failure);
            return;
        }

        ApiEnvelope envelope = _parser.Envelope;
        if (envelope.Kind == ApiMessageKind.Event)
        {
            _channel.OnEvent(this, payload[envelope.Event]);
            return;
        }

        _lastAnswerNanos = _loop.MonotonicNanos;
        if (!_pending.TryRemove(envelope.Id, out PendingRequest request))
        {
            Counters.Uncorrelated++;
            ReadLimits(envelope);
            return;
        }

        _budget.Settle(ApiMethods.Weight(request.Method), request.Method == ApiMethod.PlaceOrder, unsent: false);
        ReadLimits(envelope);
        if (envelope.Code == -1021)
        {
            Log.ClockDistrusted(_logger);
            _clock.Distrust();
            AskTime();
        }

        if (request.Method == ApiMethod.Time)
            OnTime(request, envelope, payload);
        else
            _channel.OnResponse(this, request, envelope, payload);
    }

    void IWebSocketConnectionHandler.OnDisconnected(WebSocketConnection connection, bool wasConnected, string reason)
    {
        _sweep.Cancel();
        _clockTimer.Cancel();
        _renewal.Cancel();
        _isOpen = _isTimeAsked = _isDraining = false;
        while (_pending.TryTakeDue(long.MaxValue, out PendingRequest request))
            GiveUp(request, reason);
        _channel.OnDisconnected(this, wasConnected, reason);
    }

    void IWebSocketConnectionHandler.OnReconnecting(WebSocketConnection connection, int attempt, TimeSpan delay) =>
        _channel.OnReconnecting(this, attempt, delay);

    void IWebSocketConnectionHandler.OnFailed(WebSocketConnection connection, string reason) =>
        _channel.OnFailed(this, reason);

    void IWebSocketConnectionHandler.OnHandedOver(WebSocketConnection connection, long token)
    {
        if (_pending.TryMarkHandedOver(token, _loop.MonotonicNanos, out PendingRequest request) && request.Method != ApiMethod.Time)
            _channel.OnHandedOver(request);
    }

    void IWebSocketConnectionHandler.OnDiscarded(WebSocketConnection connection, long token, DiscardReason reason)
    {
        if (!_pending.TryRemove(token, out PendingRequest request))
            return;
        _budget.Settle(ApiMethods.Weight(request.Method), request.Method == ApiMethod.PlaceOrder, unsent: true);
        if (request.Method != ApiMethod.Time)
        {
            _channel.OnUnsent(this, request, reason switch
            {
                DiscardReason.DeadlinePassed => "the send deadline passed",
                DiscardReason.ConnectionLost => "the connection dropped before it was sent",
                _ => "withdrawn",
            });
        }
    }

    /// <summary>Closes the connection in order and dials again: at once when nothing is under way, else after a short while.</summary>
    public void ReplaceInPlace()
    {
        if (Connection.State != ConnectionState.Connected)
            return;
        if (_pending.Count > 0 && _isOpen)
        {
            _isOpen = false;
            _isDraining = true;
            _renewal.Start(DrainNanos);
            return;
        }

        Connection.Disconnect(1000, "replacing the connection");
        Connection.Connect();
    }

    /// <summary>Notes a message that could not be read; the log gets the first and then every thousandth.</summary>
    public void Unreadable(ParseFailure failure)
    {
        long count = Counters.AddUnreadable(failure.Status);
        if (count % 1000 == 1)
            Log.Unreadable(_logger, _channel.Name, count, failure.ToString());
    }

    private void OnTime(in PendingRequest request, ApiEnvelope envelope, ReadOnlySpan<byte> payload)
    {
        _isTimeAsked = false;
        if (!envelope.HasResult || !ResultParser.TryReadServerTime(payload[envelope.Result], out long serverMilliseconds))
        {
            if (!_isOpen)
                Connection.Reconnect($"the venue did not tell its time: {envelope.Code} {envelope.Text}");
            return;
        }

        long before = _clock.Milliseconds;
        _clock.AddSample(serverMilliseconds, request.HandedOverNanos, _loop.MonotonicNanos);
        _budget.Shift(_clock.Milliseconds - before);
        if (_isOpen)
            return;
        _isOpen = true;
        _channel.OnOpened(this);
    }

    private void ReadLimits(ApiEnvelope envelope)
    {
        long now = _clock.Milliseconds;
        _budget.Report(envelope.RateLimits.AsSpan(0, envelope.RateLimitCount), now);
        if (envelope.Status is not (429 or 418))
            return;
        if (envelope.Code == -1015)
        {
            _budget.BlockOrders(now);
            return;
        }


        // The venue names a moment of its own time, which may not be known yet: what counts is how far away it is.
        bool isRelative = envelope.RetryAfterMilliseconds > 0 && envelope.ServerMilliseconds > 0;
        _budget.Block(isRelative ? now + Math.Max(0, envelope.RetryAfterMilliseconds - envelope.ServerMilliseconds) : envelope.RetryAfterMilliseconds, now);
        Log.Blocked(_logger, _channel.Name, DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(_budget.BlockedUntil, 253_402_300_799_999)), envelope.Status, envelope.Text);
    }

    private void Sweep()
    {
        while (_pending.TryTakeDue(_loop.MonotonicNanos, out PendingRequest request))
            GiveUp(request, "no answer in time");
        if (_isTimeAsked || _isDraining)
            return;
        if (!_isOpen || (_pending.Count > 0 && _loop.MonotonicNanos - _lastAnswerNanos >= NoAnswerNanos))
            AskTime();
    }

    private void GiveUp(in PendingRequest request, string reason)
    {
        _budget.Settle(ApiMethods.Weight(request.Method), request.Method == ApiMethod.PlaceOrder, unsent: false);
        if (request.Method != ApiMethod.Time)
            _channel.OnUnanswered(this, request, reason);
        else if (Connection.State == ConnectionState.Connected)
            Connection.Reconnect("the venue's time was not answered");
    }

    private void Renew()
    {
        if (_isDraining)
        {
            ReplaceInPlace();
            return;
        }

        Log.Renewing(_logger, _channel.Name);
        _channel.Replace(this);
    }
}
