namespace LiveTrading.WebSockets.Conformance.Driver;

/// <summary>One connection of the driver: sends every message back with its type, or keeps the first text.</summary>
internal sealed class EchoConnection(bool echoes) : IWebSocketConnectionHandler
{
    /// <summary>The first text, when it is not echoed.</summary>
    public string Text { get; private set; } = "";

    /// <summary>The connection or the attempt is over.</summary>
    public bool IsOver { get; private set; }

    /// <summary>The handshake was done.</summary>
    public bool WasConnected { get; private set; }

    /// <summary>Why it is over.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>What kept the driver from echoing; empty: nothing.</summary>
    public string Problem { get; private set; } = "";

    public void OnMessage(WebSocketConnection connection, ReadOnlySpan<byte> payload, bool isText)
    {
        if (!echoes)
        {
            if (Text.Length == 0)
                Text = System.Text.Encoding.UTF8.GetString(payload);
            return;
        }
        SendResult result = isText ? connection.SendText(payload) : connection.SendBinary(payload);
        if (result == SendResult.BackPressured)
            Problem = "the send queue is full: the server sends without taking what is sent back";
    }

    public void OnDisconnected(WebSocketConnection connection, bool wasConnected, string reason)
    {
        IsOver = true;
        WasConnected = wasConnected;
        Reason = reason;
    }

    public void OnConnected(WebSocketConnection connection)
    {
    }

    public void OnReconnecting(WebSocketConnection connection, int attempt, TimeSpan delay)
    {
    }

    public void OnFailed(WebSocketConnection connection, string reason)
    {
    }

    public void OnHandedOver(WebSocketConnection connection, long token)
    {
    }

    public void OnDiscarded(WebSocketConnection connection, long token, DiscardReason reason)
    {
    }
}
