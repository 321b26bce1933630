namespace LiveTrading.WebSockets;

/// <summary>Where a WebSocket server is.</summary>
public sealed record WebSocketEndpoint
{
    /// <summary>From a <c>ws://</c> or <c>wss://</c> address.</summary>
    /// <exception cref="ArgumentException">Another scheme, no host, or user information in the address.</exception>
    public static WebSocketEndpoint Parse(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) || (uri.Scheme != "ws" && uri.Scheme != "wss") || uri.Host.Length == 0 || uri.UserInfo.Length != 0)
            throw new ArgumentException($"'{url}' is not a WebSocket address: expected ws://host[:port]/path or wss://host[:port]/path.", nameof(url));
        return new WebSocketEndpoint
        {
            Host = uri.Host,
            Port = uri.IsDefaultPort ? (uri.Scheme == "wss" ? 443 : 80) : uri.Port,
            Path = uri.PathAndQuery,
            Tls = uri.Scheme == "wss",
        };
    }

    /// <summary>Host name or address.</summary>
    public required string Host { get; init; }

    /// <summary>1 to 65535.</summary>
    public required int Port { get; init; }

    /// <summary>Path and query, beginning with a slash.</summary>
    public string Path { get; init; } = "/";

    /// <summary>Whether TLS is used (<c>wss</c>).</summary>
    public bool Tls { get; init; }

    /// <summary>Further request headers; values may be secret and are never printed.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Offered subprotocols, most wanted first; empty: none.</summary>
    public IReadOnlyList<string> Subprotocols { get; init; } = [];

    /// <summary>The address without headers and without the query (which may carry a key).</summary>
    public string Url
    {
        get
        {
            int query = Path.IndexOf('?', StringComparison.Ordinal);
            return $"{(Tls ? "wss" : "ws")}://{Host}:{Port}{(query < 0 ? Path : Path[..query])}";
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Url;
}
