using System.Buffers.Binary;
using System.Text;

namespace LiveTrading.Engine.Journal;

/// <summary>
/// Reads the fields of a payload, of the journal or of a recording. Missing bytes or impossible values set <see cref="Failed"/>
/// and give zeros; nothing throws.
/// </summary>
internal ref struct PayloadReader(ReadOnlySpan<byte> payload)
{
    private ReadOnlySpan<byte> _rest = payload;

    public bool Failed { get; private set; }

    /// <summary>True when every byte was read and made sense.</summary>
    public readonly bool IsComplete => !Failed && _rest.IsEmpty;

    public byte Byte() => Take(1) is { Length: > 0 } s ? s[0] : (byte)0;

    public bool Bool() => UpTo(1) == 1;

    /// <summary>A byte that must not exceed a limit: the last value of an enumeration.</summary>
    public byte UpTo(byte last)
    {
        byte value = Byte();
        if (value <= last)
            return value;
        Failed = true;
        return 0;
    }

    public int Int32() => Take(4) is { Length: > 0 } s ? BinaryPrimitives.ReadInt32LittleEndian(s) : 0;

    /// <summary>A number of elements, each at least so many bytes long: never more than the rest can hold.</summary>
    public int Count(int leastBytesEach)
    {
        int count = Int32();
        if (count >= 0 && count <= _rest.Length / leastBytesEach)
            return count;
        Failed = true;
        return 0;
    }

    public uint UInt32() => Take(4) is { Length: > 0 } s ? BinaryPrimitives.ReadUInt32LittleEndian(s) : 0;

    public long Int64() => Take(8) is { Length: > 0 } s ? BinaryPrimitives.ReadInt64LittleEndian(s) : 0;

    public UInt128 UInt128() => Take(16) is { Length: > 0 } s ? BinaryPrimitives.ReadUInt128LittleEndian(s) : default;

    public decimal Decimal()
    {
        if (Take(16) is not { Length: > 0 } s)
            return 0;
        int flags = BinaryPrimitives.ReadInt32LittleEndian(s[12..]);
        int scale = (flags >> 16) & 0xFF;
        if ((flags & 0x7F00FFFF) != 0 || scale > 28)
        {
            Failed = true;
            return 0;
        }

        return new decimal(
            BinaryPrimitives.ReadInt32LittleEndian(s),
            BinaryPrimitives.ReadInt32LittleEndian(s[4..]),
            BinaryPrimitives.ReadInt32LittleEndian(s[8..]),
            flags < 0,
            (byte)scale);
    }

    /// <summary>A short text of the journal; empty is returned as null.</summary>
    public string? Text()
    {
        if (Take(2) is not { Length: > 0 } s)
            return null;
        int bytes = BinaryPrimitives.ReadUInt16LittleEndian(s);
        if (bytes == 0)
            return null;
        return Take(bytes) is { Length: > 0 } text ? Encoding.UTF8.GetString(text) : null;
    }

    /// <summary>A short text of the journal that must not be empty.</summary>
    public string Identifier()
    {
        string? text = Text();
        if (text is null)
            Failed = true;
        return text ?? "";
    }

    /// <summary>A text of a recording, of any length; it tells null from empty.</summary>
    public string? LongTextOrNull()
    {
        int bytes = Int32();
        if (bytes == -1)
            return null;
        if (bytes < 0 || bytes > _rest.Length)
        {
            Failed = true;
            return null;
        }

        return bytes == 0 ? "" : Encoding.UTF8.GetString(Take(bytes));
    }

    /// <summary>A text of a recording that is not null.</summary>
    public string LongText()
    {
        string? text = LongTextOrNull();
        if (text is null)
            Failed = true;
        return text ?? "";
    }

    /// <summary>Bytes of a recording with their number before them.</summary>
    public ReadOnlySpan<byte> Bytes() => Take(Count(1));

    private ReadOnlySpan<byte> Take(int bytes)
    {
        if (Failed || _rest.Length < bytes)
        {
            Failed = true;
            return default;
        }

        ReadOnlySpan<byte> s = _rest[..bytes];
        _rest = _rest[bytes..];
        return s;
    }
}
