using LiveTrading.IO;
using LiveTrading.WebSockets;

namespace LiveTrading.Venues.Binance.MarketData;

/// <summary>
/// One combined stream connection and the control messages that bring its streams to what is wanted: three a second at most
/// (the venue allows five incoming messages, pings and pongs included). Loop thread.
/// </summary>
internal sealed class StreamConnection : IWebSocketConnectionHandler
{
    private const long ControlGapNanos = 334_000_000;
    private const long AnswerTimeoutNanos = 10_000_000_000;
    private const long RefusalRetryNanos = 30_000_000_000;

    private readonly EventLoop _loop;
    private readonly BinanceDataClient _owner;
    private readonly LoopTimer _controlTimer;
    private long _lastControlNanos = long.MinValue / 2;

    public StreamConnection(EventLoop loop, WebSocketConnectionPool connections, WebSocketEndpoint endpoint, WebSocketConnectionOptions options, StreamSubscriptions subscriptions, BinanceDataClient owner)
    {
        _loop = loop;
        _owner = owner;
        Subscriptions = subscriptions;
        _controlTimer = loop.CreateTimer(static t => ((StreamConnection)t.State!).OnControlTimer(), this);
        Connection = connections.Rent(endpoint, options, this);
    }

    public WebSocketConnection Connection { get; }

    /// <summary>What is wanted, and what runs on this connection.</summary>
    public StreamSubscriptions Subscriptions { get; }

    /// <summary>The transport stands.</summary>
    public bool IsConnected { get; private set; }

    /// <summary>Every wanted stream runs.</summary>
    public bool IsComplete => IsConnected && Subscriptions.IsComplete;

    /// <summary>Sees to it that control messages leave, all changes of this turn together, and not too often.</summary>
    public void Control() => _controlTimer.Start(Math.Max(0, _lastControlNanos + ControlGapNanos - _loop.MonotonicNanos));

    /// <summary>Tries again, later, what the venue refused.</summary>
    public void ControlAfterRefusal() => _controlTimer.Start(RefusalRetryNanos);

    void IWebSocketConnectionHandler.OnConnected(WebSocketConnection connection)
    {
        IsConnected = true;
        _owner.OnConnected(this);
        Control();
    }

    void IWebSocketConnectionHandler.OnMessage(WebSocketConnection connection, ReadOnlySpan<byte> payload, bool isText) => _owner.OnMessage(this, payload);

    void IWebSocketConnectionHandler.OnDisconnected(WebSocketConnection connection, bool wasConnected, string reason)
    {
        IsConnected = false;
        _controlTimer.Cancel();
        Subscriptions.Reset();
        _owner.OnDisconnected(this, wasConnected, reason);
    }

    void IWebSocketConnectionHandler.OnReconnecting(WebSocketConnection connection, int attempt, TimeSpan delay) => _owner.OnReconnecting(this, attempt, delay);

    void IWebSocketConnectionHandler.OnFailed(WebSocketConnection connection, string reason) => _owner.OnFailed(this, reason);

    void IWebSocketConnectionHandler.OnHandedOver(WebSocketConnection connection, long token)
    {
        // Control messages carry no token: their answers tell what became of them.
    }

    void IWebSocketConnectionHandler.OnDiscarded(WebSocketConnection connection, long token, DiscardReason reason)
    {
        // As above; a drop resets all subscriptions.
    }

    private void OnControlTimer()
    {
        if (!IsConnected)
            return;
        long now = _loop.MonotonicNanos;
        if (Subscriptions.IsOverdue(now))
        {
            Connection.Reconnect("a subscription was not answered");
            return;
        }

        if (now - _lastControlNanos >= ControlGapNanos && Subscriptions.TryNext(now + AnswerTimeoutNanos, out byte[] message))
        {
            _lastControlNanos = now;
            if (Connection.SendText(message) != SendResult.Accepted)
            {
                Connection.Reconnect("a subscription could not be sent");
                return;
            }

            _controlTimer.Start(ControlGapNanos);
        }
        else if (Subscriptions.IsWaiting)
        {
            _controlTimer.Start(AnswerTimeoutNanos / 10);
        }
    }
}
