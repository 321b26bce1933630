using System.Globalization;

namespace LiveTrading.Model;

/// <summary>
/// Exact decimal numbers with eight places after the point, held in a 64-bit integer: the arithmetic behind
/// <see cref="Price"/> and <see cref="Quantity"/>.
/// </summary>
/// <remarks>
/// Range ±92,233,720,368.54775807. Eight places and 64 bits are also what Binance's own matching engine uses
/// (its largest LOT_SIZE is 92141578000). Text with more significant places is refused, never rounded.
/// </remarks>
public static class FixedPoint
{
    /// <summary>Digits after the decimal point.</summary>
    public const int Decimals = 8;

    /// <summary>10^8: how many raw units make one.</summary>
    public const long One = 100_000_000;

    /// <summary>Reads a decimal such as <c>61837.63000000</c> from UTF-8.</summary>
    /// <param name="text">Digits with at most one point and an optional leading minus; no exponent, no sign plus, no spaces.</param>
    /// <param name="raw">The value times 10^8.</param>
    /// <returns>False when the text is not such a number, is out of range, or needs more than eight places.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out long raw)
    {
        raw = 0;
        int i = 0;
        bool negative = false;
        if (text.Length > 0 && text[0] == (byte)'-')
        {
            negative = true;
            i = 1;
        }

        if (i >= text.Length || text.Length > 64)
            return false;

        ulong value = 0;
        int digits = 0;
        int places = -1;
        for (; i < text.Length; i++)
        {
            uint d = (uint)(text[i] - (byte)'0');
            if (d <= 9)
            {
                digits++;
                if (places >= 0)
                {
                    if (places == Decimals)
                    {
                        if (d != 0)
                            return false;
                        continue;
                    }

                    places++;
                }

                if (value > (ulong.MaxValue - 9) / 10)
                    return false;
                value = value * 10 + d;
            }
            else if (text[i] == (byte)'.' && places < 0 && digits > 0)
            {
                places = 0;
            }
            else
            {
                return false;
            }
        }

        if (digits == 0 || text[^1] == (byte)'.')
            return false;
        for (int p = Math.Max(places, 0); p < Decimals; p++)
        {
            if (value > ulong.MaxValue / 10)
                return false;
            value *= 10;
        }

        if (value > long.MaxValue)
            return false;
        raw = negative ? -(long)value : (long)value;
        return true;
    }

    /// <summary>Writes the shortest exact decimal text, such as <c>61837.63</c>, as UTF-8.</summary>
    /// <param name="raw">The value times 10^8.</param>
    /// <param name="destination">At least 21 bytes always suffice.</param>
    /// <param name="written">Bytes written.</param>
    /// <returns>False when <paramref name="destination"/> is too short.</returns>
    public static bool TryFormat(long raw, Span<byte> destination, out int written)
    {
        Span<byte> digits = stackalloc byte[24];
        int n = 0;
        ulong magnitude = raw < 0 ? (ulong)(-(raw + 1)) + 1 : (ulong)raw;
        ulong whole = magnitude / One;
        ulong part = magnitude % One;
        int places = part == 0 ? 0 : Decimals;
        while (places > 0 && part % 10 == 0)
        {
            part /= 10;
            places--;
        }

        for (int p = 0; p < places; p++)
        {
            digits[n++] = (byte)('0' + part % 10);
            part /= 10;
        }

        if (places > 0)
            digits[n++] = (byte)'.';
        do
        {
            digits[n++] = (byte)('0' + whole % 10);
            whole /= 10;
        }
        while (whole != 0);
        if (raw < 0)
            digits[n++] = (byte)'-';

        written = 0;
        if (destination.Length < n)
            return false;
        for (int i = 0; i < n; i++)
            destination[i] = digits[n - 1 - i];
        written = n;
        return true;
    }

    /// <summary>The value as a <see cref="decimal"/>, without trailing zeros.</summary>
    public static decimal ToDecimal(long raw)
    {
        ulong magnitude = raw < 0 ? (ulong)(-(raw + 1)) + 1 : (ulong)raw;
        byte scale = Decimals;
        while (scale > 0 && magnitude % 10 == 0)
        {
            magnitude /= 10;
            scale--;
        }

        return new decimal((int)magnitude, (int)(magnitude >> 32), 0, raw < 0, scale);
    }

    /// <summary>The raw value of an exact decimal.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of range, or more than eight places.</exception>
    public static long FromDecimal(decimal value)
    {
        decimal scaled;
        try
        {
            scaled = value * One;
        }
        catch (OverflowException)
        {
            throw OutOfRange(value);
        }

        if (scaled != decimal.Truncate(scaled) || scaled > long.MaxValue || scaled < -long.MaxValue)
            throw OutOfRange(value);
        return (long)scaled;
    }

    private static ArgumentOutOfRangeException OutOfRange(decimal value) => new(
        nameof(value), value, string.Create(CultureInfo.InvariantCulture, $"{value} does not fit a fixed-point number of {Decimals} places within ±92,233,720,368."));
}
