using System.Buffers.Binary;
using System.Numerics;

namespace LiveTrading.Engine.Recording;

/// <summary>
/// Pairs of numbers in as few bytes as they need: one byte with the two lengths, then the bytes of both. Two stores and no
/// branch a pair, which is what the loop thread can afford per message.
/// </summary>
internal static class PackedNumbers
{
    /// <summary>Bytes a pair takes at most.</summary>
    public const int MaxPairBytes = 17;

    /// <summary>Bytes behind a pair that a store may touch.</summary>
    public const int Slack = 8;

    /// <summary>Small numbers of either sign become small numbers.</summary>
    public static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    /// <summary>The inverse of <see cref="ZigZag"/>.</summary>
    public static long UnZigZag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);

    /// <summary>Writes a pair and returns the offset behind it. The span reaches at least <see cref="MaxPairBytes"/> and <see cref="Slack"/> beyond the offset.</summary>
    public static int Write(Span<byte> span, int at, ulong a, ulong b)
    {
        int lengthA = (71 - BitOperations.LeadingZeroCount(a)) >> 3;
        int lengthB = (71 - BitOperations.LeadingZeroCount(b)) >> 3;
        span[at] = (byte)(lengthA | (lengthB << 4));
        BinaryPrimitives.WriteUInt64LittleEndian(span[(at + 1)..], a);
        BinaryPrimitives.WriteUInt64LittleEndian(span[(at + 1 + lengthA)..], b);
        return at + 1 + lengthA + lengthB;
    }

    /// <summary>Reads a pair and moves the offset behind it.</summary>
    /// <returns>False when the bytes end before the pair does, or it is none.</returns>
    public static bool TryRead(ReadOnlySpan<byte> span, ref int at, out ulong a, out ulong b)
    {
        a = 0;
        b = 0;
        if ((uint)at >= (uint)span.Length)
            return false;
        int lengthA = span[at] & 15;
        int lengthB = span[at] >> 4;
        if (lengthA > 8 || lengthB > 8 || span.Length - at - 1 < lengthA + lengthB)
            return false;
        if (span.Length - at >= MaxPairBytes)
        {
            a = BinaryPrimitives.ReadUInt64LittleEndian(span[(at + 1)..]) & Mask(lengthA);
            b = BinaryPrimitives.ReadUInt64LittleEndian(span[(at + 1 + lengthA)..]) & Mask(lengthB);
        }
        else
        {
            a = ReadSlowly(span.Slice(at + 1, lengthA));
            b = ReadSlowly(span.Slice(at + 1 + lengthA, lengthB));
        }

        at += 1 + lengthA + lengthB;
        return true;
    }

    private static ulong Mask(int bytes) => bytes == 8 ? ulong.MaxValue : (1UL << (8 * bytes)) - 1;

    private static ulong ReadSlowly(ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (int i = bytes.Length - 1; i >= 0; i--)
            value = (value << 8) | bytes[i];
        return value;
    }
}
