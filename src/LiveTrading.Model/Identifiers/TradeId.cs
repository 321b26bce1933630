using System.Globalization;

namespace LiveTrading.Model.Identifiers;

/// <summary>The venue's id of a trade (FIX tag 17). Unique only together with venue, account, instrument and venue order id.</summary>
/// <param name="Value">The number; zero means "none".</param>
public readonly record struct TradeId(UInt128 Value)
{
    /// <summary>No trade.</summary>
    public static readonly TradeId None;

    /// <summary>True when there is none.</summary>
    public bool IsNone => Value == UInt128.Zero;

    /// <summary>Decimal digits.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
