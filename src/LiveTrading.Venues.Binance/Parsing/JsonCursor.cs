using System.Runtime.CompilerServices;
using System.Text;
using LiveTrading.Model;

namespace LiveTrading.Venues.Binance.Parsing;

/// <summary>
/// A strict forward reader of JSON in UTF-8: any field order, any white space, escapes. Never throws; the first error sticks
/// and every later call gives false. Allocates only for strings that contain escapes.
/// </summary>
/// <remarks>
/// Usage: <c>if (json.EnterObject()) while (json.NextProperty(out name)) { read or skip exactly one value }</c>; a loop that
/// ends may have ended by an error: check <see cref="Status"/>. Grammar: RFC 8259.
/// </remarks>
internal ref struct JsonCursor
{
    /// <summary>Deepest nesting read. The venue's own messages need nine.</summary>
    public const int MaxDepth = 32;

    private readonly ReadOnlySpan<byte> _text;
    private int _at;
    private int _depth;
    private bool _needComma;
    private ParseStatus _status;

    /// <summary>Over a whole message.</summary>
    public JsonCursor(ReadOnlySpan<byte> text)
    {
        _text = text;
    }

    /// <summary><see cref="ParseStatus.Ok"/> until something failed.</summary>
    public readonly ParseStatus Status => _status;

    /// <summary>Offset of the next byte to read, or of the error.</summary>
    public readonly int Position => _at;

    /// <summary>Marks the text as failed for a reason the caller found.</summary>
    /// <returns>False, to return at once.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool Fail(ParseStatus status)
    {
        if (_status == ParseStatus.Ok)
            _status = status;
        return false;
    }

    /// <summary>The first byte of the next value; 0 at the end or after an error.</summary>
    public byte Peek()
    {
        SkipWhiteSpace();
        return _status == ParseStatus.Ok && _at < _text.Length ? _text[_at] : (byte)0;
    }

    /// <summary>Steps into an object.</summary>
    public bool EnterObject() => Enter((byte)'{');

    /// <summary>Steps into an array.</summary>
    public bool EnterArray() => Enter((byte)'[');

    /// <summary>Goes to the next property, whose value must then be read or skipped; at the end steps out and gives false.</summary>
    public bool NextProperty(out ReadOnlySpan<byte> name)
    {
        name = default;
        if (!NextItem((byte)'}'))
            return false;
        if (!ReadString(out name))
            return false;
        SkipWhiteSpace();
        if (_at >= _text.Length)
            return Fail(ParseStatus.Truncated);
        if (_text[_at] != (byte)':')
            return Fail(ParseStatus.Syntax);
        _at++;
        return true;
    }

    /// <summary>Goes to the next element, which must then be read or skipped; at the end steps out and gives false.</summary>
    public bool NextElement() => NextItem((byte)']');

    /// <summary>Reads a string; the span lies in the text unless it has escapes.</summary>
    public bool ReadString(out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!Expect((byte)'"'))
            return false;
        int start = _at;
        bool escaped = false;
        while (true)
        {
            if (_at >= _text.Length)
                return Fail(ParseStatus.Truncated);
            byte c = _text[_at];
            if (c == (byte)'"')
                break;
            if (c < 0x20)
                return Fail(ParseStatus.Syntax);
            if (c == (byte)'\\')
            {
                escaped = true;
                if (!SkipEscape())
                    return false;
                continue;
            }

            _at++;
        }

        value = _text[start.._at];
        _at++;
        _needComma = true;
        if (escaped)
            value = Unescape(value);
        return true;
    }

    /// <summary>Reads a string or null (then the span is empty).</summary>
    public bool ReadStringOrNull(out ReadOnlySpan<byte> value)
    {
        value = default;
        return Peek() == (byte)'n' ? ReadLiteral("null"u8) : ReadString(out value);
    }

    /// <summary>Reads a whole number.</summary>
    public bool ReadInt64(out long value)
    {
        value = 0;
        if (!ReadNumberToken(out ReadOnlySpan<byte> token, out bool whole))
            return false;
        if (!whole)
            return Fail(ParseStatus.WrongType);
        bool negative = token[0] == (byte)'-';
        ulong magnitude = 0;
        for (int i = negative ? 1 : 0; i < token.Length; i++)
        {
            uint digit = (uint)(token[i] - (byte)'0');
            if (magnitude > ((ulong)long.MaxValue - digit) / 10)
                return Fail(ParseStatus.OutOfRange);
            magnitude = (magnitude * 10) + digit;
        }

        value = negative ? -(long)magnitude : (long)magnitude;
        return true;
    }

    /// <summary>Reads a whole number of zero or more.</summary>
    public bool ReadCount(out long value) => ReadInt64(out value) && (value >= 0 || Fail(ParseStatus.OutOfRange));

    /// <summary>Reads a Unix time in milliseconds.</summary>
    public bool ReadTime(out UnixNanos time)
    {
        time = default;
        if (!ReadInt64(out long milliseconds))
            return false;
        if (milliseconds is < 0 or > ParseLimits.MaxMilliseconds)
            return Fail(ParseStatus.OutOfRange);
        time = UnixNanos.FromMilliseconds(milliseconds);
        return true;
    }

    /// <summary>Reads a decimal printed as a string, such as <c>"0.00100000"</c>, as a fixed-point number.</summary>
    public bool ReadFixed(out long raw)
    {
        raw = 0;
        if (!ReadString(out ReadOnlySpan<byte> text))
            return false;
        return FixedPoint.TryParse(text, out raw) || Fail(LooksNumeric(text) ? ParseStatus.OutOfRange : ParseStatus.WrongType);
    }

    /// <summary>As <see cref="ReadFixed"/>, not below zero.</summary>
    public bool ReadAmount(out long raw) => ReadFixed(out raw) && (raw >= 0 || Fail(ParseStatus.OutOfRange));

    /// <summary>Reads true or false.</summary>
    public bool ReadBoolean(out bool value)
    {
        byte c = Peek();
        value = c == (byte)'t';
        return c switch
        {
            (byte)'t' => ReadLiteral("true"u8),
            (byte)'f' => ReadLiteral("false"u8),
            _ => Unexpected(),
        };
    }

    /// <summary>Steps over any value, checking its grammar.</summary>
    public bool SkipValue()
    {
        switch (Peek())
        {
            case (byte)'{':
                if (!EnterObject())
                    return false;
                while (NextProperty(out _))
                {
                    if (!SkipValue())
                        return false;
                }

                return _status == ParseStatus.Ok;
            case (byte)'[':
                if (!EnterArray())
                    return false;
                while (NextElement())
                {
                    if (!SkipValue())
                        return false;
                }

                return _status == ParseStatus.Ok;
            case (byte)'"':
                return ReadString(out _);
            case (byte)'t':
                return ReadLiteral("true"u8);
            case (byte)'f':
                return ReadLiteral("false"u8);
            case (byte)'n':
                return ReadLiteral("null"u8);
            default:
                return ReadNumberToken(out _, out _);
        }
    }

    /// <summary>Steps over any value and tells where it lies.</summary>
    public bool SkipValue(out Range span)
    {
        SkipWhiteSpace();
        int start = _at;
        bool ok = SkipValue();
        span = ok ? start.._at : default;
        return ok;
    }

    /// <summary>True when nothing but white space is left and nothing failed.</summary>
    public bool End()
    {
        if (_status != ParseStatus.Ok)
            return false;
        SkipWhiteSpace();
        return _at == _text.Length || Fail(ParseStatus.Syntax);
    }

    /// <summary>Tells a number that does not fit from text that is no number; leaves exponents and signs plus to the latter.</summary>
    private static bool LooksNumeric(ReadOnlySpan<byte> text)
    {
        bool digit = false;
        foreach (byte b in text)
        {
            digit |= b is >= (byte)'0' and <= (byte)'9';
            if (b is not ((byte)'-' or (byte)'.' or (>= (byte)'0' and <= (byte)'9')))
                return false;
        }

        return digit;
    }

    private bool Enter(byte open)
    {
        if (!Expect(open))
            return false;
        if (++_depth > MaxDepth)
            return Fail(ParseStatus.TooDeep);
        _needComma = false;
        return true;
    }

    private bool NextItem(byte close)
    {
        SkipWhiteSpace();
        if (_status != ParseStatus.Ok)
            return false;
        if (_at >= _text.Length)
            return Fail(ParseStatus.Truncated);
        if (_text[_at] == close)
        {
            _at++;
            _depth--;
            _needComma = true;
            return false;
        }

        if (_needComma)
        {
            if (_text[_at] != (byte)',')
                return Fail(ParseStatus.Syntax);
            _at++;
            _needComma = false;
            SkipWhiteSpace();
            if (_at >= _text.Length)
                return Fail(ParseStatus.Truncated);
            if (_text[_at] == close)
                return Fail(ParseStatus.Syntax);
        }

        return true;
    }

    private bool Expect(byte first)
    {
        if (_status != ParseStatus.Ok)
            return false;
        SkipWhiteSpace();
        if (_at < _text.Length && _text[_at] == first)
        {
            _at++;
            return true;
        }

        return Unexpected();
    }

    /// <summary>A value of another kind, or no value at all.</summary>
    private bool Unexpected()
    {
        if (_at >= _text.Length)
            return Fail(ParseStatus.Truncated);
        bool startsValue = _text[_at] is (byte)'{' or (byte)'[' or (byte)'"' or (byte)'t' or (byte)'f' or (byte)'n' or (byte)'-' or (>= (byte)'0' and <= (byte)'9');
        return Fail(startsValue ? ParseStatus.WrongType : ParseStatus.Syntax);
    }

    private void SkipWhiteSpace()
    {
        while (_at < _text.Length && _text[_at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            _at++;
    }

    private bool ReadLiteral(ReadOnlySpan<byte> literal)
    {
        if (_status != ParseStatus.Ok)
            return false;
        ReadOnlySpan<byte> rest = _text[_at..];
        if (rest.StartsWith(literal))
        {
            _at += literal.Length;
            _needComma = true;
            return true;
        }

        return Fail(literal.StartsWith(rest) ? ParseStatus.Truncated : ParseStatus.Syntax);
    }

    private bool ReadNumberToken(out ReadOnlySpan<byte> token, out bool whole)
    {
        token = default;
        whole = true;
        if (_status != ParseStatus.Ok)
            return false;
        SkipWhiteSpace();
        if (_at >= _text.Length)
            return Fail(ParseStatus.Truncated);
        int start = _at;
        if (_text[_at] is not ((byte)'-' or (>= (byte)'0' and <= (byte)'9')))
            return Unexpected();
        if (_text[_at] == (byte)'-')
            _at++;
        int firstDigit = _at;
        if (!SkipDigits())
            return false;
        if (_text[firstDigit] == (byte)'0' && _at > firstDigit + 1)
            return Fail(ParseStatus.Syntax);
        if (_at < _text.Length && _text[_at] == (byte)'.')
        {
            whole = false;
            _at++;
            if (!SkipDigits())
                return false;
        }

        if (_at < _text.Length && _text[_at] is (byte)'e' or (byte)'E')
        {
            whole = false;
            _at++;
            if (_at < _text.Length && _text[_at] is (byte)'+' or (byte)'-')
                _at++;
            if (!SkipDigits())
                return false;
        }

        token = _text[start.._at];
        _needComma = true;
        return true;
    }

    /// <summary>At least one digit.</summary>
    private bool SkipDigits()
    {
        int start = _at;
        while (_at < _text.Length && _text[_at] is >= (byte)'0' and <= (byte)'9')
            _at++;
        if (_at > start)
            return true;
        return Fail(_at >= _text.Length ? ParseStatus.Truncated : ParseStatus.Syntax);
    }

    private bool SkipEscape()
    {
        if (_at + 1 >= _text.Length)
            return Fail(ParseStatus.Truncated);
        byte kind = _text[_at + 1];
        if (kind != (byte)'u')
        {
            if ("\"\\/bfnrt"u8.IndexOf(kind) < 0)
                return Fail(ParseStatus.Syntax);
            _at += 2;
            return true;
        }

        for (int i = 2; i < 6; i++)
        {
            if (_at + i >= _text.Length)
                return Fail(ParseStatus.Truncated);
            if (!char.IsAsciiHexDigit((char)_text[_at + i]))
                return Fail(ParseStatus.Syntax);
        }

        _at += 6;
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte[] Unescape(ReadOnlySpan<byte> raw)
    {
        StringBuilder text = new(raw.Length);
        int i = 0;
        while (i < raw.Length)
        {
            int plain = raw[i..].IndexOf((byte)'\\');
            if (plain != 0)
            {
                plain = plain < 0 ? raw.Length - i : plain;
                text.Append(Encoding.UTF8.GetString(raw.Slice(i, plain)));
                i += plain;
                continue;
            }

            byte kind = raw[i + 1];
            if (kind == (byte)'u')
            {
                int unit = 0;
                for (int h = 2; h < 6; h++)
                    unit = (unit << 4) | Convert.ToInt32(((char)raw[i + h]).ToString(), 16);
                text.Append((char)unit);
                i += 6;
                continue;
            }

            text.Append(kind switch
            {
                (byte)'b' => '\b',
                (byte)'f' => '\f',
                (byte)'n' => '\n',
                (byte)'r' => '\r',
                (byte)'t' => '\t',
                _ => (char)kind,
            });
            i += 2;
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
