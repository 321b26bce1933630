namespace LiveTrading.WebSockets;

/// <summary>What a <see cref="WebSocketConnection"/> tells its owner, on the loop thread.</summary>
public interface IWebSocketConnectionHandler
{
    /// <summary>The handshake is done: messages may be sent. Transport only; whether the venue is ready is the owner's to say.</summary>
    void OnConnected(WebSocketConnection connection);

    /// <summary>A whole message.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="payload">Lies in the receive buffer; valid only during the call. Text is valid UTF-8.</param>
    /// <param name="isText">Text or binary.</param>
    void OnMessage(WebSocketConnection connection, ReadOnlySpan<byte> payload, bool isText);

    /// <summary>The connection (or the attempt) ended. Comes once for each <see cref="OnConnected"/> or failed attempt; every message still queued was reported discarded before.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="wasConnected">False for a failed attempt.</param>
    /// <param name="reason">One clear sentence without secrets.</param>
    void OnDisconnected(WebSocketConnection connection, bool wasConnected, string reason);

    /// <summary>The next attempt is scheduled.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="attempt">1 for the first reconnect attempt since the connection was last stable.</param>
    /// <param name="delay">How long until it.</param>
    void OnReconnecting(WebSocketConnection connection, int attempt, TimeSpan delay);

    /// <summary>Attempts are used up; the state is <see cref="ConnectionState.Failed"/>.</summary>
    void OnFailed(WebSocketConnection connection, string reason);

    /// <summary>The first byte of the message went to the kernel or to TLS: from now on its outcome can be unknown. Only for messages sent with a token above zero.</summary>
    void OnHandedOver(WebSocketConnection connection, long token);

    /// <summary>The message is known to be unsent and never will be sent. Only for messages sent with a token above zero.</summary>
    void OnDiscarded(WebSocketConnection connection, long token, DiscardReason reason);
}
