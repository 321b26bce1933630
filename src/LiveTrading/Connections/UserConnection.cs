using System.Text;
using LiveTrading.Engine.Bus;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Recording;
using LiveTrading.WebSockets;

namespace LiveTrading.Connections;

/// <summary>A connection beside those of the venues: replays its subscriptions after every connect and publishes what comes in.</summary>
internal sealed class UserConnection : IWebSocketConnectionHandler
{
    private readonly Publisher<RawMessage> _messages;
    private readonly ConnectionEvents _events;
    private readonly CoreBoundary _boundary;
    private readonly byte[][] _subscriptions;
    private byte[] _copy = new byte[4096];
    private bool _copyInUse;

    public UserConnection(string name, WsEndpointOptions options, MessageBus bus, ConnectionEvents events, CoreBoundary boundary)
    {
        _boundary = boundary;
        Name = name;
        Options = options;
        _messages = bus.GetPublisher<RawMessage>("ws." + name);
        _events = events;
        _subscriptions = [.. options.Subscriptions.Select(Encoding.UTF8.GetBytes)];
    }

    public string Name { get; }

    public WsEndpointOptions Options { get; }

    public WebSocketConnection? Connection { get; set; }

    /// <summary>Set when the connection is closed for good: called once it is over. From then on nothing of it is published as a message.</summary>
    public Action? Closed { get; set; }

    public void OnConnected(WebSocketConnection connection)
    {
        _events.Publish(ConnectionEventKind.Connected, Name);
        foreach (byte[] subscription in _subscriptions)
        {
            if (connection.SendText(subscription) != SendResult.Accepted)
            {
                connection.Reconnect("the subscriptions did not fit the send queue");
                return;
            }
        }

        _events.Publish(ConnectionEventKind.Ready, Name);
    }

    public void OnMessage(WebSocketConnection connection, ReadOnlySpan<byte> payload, bool isText)
    {
        if (Closed is not null)
            return;

        // The bus delivers later what a handler publishes, so a message that arrives during a dispatch gets its own copy.
        byte[] copy = _copyInUse ? new byte[payload.Length] : _copy.Length >= payload.Length ? _copy : _copy = new byte[Math.Max(payload.Length, _copy.Length * 2)];
        payload.CopyTo(copy);
        bool outermost = !_copyInUse;
        _copyInUse = true;
        _boundary.OnMessage(Name, payload, isText);
        _messages.Publish(new RawMessage(Name, copy.AsMemory(0, payload.Length), isText));
        if (outermost)
            _copyInUse = false;
    }

    public void OnDisconnected(WebSocketConnection connection, bool wasConnected, string reason)
    {
        _events.Publish(ConnectionEventKind.Disconnected, Name, reason: reason);
        Closed?.Invoke();
    }

    public void OnReconnecting(WebSocketConnection connection, int attempt, TimeSpan delay) =>
        _events.Publish(ConnectionEventKind.Reconnecting, Name, attempt, delay);

    public void OnFailed(WebSocketConnection connection, string reason) =>
        _events.Publish(ConnectionEventKind.Failed, Name, reason: reason);

    public void OnHandedOver(WebSocketConnection connection, long token)
    {
    }

    public void OnDiscarded(WebSocketConnection connection, long token, DiscardReason reason)
    {
    }
}
