using System.Buffers.Binary;
using System.Text;

namespace LiveTrading.Engine.Journal;

/// <summary>Writes the fields of a payload into a buffer. Too little room sets <see cref="Overflowed"/> and nothing else is written.</summary>
internal ref struct PayloadWriter(Span<byte> buffer)
{
    /// <summary>Longest free text, such as a reason; what is longer is cut at a character boundary.</summary>
    public const int MaxTextBytes = 400;

    /// <summary>Longest identifier; a longer one overflows, since a cut identifier would name something else.</summary>
    public const int MaxIdentifierBytes = 120;

    private readonly Span<byte> _buffer = buffer;

    public int Written { get; private set; }

    public bool Overflowed { get; private set; }

    public void Byte(byte value)
    {
        if (Take(1) is { Length: > 0 } s)
            s[0] = value;
    }

    public void Bool(bool value) => Byte(value ? (byte)1 : (byte)0);

    public void UInt32(uint value)
    {
        if (Take(4) is { Length: > 0 } s)
            BinaryPrimitives.WriteUInt32LittleEndian(s, value);
    }

    public void Int64(long value)
    {
        if (Take(8) is { Length: > 0 } s)
            BinaryPrimitives.WriteInt64LittleEndian(s, value);
    }

    public void UInt128(UInt128 value)
    {
        if (Take(16) is { Length: > 0 } s)
            BinaryPrimitives.WriteUInt128LittleEndian(s, value);
    }

    public void Decimal(decimal value)
    {
        if (Take(16) is not { Length: > 0 } s)
            return;
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        for (int i = 0; i < 4; i++)
            BinaryPrimitives.WriteInt32LittleEndian(s[(4 * i)..], bits[i]);
    }

    /// <summary>An identifier; null is written as empty.</summary>
    public void Identifier(string? value)
    {
        if (value is not null && Encoding.UTF8.GetByteCount(value) > MaxIdentifierBytes)
            Overflowed = true;
        else
            Text(value);
    }

    /// <summary>Free text; null is written as empty.</summary>
    public void Text(string? value)
    {
        ReadOnlySpan<char> text = value;
        if (text.Length > MaxTextBytes)
            text = text[..MaxTextBytes];
        while (Encoding.UTF8.GetByteCount(text) > MaxTextBytes)
            text = text[..^1];
        if (text.Length > 0 && char.IsHighSurrogate(text[^1]))
            text = text[..^1];
        int bytes = Encoding.UTF8.GetByteCount(text);
        if (Take(2 + bytes) is { Length: > 0 } s)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(s, (ushort)bytes);
            Encoding.UTF8.GetBytes(text, s[2..]);
        }
    }

    private Span<byte> Take(int bytes)
    {
        if (Overflowed || _buffer.Length - Written < bytes)
        {
            Overflowed = true;
            return default;
        }

        Span<byte> s = _buffer.Slice(Written, bytes);
        Written += bytes;
        return s;
    }
}
