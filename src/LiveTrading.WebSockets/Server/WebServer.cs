using LiveTrading.IO;
using LiveTrading.WebSockets.Frames;

namespace LiveTrading.WebSockets.Server;

/// <summary>
/// HTTP/1.1 and WebSockets on one port of a loop, for a simulated venue and for tests. For the loop thread. Requests on a
/// connection are answered in order; malformed or oversized ones get 400, 408, 413, 431 or 505 with a sentence, and the
/// connection closes. Beyond <see cref="WebServerOptions.MaxConnections"/> connections are refused.
/// </summary>
public sealed class WebServer : IDisposable, IStreamAcceptor
{
    private readonly LoopListener _listener;
    private readonly HashSet<HttpServerConnection> _connections = [];
    private readonly HashSet<ServerWebSocket> _webSockets = [];
    private bool _isDisposed;

    /// <summary>Listens at once.</summary>
    /// <param name="loop">Serves it.</param>
    /// <param name="listen">Where; its receive limit is raised where <see cref="WebServerOptions.MaxMessageBytes"/> needs it.</param>
    /// <param name="options">Limits.</param>
    /// <param name="handler">What is served.</param>
    /// <exception cref="ArgumentException">Bad options; the message has all problems.</exception>
    /// <exception cref="LoopIOException">The port is in use or not allowed.</exception>
    public WebServer(EventLoop loop, ListenOptions listen, WebServerOptions options, IWebServerHandler handler)
    {
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentNullException.ThrowIfNull(listen);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(handler);
        IReadOnlyList<string> problems = options.Validate();
        if (problems.Count > 0)
            throw new ArgumentException(string.Join(' ', problems), nameof(options));
        Loop = loop;
        Options = options;
        Handler = handler;
        int room = FrameReader.MaxFrameBytes(options.MaxMessageBytes);
        if (listen.Limits.MaxReceiveBufferBytes < room)
            listen = listen with { Limits = listen.Limits with { MaxReceiveBufferBytes = room } };
        _listener = loop.Listen(listen, this);
    }

    /// <summary>The port in use.</summary>
    public int Port => _listener.Port;

    /// <summary>Sockets that stand now. A live view: do not enumerate it across calls that close sockets.</summary>
    public IReadOnlyCollection<ServerWebSocket> WebSockets => _webSockets;

    /// <summary>Connections that stand now, WebSockets included.</summary>
    public int ConnectionCount => _connections.Count;

    internal EventLoop Loop { get; }

    internal WebServerOptions Options { get; }

    internal IWebServerHandler Handler { get; }

    /// <inheritdoc/>
    IStreamHandler? IStreamAcceptor.OnAccepted(LoopStream stream)
    {
        if (_isDisposed || _connections.Count >= Options.MaxConnections)
            return null;
        var connection = new HttpServerConnection(this, stream);
        _connections.Add(connection);
        return connection;
    }

    /// <summary>Stops listening and cuts every connection; the ends are told later, by the loop.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _listener.Dispose();
        foreach (HttpServerConnection connection in _connections.ToArray())
        {
            if (connection.Socket is { } socket)
                socket.Abort(reset: false);
            else
                connection.Abort(reset: false);
        }
    }

    internal void Add(ServerWebSocket socket) => _webSockets.Add(socket);

    internal void Remove(ServerWebSocket socket) => _webSockets.Remove(socket);

    internal void Remove(HttpServerConnection connection) => _connections.Remove(connection);
}
