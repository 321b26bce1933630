using System.Buffers;
using System.Text;
using LiveTrading.WebSockets.Http;

namespace LiveTrading.WebSockets.Compression;

/// <summary>The value of Sec-WebSocket-Extensions (RFC 6455 §9.1). Part of a handshake: may allocate.</summary>
internal static class ExtensionList
{
    /// <summary>Most extensions looked at in one handshake; more count as malformed.</summary>
    public const int MaxElements = 32;

    private static readonly SearchValues<byte> EndsOfToken = SearchValues.Create(" \t,;=\""u8);

    /// <summary>Reads all fields of that name in a head as one list.</summary>
    /// <param name="head">A request or an answer.</param>
    /// <param name="elements">What it lists, in order; empty when the field is absent.</param>
    /// <returns>False when the grammar is broken.</returns>
    public static bool TryRead(HttpHead head, out List<ExtensionElement> elements)
    {
        elements = [];
        HttpHead.ValueEnumerator values = head.Values("Sec-WebSocket-Extensions"u8);
        while (values.MoveNext())
        {
            if (!TryReadList(values.Current, elements))
                return false;
        }
        return true;
    }

    /// <summary>Reads one field's value, for example <c>permessage-deflate; client_max_window_bits, x-other; a="b"</c>.</summary>
    public static bool TryReadList(ReadOnlySpan<byte> text, List<ExtensionElement> elements)
    {
        while (true)
        {
            SkipSpace(ref text);
            // RFC 9110 §5.6.1: empty elements of a list are passed over.
            if (TrySkip(ref text, (byte)','))
                continue;
            if (text.IsEmpty)
                return true;
            if (elements.Count == MaxElements || !TryReadElement(ref text, out ExtensionElement? element))
                return false;
            elements.Add(element!);
            if (!text.IsEmpty && !TrySkip(ref text, (byte)','))
                return false;
        }
    }

    private static bool TryReadElement(ref ReadOnlySpan<byte> text, out ExtensionElement? element)
    {
        element = null;
        if (!TryReadToken(ref text, out string name))
            return false;
        var parameters = new List<ExtensionParameter>();
        SkipSpace(ref text);
        while (TrySkip(ref text, (byte)';'))
        {
            SkipSpace(ref text);
            if (!TryReadToken(ref text, out string parameter))
                return false;
            SkipSpace(ref text);
            string? value = null;
            if (TrySkip(ref text, (byte)'='))
            {
                SkipSpace(ref text);
                if (!TryReadValue(ref text, out value))
                    return false;
                SkipSpace(ref text);
            }
            parameters.Add(new ExtensionParameter(parameter, value));
        }
        element = new ExtensionElement(name, parameters);
        return true;
    }

    private static bool TryReadValue(ref ReadOnlySpan<byte> text, out string? value)
    {
        value = null;
        if (!TrySkip(ref text, (byte)'"'))
        {
            bool found = TryReadToken(ref text, out string token);
            value = token;
            return found;
        }
        var unquoted = new StringBuilder();
        while (!text.IsEmpty)
        {
            byte next = text[0];
            text = text[1..];
            if (next == '"')
            {
                value = unquoted.ToString();
                // What stands between the marks must be a token once they are taken off.
                return HttpHead.IsToken(Encoding.Latin1.GetBytes(value));
            }
            if (next == '\\')
            {
                if (text.IsEmpty)
                    return false;
                next = text[0];
                text = text[1..];
            }
            unquoted.Append((char)next);
        }
        return false;
    }

    private static bool TryReadToken(ref ReadOnlySpan<byte> text, out string token)
    {
        int length = text.IndexOfAny(EndsOfToken);
        if (length < 0)
            length = text.Length;
        bool isToken = HttpHead.IsToken(text[..length]);
        token = isToken ? Encoding.ASCII.GetString(text[..length]) : "";
        text = text[length..];
        return isToken;
    }

    private static bool TrySkip(ref ReadOnlySpan<byte> text, byte mark)
    {
        if (text.IsEmpty || text[0] != mark)
            return false;
        text = text[1..];
        return true;
    }

    private static void SkipSpace(ref ReadOnlySpan<byte> text) => text = text.TrimStart(" \t"u8);
}
