using System.Buffers.Binary;

namespace LiveTrading.WebSockets.Compression;

/// <summary>Bits into bytes, low end first (RFC 1951 §3.1.1), into a buffer that must not be exceeded: beyond it nothing is kept and <see cref="IsFull"/> says so.</summary>
internal struct BitWriter
{
    private readonly byte[] _bytes;
    private readonly int _limit;
    private ulong _bits;
    private int _bitCount;

    /// <summary>Begins at the front of a buffer.</summary>
    /// <param name="bytes">At least eight longer than <paramref name="limit"/>.</param>
    /// <param name="limit">Most bytes to write.</param>
    public BitWriter(byte[] bytes, int limit)
    {
        _bytes = bytes;
        _limit = limit;
    }

    /// <summary>Whole bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>More was written than there is room for.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Writes the low bits of a value whose others are zero.</summary>
    /// <param name="value">The bits.</param>
    /// <param name="count">0 to 32.</param>
    public void Write(uint value, int count)
    {
        _bits |= (ulong)value << _bitCount;
        _bitCount += count;
        if (_bitCount < 32)
            return;
        if (Length + 4 > _limit + 8)
        {
            IsFull = true;
            _bitCount &= 31;
            return;
        }
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(Length), (uint)_bits);
        Length += 4;
        _bits >>= 32;
        _bitCount -= 32;
    }

    /// <summary>Fills the last byte with zeros.</summary>
    public void Align()
    {
        while (_bitCount > 0)
        {
            if (Length >= _limit)
            {
                IsFull = true;
                return;
            }
            _bytes[Length++] = (byte)_bits;
            _bits >>= 8;
            _bitCount -= 8;
        }
        _bits = 0;
        _bitCount = 0;
        IsFull |= Length > _limit;
    }

    /// <summary>Copies bytes; to be called when aligned.</summary>
    public void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        if (Length + bytes.Length > _limit)
        {
            IsFull = true;
            return;
        }
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }
}
