using System.Buffers.Binary;
using System.Text;

namespace LiveTrading.Engine.Recording;

/// <summary>
/// The fields of one framed record, little-endian; reused for every record. Grows as needed up to <see cref="MaxBytes"/>;
/// beyond that <see cref="Overflowed"/> is set and nothing more is taken.
/// </summary>
internal sealed class FieldBuffer
{
    /// <summary>Largest payload: the largest message of a connection (16 MiB) and what goes with it.</summary>
    public const int MaxBytes = 32 * 1024 * 1024;

    private byte[] _bytes = new byte[4096];
    private int _length;
    private bool _ended;
    private bool _taking = true;

    public bool Overflowed { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>Begins a record. After <see cref="End"/> its fields cost nothing and are dropped.</summary>
    public FieldBuffer Clear()
    {
        _taking = !_ended;
        _length = 0;
        Overflowed = false;
        return this;
    }

    /// <summary>Begins a record whose fields the caller reads back, whether or not anybody records.</summary>
    public FieldBuffer ClearToReadBack()
    {
        Clear();
        _taking = true;
        return this;
    }

    /// <summary>Nobody records any more.</summary>
    public void End()
    {
        _ended = true;
        _taking = false;
        _length = 0;
    }

    public FieldBuffer Byte(byte value)
    {
        if (Take(1) is { Length: > 0 } s)
            s[0] = value;
        return this;
    }

    public FieldBuffer Bool(bool value) => Byte(value ? (byte)1 : (byte)0);

    public FieldBuffer Int32(int value)
    {
        if (Take(4) is { Length: > 0 } s)
            BinaryPrimitives.WriteInt32LittleEndian(s, value);
        return this;
    }

    public FieldBuffer Int64(long value)
    {
        if (Take(8) is { Length: > 0 } s)
            BinaryPrimitives.WriteInt64LittleEndian(s, value);
        return this;
    }

    public FieldBuffer UInt128(UInt128 value)
    {
        if (Take(16) is { Length: > 0 } s)
            BinaryPrimitives.WriteUInt128LittleEndian(s, value);
        return this;
    }

    public FieldBuffer Decimal(decimal value)
    {
        if (!_taking)
            return this;
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        foreach (int part in bits)
            Int32(part);
        return this;
    }

    /// <summary>A text of any length; null stays null.</summary>
    public FieldBuffer Text(string? value)
    {
        if (!_taking)
            return this;
        if (value is null)
            return Int32(-1);
        int bytes = Encoding.UTF8.GetByteCount(value);
        Int32(bytes);
        if (Take(bytes) is { Length: > 0 } s)
            Encoding.UTF8.GetBytes(value, s);
        return this;
    }

    public FieldBuffer Bytes(ReadOnlySpan<byte> value)
    {
        if (!_taking)
            return this;
        Int32(value.Length);
        value.CopyTo(Take(value.Length));
        return this;
    }

    private Span<byte> Take(int bytes)
    {
        if (!_taking)
            return [];
        if (Overflowed || MaxBytes - _length < bytes)
        {
            // Whoever writes goes on into what nobody reads.
            Overflowed = true;
            return new byte[bytes];
        }

        if (_bytes.Length - _length < bytes)
            Array.Resize(ref _bytes, (int)Math.Min(MaxBytes, Math.Max((long)_length + bytes, 2L * _bytes.Length)));
        Span<byte> s = _bytes.AsSpan(_length, bytes);
        _length += bytes;
        return s;
    }
}
