namespace LiveTrading.WebSockets;

/// <summary>Where a <see cref="WebSocketConnection"/> stands.</summary>
public enum ConnectionState
{
    /// <summary>Not connected and not trying.</summary>
    Disconnected,

    /// <summary>Dialling, or shaking hands.</summary>
    Connecting,

    /// <summary>Open for messages.</summary>
    Connected,

    /// <summary>Waiting for the next attempt.</summary>
    Reconnecting,

    /// <summary>All attempts used up.</summary>
    Failed,
}
