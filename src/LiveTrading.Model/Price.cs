using System.Globalization;

namespace LiveTrading.Model;

/// <summary>An exact price in units of the instrument's quote currency, eight decimal places, may be negative.</summary>
/// <param name="Raw">The price times 10^8.</param>
public readonly record struct Price(long Raw) : IComparable<Price>
{
    /// <summary>Zero; also what an order without a price carries.</summary>
    public static readonly Price Zero;

    /// <summary>True for zero.</summary>
    public bool IsZero => Raw == 0;

    /// <summary>The exact value.</summary>
    public decimal AsDecimal => FixedPoint.ToDecimal(Raw);

    /// <summary>From an exact decimal.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of range, or more than eight places.</exception>
    public static Price Of(decimal value) => new(FixedPoint.FromDecimal(value));

    /// <summary>Reads UTF-8 decimal text; see <see cref="FixedPoint.TryParse"/>.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out Price price)
    {
        bool ok = FixedPoint.TryParse(text, out long raw);
        price = new Price(raw);
        return ok;
    }

    /// <inheritdoc/>
    public int CompareTo(Price other) => Raw.CompareTo(other.Raw);

    /// <summary>Less than.</summary>
    public static bool operator <(Price a, Price b) => a.Raw < b.Raw;

    /// <summary>Greater than.</summary>
    public static bool operator >(Price a, Price b) => a.Raw > b.Raw;

    /// <summary>At most.</summary>
    public static bool operator <=(Price a, Price b) => a.Raw <= b.Raw;

    /// <summary>At least.</summary>
    public static bool operator >=(Price a, Price b) => a.Raw >= b.Raw;

    /// <summary>The exact value without trailing zeros, invariant culture.</summary>
    public override string ToString() => AsDecimal.ToString(CultureInfo.InvariantCulture);
}
