using LiveTrading.Model;

namespace LiveTrading;

/// <summary>The configuration is bad; all problems at once.</summary>
public sealed class LiveTradingOptionsException : LiveTradingException
{
    /// <summary>With the problems found.</summary>
    public LiveTradingOptionsException(IReadOnlyList<OptionsProblem> problems)
        : base("The configuration has " + (problems.Count == 1 ? "1 problem:" : $"{problems.Count} problems:") + string.Concat(problems.Select(p => "\n  " + p))) =>
        Problems = problems;

    /// <summary>With a message for the user.</summary>
    public LiveTradingOptionsException(string message) : base(message)
    {
    }

    /// <summary>With a message for the user and the cause.</summary>
    public LiveTradingOptionsException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Without a message.</summary>
    public LiveTradingOptionsException()
    {
    }

    /// <summary>Every bad value.</summary>
    public IReadOnlyList<OptionsProblem> Problems { get; } = [];
}
