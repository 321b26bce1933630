using System.Numerics;
using System.Runtime.InteropServices;

namespace LiveTrading.WebSockets.Frames;

/// <summary>The XOR of RFC 6455 §5.3, a vector at a time. The key is the four bytes read as little-endian.</summary>
internal static class FrameMask
{
    /// <summary>Masks or unmasks in place.</summary>
    public static void Apply(Span<byte> data, uint key) => Copy(data, data, key);

    /// <summary>Masks or unmasks while copying.</summary>
    /// <param name="source">From.</param>
    /// <param name="destination">To; at least as long; may be the same memory, may not overlap otherwise.</param>
    /// <param name="key">Of the first byte of <paramref name="source"/>.</param>
    public static void Copy(ReadOnlySpan<byte> source, Span<byte> destination, uint key)
    {
        destination = destination[..source.Length];
        int done = 0;
        if (source.Length >= Vector<byte>.Count)
        {
            // The vector's length is a multiple of the key's, so the key's phase is the same at each step.
            Vector<byte> pattern = Vector.AsVectorByte(new Vector<uint>(BitConverter.IsLittleEndian ? key : System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(key)));
            ReadOnlySpan<Vector<byte>> from = MemoryMarshal.Cast<byte, Vector<byte>>(source);
            Span<Vector<byte>> to = MemoryMarshal.Cast<byte, Vector<byte>>(destination);
            for (int i = 0; i < from.Length; i++)
                to[i] = from[i] ^ pattern;
            done = from.Length * Vector<byte>.Count;
        }
        for (int i = done; i < source.Length; i++)
            destination[i] = (byte)(source[i] ^ (byte)(key >> ((i & 3) * 8)));
    }
}
