using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace LiveTrading.Simulation.Harness;

/// <summary>A hash over everything that a world did, in order: bytes on the wire both ways, journal bytes, log lines. Two runs of a seed must have the same.</summary>
internal sealed class WireTrace
{
    private readonly XxHash3 _hash = new();

    /// <summary>Bytes taken in.</summary>
    public long Bytes { get; private set; }

    public ulong Hash => _hash.GetCurrentHashAsUInt64();

    /// <summary>Takes in bytes with their origin and the virtual time.</summary>
    public void Add(byte origin, long nanos, ReadOnlySpan<byte> data)
    {
        Span<byte> head = stackalloc byte[13];
        head[0] = origin;
        BinaryPrimitives.WriteInt64LittleEndian(head[1..], nanos);
        BinaryPrimitives.WriteInt32LittleEndian(head[9..], data.Length);
        _hash.Append(head);
        _hash.Append(data);
        Bytes += data.Length;
    }

    public void Add(byte origin, long nanos, string text) => Add(origin, nanos, MemoryMarshal.AsBytes(text.AsSpan()));
}
