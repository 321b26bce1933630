using System.Globalization;
using System.Text;

namespace LiveTrading.IO.Polling;

/// <summary>The CONNECT request to an HTTP proxy and its answer (RFC 9110 §9.3.6).</summary>
internal sealed class ProxyHandshake
{
    // The whole head of the answer; longer ones are refused.
    private const int MaxAnswerBytes = 16 * 1024;
    private const int MaxQuotedChars = 200;

    private readonly byte[] _request;
    private readonly byte[] _answer = new byte[MaxAnswerBytes];
    private int _sent;
    private int _received;
    private int _headEnd = -1;

    internal ProxyHandshake(ConnectOptions options)
    {
        string host = options.Host.Contains(':', StringComparison.Ordinal) ? $"[{options.Host}]" : options.Host;
        string authority = string.Create(CultureInfo.InvariantCulture, $"{host}:{options.Port}");
        var request = new StringBuilder().Append(CultureInfo.InvariantCulture, $"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n");
        if (options.Proxy!.UserInfo is { Length: > 0 } user)
        {
            string decoded = Uri.UnescapeDataString(user);
            string credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes(decoded.Contains(':', StringComparison.Ordinal) ? decoded : decoded + ":"));
            request.Append(CultureInfo.InvariantCulture, $"Proxy-Authorization: Basic {credentials}\r\n");
        }

        _request = Encoding.ASCII.GetBytes(request.Append("\r\n").ToString());
    }

    internal ReadOnlySpan<byte> Unsent => _request.AsSpan(_sent);

    internal bool IsSent => _sent == _request.Length;

    internal Span<byte> Space => _answer.AsSpan(_received);

    /// <summary>The proxy said 2xx: bytes are the other side's from here on.</summary>
    internal bool IsOpen { get; private set; }

    /// <summary>Why not, for a log.</summary>
    internal string? Refusal { get; private set; }

    /// <summary>What came after the answer's head.</summary>
    internal ReadOnlySpan<byte> Rest => _answer.AsSpan(_headEnd, _received - _headEnd);

    internal void Sent(int count) => _sent += count;

    internal void Received(int count)
    {
        _received += count;
        ReadOnlySpan<byte> answer = _answer.AsSpan(0, _received);
        int end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            if (_received == MaxAnswerBytes)
            {
                Refusal = $"its answer is longer than {MaxAnswerBytes} bytes";
            }

            return;
        }

        _headEnd = end + 4;
        ReadOnlySpan<byte> line = answer[..answer.IndexOf("\r\n"u8)];
        bool http = line.StartsWith("HTTP/1."u8) && line.Length >= 12 && line[8] == ' ';
        if (http && line[9] == '2')
        {
            IsOpen = true;
        }
        else
        {
            Refusal = $"it answered '{Printable(line)}'";
        }
    }

    private static string Printable(ReadOnlySpan<byte> line)
    {
        var text = new StringBuilder();
        foreach (byte value in line[..Math.Min(line.Length, MaxQuotedChars)])
        {
            text.Append(value is >= 0x20 and < 0x7F ? (char)value : '?');
        }

        return text.ToString();
    }
}
