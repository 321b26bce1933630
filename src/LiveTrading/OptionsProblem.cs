namespace LiveTrading;

/// <summary>One bad configuration value.</summary>
/// <param name="Key">Path of the key, such as <c>LiveTrading:ReconnectBase</c>.</param>
/// <param name="Message">What is wrong and what is allowed.</param>
public readonly record struct OptionsProblem(string Key, string Message)
{
    /// <summary>From a sentence that begins with the key: <c>Risk:MaxOrderNotional is 0; allowed is …</c>.</summary>
    internal static OptionsProblem FromSentence(string sentence)
    {
        int space = sentence.IndexOf(' ', StringComparison.Ordinal);
        return space < 0 ? new(sentence, "is not allowed.") : new(sentence[..space].TrimEnd(':'), sentence[(space + 1)..]);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Key}: {Message}";
}
