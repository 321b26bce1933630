using System.Buffers.Text;
using System.Globalization;
using System.Text;
using LiveTrading.WebSockets.Compression;
using LiveTrading.WebSockets.Http;

namespace LiveTrading.WebSockets.Client;

/// <summary>Judges a server's answer to the upgrade (RFC 6455 §4.1, last part).</summary>
internal static class HandshakeResponse
{
    /// <summary>Longest head accepted.</summary>
    public const int MaxHeadBytes = 16 * 1024;

    /// <summary>Longest Retry-After that is honoured: what the longest bans of venues last.</summary>
    public static readonly TimeSpan MaxRetryAfter = TimeSpan.FromDays(3);

    private const int MaxPhraseBytes = 80;

    /// <summary>Judges a whole head.</summary>
    /// <param name="bytes">With the empty line at its end.</param>
    /// <param name="key">What was sent.</param>
    /// <param name="subprotocols">What was offered.</param>
    /// <param name="wallNanos">Now, for a Retry-After that is a date.</param>
    /// <param name="compression">What was offered; null: nothing.</param>
    public static HandshakeVerdict Judge(ReadOnlySpan<byte> bytes, string key, IReadOnlyList<string> subprotocols, long wallNanos, PerMessageDeflateOptions? compression = null)
    {
        if (!HttpHead.TryParse(bytes, out HttpHead head, out string error))
            return Refuse($"the answer is not HTTP: {error}");
        if (!TryParseStatus(head.StartLine, out int status))
            return Refuse("the answer is not HTTP/1.1: the status line is malformed");
        if (status != 101)
            return RefuseStatus(head, status, wallNanos);
        if (!head.HasToken("Upgrade"u8, "websocket"u8))
            return Refuse("the answer has status 101 but no 'Upgrade: websocket'");
        if (!head.HasToken("Connection"u8, "Upgrade"u8))
            return Refuse("the answer has status 101 but no 'Connection: Upgrade'");
        if (head.Count("Sec-WebSocket-Accept"u8) != 1 || !head.TryGet("Sec-WebSocket-Accept"u8, out ReadOnlySpan<byte> accept)
            || !Ascii.Equals(accept, WebSocketAccept.For(key)))
            return Refuse("Sec-WebSocket-Accept does not answer our key: a proxy or a server that is not a WebSocket server");
        if (!ExtensionList.TryRead(head, out List<ExtensionElement> extensions))
            return Refuse("Sec-WebSocket-Extensions is malformed");
        if (!DeflateNegotiation.TryJudge(compression, extensions, out DeflateAgreement? agreement, out error))
            return Refuse(error);
        return JudgeSubprotocol(head, subprotocols) with { Compression = agreement };
    }

    private static HandshakeVerdict JudgeSubprotocol(HttpHead head, IReadOnlyList<string> offered)
    {
        if (!head.TryGet("Sec-WebSocket-Protocol"u8, out ReadOnlySpan<byte> chosen))
            return new HandshakeVerdict(true, "", "", TimeSpan.Zero);
        string name = Encoding.Latin1.GetString(chosen);
        return head.Count("Sec-WebSocket-Protocol"u8) == 1 && offered.Contains(name, StringComparer.Ordinal)
            ? new HandshakeVerdict(true, "", name, TimeSpan.Zero)
            : Refuse("the server chose a subprotocol that was not offered");
    }

    private static HandshakeVerdict RefuseStatus(HttpHead head, int status, long wallNanos)
    {
        ReadOnlySpan<byte> line = head.StartLine;
        string phrase = line.Length > 13 ? Printable(line[13..]) : "";
        if (phrase.Length == 0)
            phrase = StatusPhrase.Of(status);
        TimeSpan retryAfter = RetryAfter(head, wallNanos);
        string hint = status switch
        {
            >= 200 and < 300 => ": a web page or API answered, not a WebSocket server; check the path",
            >= 300 and < 400 => ": redirects are not followed; check the address",
            401 => ": the credentials are missing or wrong",
            403 => ": access is forbidden; check key, permissions and region",
            404 => ": check the path",
            418 or 429 => ": too many requests from here",
            >= 500 => ": the venue is down or overloaded",
            _ => "",
        };
        string wait = retryAfter > TimeSpan.Zero ? string.Create(CultureInfo.InvariantCulture, $", retry after {retryAfter.TotalSeconds:0} s") : "";
        return new HandshakeVerdict(false, $"the server answered {status} {phrase}{hint}{wait}", "", retryAfter);
    }

    private static TimeSpan RetryAfter(HttpHead head, long wallNanos)
    {
        if (!head.TryGet("Retry-After"u8, out ReadOnlySpan<byte> value) || value.IsEmpty)
            return TimeSpan.Zero;
        if (!value.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            bool fits = Utf8Parser.TryParse(value, out int seconds, out int used) && used == value.Length;
            return fits && seconds < MaxRetryAfter.TotalSeconds ? TimeSpan.FromSeconds(seconds) : MaxRetryAfter;
        }
        if (!Utf8Parser.TryParse(value, out DateTimeOffset date, out _, 'R'))
            return TimeSpan.Zero;
        TimeSpan wait = date - DateTimeOffset.UnixEpoch.AddTicks(wallNanos / 100);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > MaxRetryAfter ? MaxRetryAfter : wait;
    }

    private static bool TryParseStatus(ReadOnlySpan<byte> line, out int status)
    {
        status = 0;
        if (line.Length < 12 || !line.StartsWith("HTTP/1."u8) || line[7] is not ((byte)'0' or (byte)'1') || line[8] != ' ' || (line.Length > 12 && line[12] != ' '))
            return false;
        return Utf8Parser.TryParse(line[9..12], out status, out int used) && used == 3 && status >= 100;
    }

    /// <summary>The peer's words, safe for one line of a log.</summary>
    private static string Printable(ReadOnlySpan<byte> text)
    {
        var safe = new StringBuilder(MaxPhraseBytes);
        foreach (byte b in text[..Math.Min(text.Length, MaxPhraseBytes)])
            safe.Append(b is >= 0x20 and <= 0x7E ? (char)b : '?');
        return safe.ToString().Trim();
    }

    private static HandshakeVerdict Refuse(string text) => new(false, text, "", TimeSpan.Zero);
}
