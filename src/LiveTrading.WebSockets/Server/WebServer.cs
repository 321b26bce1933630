using LiveTrading.IO;

namespace LiveTrading.WebSockets.Server;

/// <summary>HTTP/1.1 and WebSockets on one port of a loop, for a simulated venue and for tests. For the loop thread.</summary>
public sealed class WebServer : IDisposable
{
    /// <summary>Listens at once.</summary>
    /// <param name="loop">Serves it.</param>
    /// <param name="listen">Where; its receive limits are raised to fit <see cref="WebServerOptions.MaxMessageBytes"/>.</param>
    /// <param name="options">Limits.</param>
    /// <param name="handler">What is served.</param>
    /// <exception cref="ArgumentException">Bad options; the message has all problems.</exception>
    /// <exception cref="LoopIOException">The port is in use or not allowed.</exception>
    public WebServer(EventLoop loop, ListenOptions listen, WebServerOptions options, IWebServerHandler handler)
    {
        throw new NotSupportedException();
    }

    /// <summary>The port in use.</summary>
    public int Port => throw new NotSupportedException();

    /// <summary>Sockets that stand now. A live view: do not enumerate it across calls that close sockets.</summary>
    public IReadOnlyCollection<ServerWebSocket> WebSockets => throw new NotSupportedException();

    /// <summary>Stops listening and cuts every connection.</summary>
    public void Dispose() => throw new NotSupportedException();
}
