using LiveTrading.WebSockets;
using Microsoft.Extensions.Logging;

namespace LiveTrading.Venues.Binance;

/// <summary>Tells the log and the venue's owner what becomes of the connections.</summary>
internal sealed class ConnectionReporter(ILogger logger)
{
    /// <summary>The owner's ear.</summary>
    public Action<BinanceConnectionEvent>? Changed { get; set; }

    public void Connected(string name, WebSocketEndpoint endpoint)
    {
        Log.Connected(logger, name, endpoint.Url);
        Changed?.Invoke(new BinanceConnectionEvent(name, endpoint.Url, ConnectionState.Connected, false, 0, default, ""));
    }

    public void Ready(string name, WebSocketEndpoint endpoint)
    {
        Log.Ready(logger, name, endpoint.Url);
        Changed?.Invoke(new BinanceConnectionEvent(name, endpoint.Url, ConnectionState.Connected, true, 0, default, ""));
    }

    public void Disconnected(string name, WebSocketEndpoint endpoint, string reason)
    {
        Log.Disconnected(logger, name, endpoint.Url, reason);
        Changed?.Invoke(new BinanceConnectionEvent(name, endpoint.Url, ConnectionState.Disconnected, false, 0, default, reason));
    }

    public void Reconnecting(string name, WebSocketEndpoint endpoint, int attempt, TimeSpan delay)
    {
        Log.Reconnecting(logger, name, endpoint.Url, attempt, delay);
        Changed?.Invoke(new BinanceConnectionEvent(name, endpoint.Url, ConnectionState.Reconnecting, false, attempt, delay, ""));
    }

    public void Failed(string name, WebSocketEndpoint endpoint, string reason)
    {
        Log.Failed(logger, name, endpoint.Url, reason);
        Changed?.Invoke(new BinanceConnectionEvent(name, endpoint.Url, ConnectionState.Failed, false, 0, default, reason));
    }
}
