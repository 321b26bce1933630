using System.Text;
using LiveTrading.WebSockets.Compression;
using LiveTrading.WebSockets.Http;

namespace LiveTrading.WebSockets.Client;

/// <summary>The upgrade request of a client (RFC 6455 §4.1).</summary>
internal static class HandshakeRequest
{
    private static readonly string[] Reserved =
    [
        "Host", "Upgrade", "Connection", "Content-Length", "Transfer-Encoding", "Sec-WebSocket-Key", "Sec-WebSocket-Version",
        "Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions", "Sec-WebSocket-Accept",
    ];

    /// <summary>All that is wrong with an endpoint, without values, which may be secret.</summary>
    public static List<string> Validate(WebSocketEndpoint endpoint)
    {
        var problems = new List<string>();
        if (endpoint.Host.Length == 0 || !IsVisible(endpoint.Host) || endpoint.Host.AsSpan().IndexOfAny("/\\?#@") >= 0)
            problems.Add("Host must be a host name or an address.");
        if (endpoint.Port is < 1 or > 65535)
            problems.Add($"Port is {endpoint.Port}: allowed is 1 to 65535.");
        if (!endpoint.Path.StartsWith('/') || !IsVisible(endpoint.Path) || endpoint.Path.Contains('#', StringComparison.Ordinal))
            problems.Add("Path must begin with a slash and consist of visible ASCII characters without '#': encode others with %.");
        foreach (KeyValuePair<string, string> header in endpoint.Headers)
        {
            if (!IsToken(header.Key))
                problems.Add("A header has a name that is not a token.");
            else if (Reserved.Contains(header.Key, StringComparer.OrdinalIgnoreCase))
                problems.Add($"The header {header.Key} is the connection's own.");
            else if (!IsFieldValue(header.Value))
                problems.Add($"The value of the header {header.Key} has control or non-ASCII characters.");
        }
        foreach (string subprotocol in endpoint.Subprotocols)
        {
            if (!IsToken(subprotocol))
                problems.Add("A subprotocol is not a token.");
        }
        if (endpoint.Subprotocols.Distinct(StringComparer.Ordinal).Count() != endpoint.Subprotocols.Count)
            problems.Add("A subprotocol is offered twice.");
        return problems;
    }

    /// <summary>Whether a text can stand in a header's value: visible ASCII, spaces and tabs.</summary>
    public static bool IsFieldValue(string text)
    {
        foreach (char c in text)
        {
            if (c is not ((>= ' ' and <= '~') or '\t'))
                return false;
        }
        return true;
    }

    /// <summary>Whether a text is a token of RFC 9110.</summary>
    public static bool IsToken(string text) => Ascii.IsValid(text) && HttpHead.IsToken(Encoding.ASCII.GetBytes(text));

    /// <summary>The bytes to send.</summary>
    /// <param name="endpoint">Valid.</param>
    /// <param name="key">16 random bytes in base64.</param>
    /// <param name="compression">Offered; null: no extension.</param>
    public static byte[] Build(WebSocketEndpoint endpoint, string key, PerMessageDeflateOptions? compression = null)
    {
        var text = new StringBuilder(512);
        text.Append("GET ").Append(endpoint.Path).Append(" HTTP/1.1\r\nHost: ").Append(HostField(endpoint));
        text.Append("\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ").Append(key);
        text.Append("\r\nSec-WebSocket-Version: 13\r\n");
        if (endpoint.Subprotocols.Count > 0)
            text.Append("Sec-WebSocket-Protocol: ").AppendJoin(", ", endpoint.Subprotocols).Append("\r\n");
        if (compression is not null)
            text.Append("Sec-WebSocket-Extensions: ").Append(DeflateNegotiation.Offer(compression)).Append("\r\n");
        foreach (KeyValuePair<string, string> header in endpoint.Headers)
            text.Append(header.Key).Append(": ").Append(header.Value).Append("\r\n");
        if (!endpoint.Headers.Any(h => h.Key.Equals("User-Agent", StringComparison.OrdinalIgnoreCase)))
            text.Append("User-Agent: LiveTrading\r\n");
        return Encoding.ASCII.GetBytes(text.Append("\r\n").ToString());
    }

    private static string HostField(WebSocketEndpoint endpoint)
    {
        string host = endpoint.Host.Contains(':', StringComparison.Ordinal) && !endpoint.Host.StartsWith('[') ? $"[{endpoint.Host}]" : endpoint.Host;
        return endpoint.Port == (endpoint.Tls ? 443 : 80) ? host : $"{host}:{endpoint.Port}";
    }

    private static bool IsVisible(string text) => !text.AsSpan().ContainsAnyExceptInRange('!', '~');
}
