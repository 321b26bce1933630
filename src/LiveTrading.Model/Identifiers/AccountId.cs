namespace LiveTrading.Model.Identifiers;

/// <summary>An account at a venue, such as <c>BINANCE-spot</c>.</summary>
/// <param name="Value">Free text without secrets.</param>
public readonly record struct AccountId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}
