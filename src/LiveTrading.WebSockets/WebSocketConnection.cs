using LiveTrading.IO;

namespace LiveTrading.WebSockets;

/// <summary>
/// A WebSocket client that reconnects, beats and queues; it knows nothing of trading. For the loop thread. In steady state
/// nothing is allocated per message sent or received. Every method may be called from within the handler's callbacks.
/// </summary>
public sealed class WebSocketConnection
{
    /// <summary>Makes it, disconnected.</summary>
    /// <param name="loop">Serves it.</param>
    /// <param name="endpoint">Where to.</param>
    /// <param name="options">How; read now.</param>
    /// <param name="handler">Told of everything.</param>
    /// <param name="randomSeed">Of frame masks, handshake keys and jitter: secret and random in production, fixed in a simulation.</param>
    /// <exception cref="ArgumentException">Bad options, endpoint or headers; the message has all problems.</exception>
    public WebSocketConnection(EventLoop loop, WebSocketEndpoint endpoint, WebSocketConnectionOptions options, IWebSocketConnectionHandler handler, ulong randomSeed)
    {
        throw new NotSupportedException();
    }

    /// <summary>Where to.</summary>
    public WebSocketEndpoint Endpoint => throw new NotSupportedException();

    /// <summary>For the owner's use.</summary>
    public object? Tag { get; set; }

    /// <summary>Where it stands.</summary>
    public ConnectionState State => throw new NotSupportedException();

    /// <summary>A snapshot; allocates.</summary>
    public ConnectionStatus Status => throw new NotSupportedException();

    /// <summary>Dials at once when disconnected or failed, or instead of the wait when reconnecting; otherwise nothing happens. The handler is told later, never during this call.</summary>
    public void Connect() => throw new NotSupportedException();

    /// <summary>
    /// Ends the connection, an attempt or the wait for one; no reconnect. An open connection sends what is queued and then a
    /// close frame, and is cut after <see cref="WebSocketConnectionOptions.CloseTimeout"/>; messages that arrive before the
    /// venue's close frame are still delivered; the state is <see cref="ConnectionState.Disconnected"/> at once.
    /// </summary>
    /// <param name="code">1000 to 1003, 1007 to 1014 or 3000 to 4999.</param>
    /// <param name="reason">At most 123 bytes of UTF-8.</param>
    /// <exception cref="ArgumentException">A code or reason that may not be sent.</exception>
    public void Disconnect(ushort code = 1000, string reason = "") => throw new NotSupportedException();

    /// <summary>Drops the connection or attempt now and goes through the back-off. Nothing happens when disconnected, failed or already waiting.</summary>
    /// <param name="reason">For <see cref="IWebSocketConnectionHandler.OnDisconnected"/>.</param>
    public void Reconnect(string reason) => throw new NotSupportedException();

    /// <summary>Queues a text message; it leaves with the next flush.</summary>
    /// <param name="utf8">Copied; valid UTF-8 is the caller's duty.</param>
    /// <param name="token">Above zero: reported by <see cref="IWebSocketConnectionHandler.OnHandedOver"/> or <see cref="IWebSocketConnectionHandler.OnDiscarded"/>, exactly one of them, exactly once. Unique among queued messages.</param>
    /// <param name="deadlineNanos"><see cref="EventLoop.MonotonicNanos"/> at which the message is dropped if not begun; 0: none.</param>
    /// <exception cref="ArgumentException">Longer than the whole send queue.</exception>
    public SendResult SendText(ReadOnlySpan<byte> utf8, long token = 0, long deadlineNanos = 0) => throw new NotSupportedException();

    /// <summary>Takes a queued message back.</summary>
    /// <returns>True when it was not begun: it will never be sent and was reported discarded. False: unknown or handed over.</returns>
    public bool Withdraw(long token) => throw new NotSupportedException();

    /// <summary>Changes the heartbeat from now on.</summary>
    /// <param name="interval">As <see cref="WebSocketConnectionOptions.HeartbeatInterval"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not allowed.</exception>
    public void SetHeartbeatInterval(TimeSpan interval) => throw new NotSupportedException();

    internal void Retire() => throw new NotSupportedException();
}
