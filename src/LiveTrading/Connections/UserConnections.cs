using LiveTrading.Engine.Bus;
using LiveTrading.Engine.Recording;
using LiveTrading.WebSockets;

namespace LiveTrading.Connections;

/// <summary>The connections of <see cref="LiveTradingOptions.WsEndpoints"/> and those opened at run time. Loop thread only.</summary>
internal sealed class UserConnections(LiveTradingOptions options, WebSocketConnectionPool pool, MessageBus bus, ConnectionEvents events, CoreBoundary boundary)
{
    private readonly Dictionary<string, UserConnection> _connections = new(StringComparer.Ordinal);

    /// <summary>Dials; the pool's limit is a clear error.</summary>
    public void Connect(WsEndpointOptions endpoint)
    {
        WebSocketEndpoint target = endpoint.ToEndpoint();
        string name = endpoint.Name ?? target.Url;
        if (_connections.ContainsKey(name))
            throw new ArgumentException($"a connection named '{name}' exists already", nameof(endpoint));
        if (options.Mode == TradingMode.Sim && !LiveTradingOptionsValidator.IsLocal(target.Host))
            throw new ArgumentException($"'{target.Host}' is not this machine; Mode must be Live to dial it", nameof(endpoint));
        UserConnection connection = new(name, endpoint, bus, events, boundary);
        connection.Connection = pool.Rent(
            target,
            new WebSocketConnectionOptions
            {
                AutoReconnect = options.AutoReconnect,
                ReconnectBase = options.ReconnectBase,
                ReconnectMax = options.ReconnectMax,
                MaxReconnectAttempts = options.MaxReconnectAttempts,
                HeartbeatInterval = options.HeartbeatInterval,
                ExpectData = endpoint.ExpectData,
                Compression = endpoint.Compression ? new PerMessageDeflateOptions() : null,
                ExtraRoots = endpoint.ExtraRoots,
                Distrusted = endpoint.Distrusted,
                ClientCertificate = endpoint.ClientCertificate,
                Proxy = endpoint.Proxy,
            },
            connection);
        _connections.Add(name, connection);
        connection.Connection.Connect();
    }

    /// <summary>Closes with a close handshake; its place in the pool is free when that is over. False when there is no such connection.</summary>
    public bool Disconnect(string name)
    {
        if (!_connections.Remove(name, out UserConnection? connection))
            return false;
        WebSocketConnection closing = connection.Connection!;
        bool endIsTold = closing.State is ConnectionState.Connecting or ConnectionState.Connected;
        connection.Closed = () => pool.Return(closing);
        closing.Disconnect();
        if (!endIsTold)
            pool.Return(closing);
        return true;
    }

    public SendResult Send(string name, ReadOnlySpan<byte> utf8) =>
        _connections.TryGetValue(name, out UserConnection? connection) ? connection.Connection!.SendText(utf8) : SendResult.NotConnected;

    public void SetHeartbeatInterval(TimeSpan interval)
    {
        foreach (UserConnection connection in _connections.Values)
            connection.Connection!.SetHeartbeatInterval(interval);
    }

    public void DisconnectAll()
    {
        foreach (UserConnection connection in _connections.Values)
            connection.Connection!.Disconnect();
    }
}
