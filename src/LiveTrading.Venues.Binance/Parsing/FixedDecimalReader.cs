using System.Buffers.Binary;
using LiveTrading.Model;

namespace LiveTrading.Venues.Binance.Parsing;

/// <summary>
/// The fast reader of what the venue prints nearly always: digits, a point and exactly eight places. Anything else is left
/// to <see cref="JsonCursor"/>; giving false here is not an error.
/// </summary>
internal static class FixedDecimalReader
{
    private const int MaxWholeDigits = 10;
    private const int MaxIntegerDigits = 18;

    /// <summary>Takes <c>61837.63000000"</c> from the front, closing quote included.</summary>
    public static bool TryTake(ref ReadOnlySpan<byte> text, out long raw)
    {
        ReadOnlySpan<byte> s = text;
        long whole = 0;
        int i = 0;
        while ((uint)i < (uint)s.Length)
        {
            uint digit = (uint)(s[i] - (byte)'0');
            if (digit > 9)
                break;
            whole = (whole * 10) + digit;
            i++;
        }

        raw = 0;
        if ((uint)(i - 1) >= MaxWholeDigits || s.Length < i + FixedPoint.Decimals + 2 || s[i] != (byte)'.' || s[i + FixedPoint.Decimals + 1] != (byte)'"')
            return false;
        ulong places = BinaryPrimitives.ReadUInt64LittleEndian(s[(i + 1)..]);
        if (!AreDigits(places))
            return false;
        raw = (whole * FixedPoint.One) + EightDigits(places);
        text = s[(i + FixedPoint.Decimals + 2)..];
        return true;
    }

    /// <summary>Takes a whole number from the front, not what follows it.</summary>
    public static bool TryTakeInteger(ref ReadOnlySpan<byte> text, out long value)
    {
        ReadOnlySpan<byte> s = text;
        long read = 0;
        int i = 0;
        while ((uint)i < (uint)s.Length)
        {
            uint digit = (uint)(s[i] - (byte)'0');
            if (digit > 9)
                break;
            read = (read * 10) + digit;
            i++;
        }

        value = read;
        if ((uint)(i - 1) >= MaxIntegerDigits || (s[0] == (byte)'0' && i > 1))
            return false;
        text = s[i..];
        return true;
    }

    private static bool AreDigits(ulong chunk) =>
        ((chunk & 0xF0F0F0F0F0F0F0F0UL) | (((chunk + 0x0606060606060606UL) & 0xF0F0F0F0F0F0F0F0UL) >> 4)) == 0x3333333333333333UL;

    /// <summary>Eight ASCII digits, first digit in the lowest byte, by three multiplications.</summary>
    private static long EightDigits(ulong chunk)
    {
        chunk -= 0x3030303030303030UL;
        chunk = (chunk * 10) + (chunk >> 8);
        const ulong mask = 0x000000FF000000FFUL;
        const ulong hundredsAndMillions = 100UL + (1_000_000UL << 32);
        const ulong unitsAndTenThousands = 1UL + (10_000UL << 32);
        return (long)((((chunk & mask) * hundredsAndMillions) + (((chunk >> 16) & mask) * unitsAndTenThousands)) >> 32);
    }
}
