using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Serialization;
using LiveTrading.WebSockets;

namespace LiveTrading;

/// <summary>A WebSocket connection beside those of the venues: raw messages on the bus topic <c>ws.{name}</c>.</summary>
public sealed class WsEndpointOptions
{
    /// <summary>Name in topics and messages; default: the address.</summary>
    public string? Name { get; set; }

    /// <summary><c>ws://host[:port]/path</c> or <c>wss://…</c>. Either this, or <see cref="Host"/> and the rest.</summary>
    public string? Url { get; set; }

    /// <summary>Host name or address.</summary>
    public string? Host { get; set; }

    /// <summary>1 to 65535; default 443 with TLS, else 80.</summary>
    public int? Port { get; set; }

    /// <summary>Path and query; default <c>/</c>.</summary>
    public string Path { get; set; } = "/";

    /// <summary>TLS; default true.</summary>
    public bool Tls { get; set; } = true;

    /// <summary>Text messages sent after each connect: the subscriptions, replayed after every reconnect in this order.</summary>
    public List<string> Subscriptions { get; set; } = [];

    /// <summary>Further request headers; values are never printed.</summary>
    public Dictionary<string, string> Headers { get; set; } = [];

    /// <summary>Whether data should flow: silence for twice the heartbeat interval then counts as a dead connection. Default true.</summary>
    public bool ExpectData { get; set; } = true;

    /// <summary>Offers permessage-deflate to the server (RFC 7692). Default false: it saves bytes and costs time.</summary>
    public bool Compression { get; set; }

    /// <summary>Certificates to trust beside the system's. Default none.</summary>
    [JsonIgnore]
    public X509Certificate2Collection? ExtraRoots { get; set; }

    /// <summary>Certificates, of servers or of authorities, that are not to be trusted whoever trusts them. Default none.</summary>
    [JsonIgnore]
    public X509Certificate2Collection? Distrusted { get; set; }

    /// <summary>Shown to servers that ask for a client's certificate. Default none.</summary>
    [JsonIgnore]
    public SslStreamCertificateContext? ClientCertificate { get; set; }

    /// <summary>HTTP CONNECT proxy as <c>http://[user:password@]host:port</c>. Default none.</summary>
    [JsonIgnore]
    public Uri? Proxy { get; set; }

    /// <summary>The endpoint these options describe.</summary>
    /// <exception cref="ArgumentException">The address is not one; the message says why.</exception>
    public WebSocketEndpoint ToEndpoint()
    {
        WebSocketEndpoint endpoint = Url is not null
            ? WebSocketEndpoint.Parse(Url)
            : new WebSocketEndpoint
            {
                Host = string.IsNullOrWhiteSpace(Host) ? throw new ArgumentException("either Url or Host must be given") : Host,
                Port = Port ?? (Tls ? 443 : 80),
                Path = Path.StartsWith('/') ? Path : "/" + Path,
                Tls = Tls,
            };
        return endpoint with { Headers = [.. Headers] };
    }
}
