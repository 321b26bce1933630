using System.Text;
using System.Text.Json;
using LiveTrading.WebSockets;

namespace LiveTrading.Venues.Simulated.Tests.Harness;

/// <summary>A WebSocket client that keeps what it got.</summary>
internal sealed class SocketClient : IWebSocketConnectionHandler
{
    private readonly VenueWorld _world;
    private readonly WebSocketConnection _connection;

    public SocketClient(VenueWorld world, string path)
    {
        _world = world;
        var endpoint = new WebSocketEndpoint { Host = "127.0.0.1", Port = world.Venue.Port, Path = path };
        _connection = new WebSocketConnection(world.Loop, endpoint, new WebSocketConnectionOptions { AutoReconnect = false, HeartbeatInterval = TimeSpan.FromHours(1) }, this, 1);
        _connection.Connect();
    }

    public List<string> Messages { get; } = [];

    public bool IsConnected { get; private set; }

    public string? DisconnectReason { get; private set; }

    /// <summary>Called for each message instead of keeping it.</summary>
    public Action<ReadOnlyMemory<byte>>? Sink { get; set; }

    public void Send(string text) => Assert.Equal(SendResult.Accepted, _connection.SendText(Encoding.UTF8.GetBytes(text)));

    /// <summary>Sends and gives the next message that satisfies the condition.</summary>
    public string Ask(string text, Func<string, bool>? which = null)
    {
        int before = Messages.Count;
        Send(text);
        return Next(before, which ?? (m => m.Contains("\"id\":", StringComparison.Ordinal)));
    }

    public string Next(int from, Func<string, bool> which)
    {
        _world.Until(() => Messages.Skip(from).Any(which));
        return Messages.Skip(from).First(which);
    }

    public IEnumerable<JsonElement> Events() => Messages.Where(m => m.Contains("\"subscriptionId\":", StringComparison.Ordinal) && m.Contains("\"event\":", StringComparison.Ordinal))
        .Select(m => JsonDocument.Parse(m).RootElement.GetProperty("event"));

    public void Disconnect() => _connection.Disconnect();

    public void OnConnected(WebSocketConnection connection) => IsConnected = true;

    public void OnMessage(WebSocketConnection connection, ReadOnlySpan<byte> payload, bool isText)
    {
        if (Sink is { } sink)
            sink(payload.ToArray());
        else
            Messages.Add(Encoding.UTF8.GetString(payload));
    }

    public void OnDisconnected(WebSocketConnection connection, bool wasConnected, string reason)
    {
        IsConnected = false;
        DisconnectReason = reason;
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
