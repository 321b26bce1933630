using System.Text;

namespace LiveTrading.WebSockets.Http;

/// <summary>
/// The head of an HTTP/1.1 message, parsed in place: start line and fields up to and with the empty line. Strict where
/// leniency lets two parsers disagree: CRLF only, no folding, no space before the colon, no control characters.
/// </summary>
internal readonly ref struct HttpHead
{
    /// <summary>Most fields accepted in one head.</summary>
    public const int MaxFields = 100;

    private readonly ReadOnlySpan<byte> _fields;

    private HttpHead(ReadOnlySpan<byte> startLine, ReadOnlySpan<byte> fields)
    {
        StartLine = startLine;
        _fields = fields;
    }

    /// <summary>Without its line end.</summary>
    public ReadOnlySpan<byte> StartLine { get; }

    /// <summary>Finds the end of a head.</summary>
    /// <param name="data">From the first byte of the head.</param>
    /// <param name="scanned">How much was looked at before without success; updated, so that a dribbled head costs linear time.</param>
    /// <returns>The length with the empty line, or −1.</returns>
    public static int FindEnd(ReadOnlySpan<byte> data, ref int scanned)
    {
        int from = Math.Max(0, scanned - 3);
        int at = data[from..].IndexOf("\r\n\r\n"u8);
        if (at >= 0)
            return from + at + 4;
        scanned = data.Length;
        return -1;
    }

    /// <summary>Checks and slices a whole head.</summary>
    /// <param name="head">With the empty line at its end.</param>
    /// <param name="result">The slices.</param>
    /// <param name="error">What is wrong; empty when true is returned.</param>
    public static bool TryParse(ReadOnlySpan<byte> head, out HttpHead result, out string error)
    {
        result = default;
        int lineEnd = head.IndexOf("\r\n"u8);
        if (lineEnd <= 0)
        {
            error = "the start line is empty";
            return false;
        }
        ReadOnlySpan<byte> startLine = head[..lineEnd];
        if (HasControl(startLine))
        {
            error = "the start line contains control characters";
            return false;
        }
        ReadOnlySpan<byte> fields = head[(lineEnd + 2)..^2];
        int count = 0;
        for (ReadOnlySpan<byte> rest = fields; !rest.IsEmpty; count++)
        {
            int end = rest.IndexOf("\r\n"u8);
            ReadOnlySpan<byte> line = rest[..end];
            rest = rest[(end + 2)..];
            int colon = line.IndexOf((byte)':');
            if (colon <= 0 || !IsToken(line[..colon]) || HasControl(line[(colon + 1)..]))
            {
                error = $"header line {count + 1} is malformed";
                return false;
            }
        }
        if (count > MaxFields)
        {
            error = $"more than {MaxFields} header lines";
            return false;
        }
        result = new HttpHead(startLine, fields);
        error = "";
        return true;
    }

    /// <summary>The first field of that name, trimmed.</summary>
    public bool TryGet(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        ValueEnumerator values = Values(name);
        bool found = values.MoveNext();
        value = values.Current;
        return found;
    }

    /// <summary>All fields of that name, trimmed, in order.</summary>
    public ValueEnumerator Values(ReadOnlySpan<byte> name) => new(_fields, name);

    /// <summary>How many fields of that name there are.</summary>
    public int Count(ReadOnlySpan<byte> name)
    {
        int count = 0;
        ValueEnumerator values = Values(name);
        while (values.MoveNext())
            count++;
        return count;
    }

    /// <summary>Whether a comma-separated list field of that name, over all its lines, contains the token in any case.</summary>
    public bool HasToken(ReadOnlySpan<byte> name, ReadOnlySpan<byte> token)
    {
        ValueEnumerator values = Values(name);
        while (values.MoveNext())
        {
            ReadOnlySpan<byte> value = values.Current;
            while (true)
            {
                int comma = value.IndexOf((byte)',');
                ReadOnlySpan<byte> item = comma < 0 ? value : value[..comma];
                if (Ascii.EqualsIgnoreCase(Trim(item), token))
                    return true;
                if (comma < 0)
                    break;
                value = value[(comma + 1)..];
            }
        }
        return false;
    }

    /// <summary>Whether all bytes are token characters (RFC 9110 §5.6.2) and there is at least one.</summary>
    public static bool IsToken(ReadOnlySpan<byte> text)
    {
        foreach (byte b in text)
        {
            if (!(char.IsAsciiLetterOrDigit((char)b) || "!#$%&'*+-.^_`|~"u8.Contains(b)))
                return false;
        }
        return !text.IsEmpty;
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => text.Trim(" \t"u8);

    private static bool HasControl(ReadOnlySpan<byte> text)
    {
        foreach (byte b in text)
        {
            if ((b < 0x20 && b != '\t') || b == 0x7F)
                return true;
        }
        return false;
    }

    /// <summary>Walks over the fields of one name.</summary>
    public ref struct ValueEnumerator
    {
        private readonly ReadOnlySpan<byte> _name;
        private ReadOnlySpan<byte> _rest;
        private ReadOnlySpan<byte> _current;

        internal ValueEnumerator(ReadOnlySpan<byte> fields, ReadOnlySpan<byte> name)
        {
            _rest = fields;
            _name = name;
        }

        /// <summary>The present value.</summary>
        public readonly ReadOnlySpan<byte> Current => _current;

        /// <summary>Goes to the next; false: there is none.</summary>
        public bool MoveNext()
        {
            while (!_rest.IsEmpty)
            {
                int end = _rest.IndexOf("\r\n"u8);
                ReadOnlySpan<byte> line = _rest[..end];
                _rest = _rest[(end + 2)..];
                int colon = line.IndexOf((byte)':');
                if (Ascii.EqualsIgnoreCase(line[..colon], _name))
                {
                    _current = Trim(line[(colon + 1)..]);
                    return true;
                }
            }
            _current = default;
            return false;
        }
    }
}
