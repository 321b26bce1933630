using System.Globalization;

namespace LiveTrading.Model.Identifiers;

/// <summary>The venue's id of an order (FIX tag 37). Numeric ids are held as they are, UUIDs as their 128 bits.</summary>
/// <param name="Value">Zero means "not known".</param>
public readonly record struct VenueOrderId(UInt128 Value)
{
    /// <summary>Not known.</summary>
    public static readonly VenueOrderId None;

    /// <summary>True when not known.</summary>
    public bool IsNone => Value == UInt128.Zero;

    /// <summary>Decimal digits.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
