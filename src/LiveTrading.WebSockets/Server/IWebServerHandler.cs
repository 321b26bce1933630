namespace LiveTrading.WebSockets.Server;

/// <summary>What a <see cref="WebServer"/> serves. Called on the loop thread.</summary>
public interface IWebServerHandler
{
    /// <summary>A plain HTTP request. Answer it now or later by <paramref name="exchange"/>; requests behind it on the same connection wait.</summary>
    /// <param name="request">Valid only during the call.</param>
    /// <param name="exchange">Takes the answer.</param>
    void OnRequest(in HttpRequest request, HttpExchange exchange);

    /// <summary>A well-formed request for a WebSocket.</summary>
    /// <param name="request">Valid only during the call.</param>
    /// <param name="exchange">For a refusal, or to choose a subprotocol.</param>
    /// <returns>Who handles the socket, or null when <paramref name="exchange"/> has the refusal or will get it.</returns>
    IServerWebSocketHandler? OnUpgrade(in HttpRequest request, HttpExchange exchange);
}
