namespace LiveTrading.Model.Identifiers;

/// <summary>The short name of a venue in upper case, such as <c>BINANCE</c>.</summary>
/// <param name="Value">Letters, digits, underscore; never empty in a valid id.</param>
public readonly record struct VenueId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}
