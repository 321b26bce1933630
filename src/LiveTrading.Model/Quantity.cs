using System.Globalization;

namespace LiveTrading.Model;

/// <summary>An exact quantity in units of the instrument's base currency (or contracts), eight decimal places, never negative in market data and orders.</summary>
/// <param name="Raw">The quantity times 10^8.</param>
public readonly record struct Quantity(long Raw) : IComparable<Quantity>
{
    /// <summary>Zero.</summary>
    public static readonly Quantity Zero;

    /// <summary>True for zero.</summary>
    public bool IsZero => Raw == 0;

    /// <summary>The exact value.</summary>
    public decimal AsDecimal => FixedPoint.ToDecimal(Raw);

    /// <summary>From an exact decimal.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of range, or more than eight places.</exception>
    public static Quantity Of(decimal value) => new(FixedPoint.FromDecimal(value));

    /// <summary>Reads UTF-8 decimal text; see <see cref="FixedPoint.TryParse"/>. A negative quantity is refused.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out Quantity quantity)
    {
        bool ok = FixedPoint.TryParse(text, out long raw) && raw >= 0;
        quantity = new Quantity(ok ? raw : 0);
        return ok;
    }

    /// <summary>Exact product in the quote currency; up to 16 places.</summary>
    /// <exception cref="OverflowException">The product does not fit a <see cref="decimal"/>: cannot happen for both factors in range.</exception>
    public decimal Notional(Price price) => AsDecimal * price.AsDecimal;

    /// <inheritdoc/>
    public int CompareTo(Quantity other) => Raw.CompareTo(other.Raw);

    /// <summary>Sum.</summary>
    /// <exception cref="OverflowException">The sum is out of range.</exception>
    public static Quantity operator +(Quantity a, Quantity b) => new(checked(a.Raw + b.Raw));

    /// <summary>Difference; may be negative, which callers must check.</summary>
    /// <exception cref="OverflowException">The difference is out of range.</exception>
    public static Quantity operator -(Quantity a, Quantity b) => new(checked(a.Raw - b.Raw));

    /// <summary>Less than.</summary>
    public static bool operator <(Quantity a, Quantity b) => a.Raw < b.Raw;

    /// <summary>Greater than.</summary>
    public static bool operator >(Quantity a, Quantity b) => a.Raw > b.Raw;

    /// <summary>At most.</summary>
    public static bool operator <=(Quantity a, Quantity b) => a.Raw <= b.Raw;

    /// <summary>At least.</summary>
    public static bool operator >=(Quantity a, Quantity b) => a.Raw >= b.Raw;

    /// <summary>The exact value without trailing zeros, invariant culture.</summary>
    public override string ToString() => AsDecimal.ToString(CultureInfo.InvariantCulture);
}
