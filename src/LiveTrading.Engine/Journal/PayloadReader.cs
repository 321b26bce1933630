using System.Buffers.Binary;
using System.Text;

namespace LiveTrading.Engine.Journal;

/// <summary>Reads the fields of a payload. Missing bytes or impossible values set <see cref="Failed"/> and give zeros; nothing throws.</summary>
internal ref struct PayloadReader(ReadOnlySpan<byte> payload)
{
    private ReadOnlySpan<byte> _rest = payload;

    public bool Failed { get; private set; }

    /// <summary>True when every byte was read and made sense.</summary>
    public readonly bool IsComplete => !Failed && _rest.IsEmpty;

    public byte Byte() => Take(1) is { Length: > 0 } s ? s[0] : (byte)0;

    public bool Bool()
    {
        byte value = Byte();
        if (value > 1)
            Failed = true;
        return value == 1;
    }

    /// <summary>A byte that must not exceed a limit: the last value of an enumeration.</summary>
    public byte UpTo(byte last)
    {
        byte value = Byte();
        if (value > last)
            Failed = true;
        return value;
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

    /// <summary>A text; empty is returned as null.</summary>
    public string? Text()
    {
        if (Take(2) is not { Length: > 0 } s)
            return null;
        int bytes = BinaryPrimitives.ReadUInt16LittleEndian(s);
        if (bytes == 0)
            return null;
        return Take(bytes) is { Length: > 0 } text ? Encoding.UTF8.GetString(text) : null;
    }

    /// <summary>A text that must not be empty.</summary>
    public string Identifier()
    {
        string? text = Text();
        if (text is null)
            Failed = true;
        return text ?? "";
    }

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
