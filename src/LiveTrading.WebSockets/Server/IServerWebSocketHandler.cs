namespace LiveTrading.WebSockets.Server;

/// <summary>What a <see cref="ServerWebSocket"/> tells its handler, on the loop thread.</summary>
public interface IServerWebSocketHandler
{
    /// <summary>The upgrade was accepted; messages may be sent.</summary>
    void OnOpened(ServerWebSocket socket);

    /// <summary>A whole message.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="payload">Valid only during the call. Text is valid UTF-8.</param>
    /// <param name="isText">Text or binary.</param>
    void OnMessage(ServerWebSocket socket, ReadOnlySpan<byte> payload, bool isText);

    /// <summary>A pong, asked for or not.</summary>
    void OnPong(ServerWebSocket socket, ReadOnlySpan<byte> payload);

    /// <summary>The send queue is empty again after a send was answered with <see cref="SendResult.BackPressured"/>.</summary>
    void OnDrained(ServerWebSocket socket);

    /// <summary>The end, exactly once.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="code">The close code of the client; 1005 when it gave none, 1006 when there was no close frame.</param>
    /// <param name="reason">The client's reason, or what happened.</param>
    void OnClosed(ServerWebSocket socket, ushort code, string reason);
}
