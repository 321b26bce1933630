using System.Text;

namespace LiveTrading.WebSockets.Tests.Harness;

/// <summary>Notes every callback of a connection as a line, and runs what a test hangs on it.</summary>
internal sealed class RecordingHandler : IWebSocketConnectionHandler
{
    public List<string> Events { get; } = [];

    public List<byte[]> Messages { get; } = [];

    public List<TimeSpan> Delays { get; } = [];

    public Action<WebSocketConnection>? Connected { get; set; }

    public Action<WebSocketConnection, string>? Message { get; set; }

    public Action<WebSocketConnection>? Disconnected { get; set; }

    public Action<WebSocketConnection>? Reconnecting { get; set; }

    public Action<WebSocketConnection, long>? HandedOver { get; set; }

    public Action<WebSocketConnection, long>? Discarded { get; set; }

    public int Count(string prefix) => Events.Count(e => e.StartsWith(prefix, StringComparison.Ordinal));

    public void OnConnected(WebSocketConnection connection)
    {
        Events.Add("connected");
        Connected?.Invoke(connection);
    }

    public void OnMessage(WebSocketConnection connection, ReadOnlySpan<byte> payload, bool isText)
    {
        Messages.Add(payload.ToArray());
        string text = payload.Length > 100 ? $"({payload.Length} bytes)" : Encoding.Latin1.GetString(payload);
        Events.Add($"{(isText ? "text" : "binary")} {text}");
        Message?.Invoke(connection, text);
    }

    public void OnDisconnected(WebSocketConnection connection, bool wasConnected, string reason)
    {
        Events.Add($"{(wasConnected ? "disconnected" : "attempt failed")}: {reason}");
        Disconnected?.Invoke(connection);
    }

    public void OnReconnecting(WebSocketConnection connection, int attempt, TimeSpan delay)
    {
        Events.Add($"reconnecting {attempt}");
        Delays.Add(delay);
        Reconnecting?.Invoke(connection);
    }

    public void OnFailed(WebSocketConnection connection, string reason) => Events.Add($"failed: {reason}");

    public void OnHandedOver(WebSocketConnection connection, long token)
    {
        Events.Add($"handed over {token}");
        HandedOver?.Invoke(connection, token);
    }

    public void OnDiscarded(WebSocketConnection connection, long token, DiscardReason reason)
    {
        Events.Add($"discarded {token} {reason}");
        Discarded?.Invoke(connection, token);
    }
}
