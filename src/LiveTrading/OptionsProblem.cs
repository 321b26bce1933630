namespace LiveTrading;

/// <summary>One bad configuration value.</summary>
/// <param name="Key">Path of the key, such as <c>LiveTrading:ReconnectBase</c>.</param>
/// <param name="Message">What is wrong and what is allowed.</param>
public readonly record struct OptionsProblem(string Key, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Key}: {Message}";
}
