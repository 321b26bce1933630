using System.Runtime.CompilerServices;
using LiveTrading.Model;

namespace LiveTrading.Engine.Portfolios;

/// <summary>
/// Amounts of money and quantity as 128-bit integers in units of 10^-16, the places of a price times a quantity: exact and
/// without the cost of <see cref="decimal"/>. Everything saturates at <see cref="Cap"/>, far above any limit and far below
/// overflow, so that a huge number fails a limit instead of passing it.
/// </summary>
internal static class WideAmount
{
    /// <summary>Units of one: 10^16.</summary>
    public static readonly Int128 One = 10_000_000_000_000_000;

    /// <summary>10^16 whole units of currency. A hundred thousand of these still add up without overflow.</summary>
    public static readonly Int128 Cap = One * One;

    private static readonly Int128 s_largestQuantity = 10_000_000_000_000_000_000;

    private static readonly Int128 s_capUnits = Cap / FixedPoint.One;

    private const decimal CapDecimal = 10_000_000_000_000_000m;

    /// <summary>Price times quantity, both in units of 10^-8; negative factors count as zero.</summary>
    public static Int128 Notional(Int128 quantityUnits, long priceRaw)
    {
        if (quantityUnits <= 0 || priceRaw <= 0)
            return 0;
        if (quantityUnits > s_largestQuantity)
            return Cap;
        Int128 product = quantityUnits * priceRaw;
        return product > Cap ? Cap : product;
    }

    /// <summary>Price times quantity of plain 64-bit values in units of 10^-8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int128 Notional(long quantityRaw, long priceRaw)
    {
        if (quantityRaw <= 0 || priceRaw <= 0)
            return 0;
        Int128 product = (Int128)Math.BigMul((ulong)quantityRaw, (ulong)priceRaw);
        return product > Cap ? Cap : product;
    }

    /// <summary>A quantity in units of 10^-8 as an amount.</summary>
    public static Int128 OfQuantity(Int128 quantityUnits)
    {
        if (quantityUnits <= 0)
            return 0;
        return quantityUnits > s_capUnits ? Cap : quantityUnits * FixedPoint.One;
    }

    /// <summary>Value in another currency, rounded up, at a rate in units of 10^-8.</summary>
    public static Int128 Convert(Int128 amount, long rateRaw)
    {
        if (rateRaw == FixedPoint.One)
            return amount;
        Int128 converted = (amount / FixedPoint.One + 1) * rateRaw;
        return converted > Cap ? Cap : converted;
    }

    /// <summary>A decimal, rounded down, saturating on both sides.</summary>
    public static Int128 Floor(decimal value) => FromDecimal(value, ceiling: false);

    /// <summary>A decimal, rounded up, saturating on both sides.</summary>
    public static Int128 Ceiling(decimal value) => FromDecimal(value, ceiling: true);

    /// <summary>For messages: the decimal nearest to the amount.</summary>
    public static decimal ToDecimal(Int128 amount)
    {
        bool negative = amount < 0;
        Int128 magnitude = negative ? -amount : amount;
        decimal value = (decimal)(magnitude / One) + (decimal)(magnitude % One) / 10_000_000_000_000_000m;
        return negative ? -value : value;
    }

    private static Int128 FromDecimal(decimal value, bool ceiling)
    {
        if (value >= CapDecimal)
            return Cap;
        if (value <= -CapDecimal)
            return -Cap;
        decimal whole = decimal.Floor(value);
        decimal part = (value - whole) * 10_000_000_000_000_000m;
        return (Int128)whole * One + (Int128)(ceiling ? decimal.Ceiling(part) : decimal.Floor(part));
    }
}
