using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace LiveTrading.WebSockets.Http;

/// <summary>The request line of HTTP/1.1 (RFC 9112 §3).</summary>
internal sealed record RequestTarget(string Method, string Path, string RawQuery, bool IsVersion11)
{
    /// <summary>Reads it.</summary>
    /// <param name="line">Without its end.</param>
    /// <param name="target">What it says.</param>
    /// <param name="error">What is wrong.</param>
    /// <returns>0, 400 or 505.</returns>
    public static int TryParse(ReadOnlySpan<byte> line, out RequestTarget? target, out string error)
    {
        target = null;
        int firstSpace = line.IndexOf((byte)' ');
        int lastSpace = line.LastIndexOf((byte)' ');
        if (firstSpace <= 0 || lastSpace <= firstSpace + 1 || !HttpHead.IsToken(line[..firstSpace]))
        {
            error = "the request line is malformed";
            return 400;
        }
        ReadOnlySpan<byte> version = line[(lastSpace + 1)..];
        bool is11 = version.SequenceEqual("HTTP/1.1"u8);
        if (!is11 && !version.SequenceEqual("HTTP/1.0"u8))
        {
            bool isHttp = version.Length == 8 && version.StartsWith("HTTP/"u8);
            error = isHttp ? "only HTTP/1.1 and HTTP/1.0 are spoken here" : "the request line is malformed";
            return isHttp ? 505 : 400;
        }
        ReadOnlySpan<byte> uri = line[(firstSpace + 1)..lastSpace];
        if (uri.ContainsAnyExceptInRange((byte)'!', (byte)'~') || uri.Contains((byte)'#') || !TryCutAuthority(ref uri))
        {
            error = "the request target is malformed";
            return 400;
        }
        int mark = uri.IndexOf((byte)'?');
        if (!TryDecode(mark < 0 ? uri : uri[..mark], out string? path))
        {
            error = "the path is not percent-encoded UTF-8";
            return 400;
        }
        target = new RequestTarget(Encoding.ASCII.GetString(line[..firstSpace]), path, mark < 0 ? "" : Encoding.ASCII.GetString(uri[(mark + 1)..]), is11);
        error = "";
        return 0;
    }

    /// <summary>Brings the absolute form down to the origin form.</summary>
    private static bool TryCutAuthority(ref ReadOnlySpan<byte> uri)
    {
        if (uri[0] == '/' || uri.SequenceEqual("*"u8))
            return true;
        int scheme = uri.IndexOf("://"u8);
        if (scheme <= 0 || !(Ascii.EqualsIgnoreCase(uri[..scheme], "http"u8) || Ascii.EqualsIgnoreCase(uri[..scheme], "https"u8)))
            return false;
        ReadOnlySpan<byte> rest = uri[(scheme + 3)..];
        int path = rest.IndexOfAny((byte)'/', (byte)'?');
        if (path == 0 || rest.IsEmpty || (path > 0 && rest[path] == '?'))
            return false;
        uri = path < 0 ? "/"u8 : rest[path..];
        return true;
    }

    private static bool TryDecode(ReadOnlySpan<byte> text, [NotNullWhen(true)] out string? path)
    {
        path = null;
        byte[] bytes = new byte[text.Length];
        int length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            int value = text[i];
            if (value == '%')
            {
                if (i + 2 >= text.Length || !char.IsAsciiHexDigit((char)text[i + 1]) || !char.IsAsciiHexDigit((char)text[i + 2]))
                    return false;
                value = (HexDigit(text[i + 1]) << 4) | HexDigit(text[i + 2]);
                i += 2;
                if (value is < 0x20 or 0x7F)
                    return false;
            }
            bytes[length++] = (byte)value;
        }
        if (!System.Text.Unicode.Utf8.IsValid(bytes.AsSpan(0, length)))
            return false;
        path = Encoding.UTF8.GetString(bytes, 0, length);
        return true;
    }

    private static int HexDigit(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
