namespace LiveTrading.Model.Identifiers;

/// <summary>A strategy within one engine, such as <c>trend-1</c>.</summary>
/// <param name="Value">1 to 32 characters: letters, digits, <c>-</c>, <c>_</c>.</param>
public readonly record struct StrategyId(string Value)
{
    /// <summary>Owner of orders found at the venue that this engine did not make.</summary>
    public static readonly StrategyId External = new("EXTERNAL");

    /// <inheritdoc/>
    public override string ToString() => Value;
}
