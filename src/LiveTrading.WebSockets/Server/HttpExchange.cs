namespace LiveTrading.WebSockets.Server;

/// <summary>Takes the answer to one request, during the call that brought it or later, on the loop thread.</summary>
public sealed class HttpExchange
{
    private HttpServerConnection? _connection;
    private bool _isAnswered;

    internal HttpExchange(HttpServerConnection connection) => _connection = connection;

    /// <summary>Whether an answer was given or the connection is gone.</summary>
    public bool IsFinished => _connection is null;

    /// <summary>The client, as address and port.</summary>
    public string RemoteName { get; internal init; } = "";

    /// <summary>For an upgrade: the one of the offered subprotocols to answer with; null: none.</summary>
    public string? Subprotocol { get; set; }

    /// <summary>Answers. When the client is gone meanwhile, nothing happens.</summary>
    /// <param name="status">200 to 599.</param>
    /// <param name="contentType">Sent as Content-Type; empty: no such header.</param>
    /// <param name="body">Copied; not sent for HEAD, 204 and 304.</param>
    /// <param name="headers">Further headers; Content-Length, Transfer-Encoding and Connection are the server's.</param>
    /// <exception cref="ArgumentException">A header or the content type would break the message, or the status is out of range.</exception>
    /// <exception cref="InvalidOperationException">Answered already.</exception>
    public void Respond(int status, string contentType, ReadOnlySpan<byte> body, IReadOnlyList<KeyValuePair<string, string>>? headers = null)
    {
        ResponseWriter.Require(status, contentType, headers);
        Take()?.Respond(status, contentType, body, headers);
    }

    /// <summary>Drops the connection without an answer.</summary>
    /// <exception cref="InvalidOperationException">Answered already.</exception>
    public void Abort() => Take()?.Abort(reset: true);

    /// <summary>The connection ended first, or became a WebSocket.</summary>
    internal void Forget() => _connection = null;

    /// <summary>The connection to answer on; null: it is gone.</summary>
    private HttpServerConnection? Take()
    {
        if (_isAnswered)
            throw new InvalidOperationException("The request was answered already.");
        _isAnswered = true;
        HttpServerConnection? connection = _connection;
        _connection = null;
        return connection;
    }
}
