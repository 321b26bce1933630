using System.Globalization;
using System.Text;
using LiveTrading.WebSockets.Client;
using LiveTrading.WebSockets.Http;

namespace LiveTrading.WebSockets.Server;

/// <summary>Makes the heads of answers.</summary>
internal static class ResponseWriter
{
    private static readonly string[] Reserved = ["Content-Length", "Transfer-Encoding", "Connection", "Content-Type", "Date"];

    /// <summary>Throws for what would break the message.</summary>
    /// <exception cref="ArgumentException">Says what.</exception>
    public static void Require(int status, string contentType, IReadOnlyList<KeyValuePair<string, string>>? headers)
    {
        ArgumentNullException.ThrowIfNull(contentType);
        if (status is < 200 or > 599)
            throw new ArgumentOutOfRangeException(nameof(status), status, "An answer has a status of 200 to 599.");
        if (!HandshakeRequest.IsFieldValue(contentType))
            throw new ArgumentException("The content type has control or non-ASCII characters.", nameof(contentType));
        for (int i = 0; i < (headers?.Count ?? 0); i++)
        {
            (string name, string value) = headers![i];
            if (!HandshakeRequest.IsToken(name) || !HandshakeRequest.IsFieldValue(value))
                throw new ArgumentException($"The header {i + 1} has characters that a header cannot have.", nameof(headers));
            if (Reserved.Contains(name, StringComparer.OrdinalIgnoreCase))
                throw new ArgumentException($"The header {name} is the server's own.", nameof(headers));
        }
    }

    /// <summary>Head of an answer to a request.</summary>
    public static byte[] Head(int status, string contentType, int bodyBytes, bool close, long wallNanos, IReadOnlyList<KeyValuePair<string, string>>? headers)
    {
        var text = new StringBuilder(256);
        text.Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} {StatusPhrase.Of(status)}\r\n");
        DateTimeOffset now = DateTimeOffset.UnixEpoch.AddTicks(wallNanos / TimeSpan.NanosecondsPerTick);
        text.Append(CultureInfo.InvariantCulture, $"Date: {now:R}\r\n");
        if (contentType.Length > 0)
            text.Append("Content-Type: ").Append(contentType).Append("\r\n");
        if (HasBody(status))
            text.Append(CultureInfo.InvariantCulture, $"Content-Length: {bodyBytes}\r\n");
        if (close)
            text.Append("Connection: close\r\n");
        for (int i = 0; i < (headers?.Count ?? 0); i++)
            text.Append(headers![i].Key).Append(": ").Append(headers[i].Value).Append("\r\n");
        return Encoding.ASCII.GetBytes(text.Append("\r\n").ToString());
    }

    /// <summary>The accepted upgrade.</summary>
    /// <param name="key">Of the request.</param>
    /// <param name="subprotocol">Chosen; null: none.</param>
    /// <param name="extensions">Chosen, with parameters; empty: none.</param>
    public static byte[] SwitchingProtocols(string key, string? subprotocol, string extensions)
    {
        string granted = extensions.Length == 0 ? "" : $"Sec-WebSocket-Extensions: {extensions}\r\n";
        string chosen = subprotocol is null ? "" : $"Sec-WebSocket-Protocol: {subprotocol}\r\n";
        return Encoding.ASCII.GetBytes($"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {WebSocketAccept.For(key)}\r\n{chosen}{granted}\r\n");
    }

    /// <summary>Whether answers of that status carry a body.</summary>
    public static bool HasBody(int status) => status is not (204 or 304);
}
