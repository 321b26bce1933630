namespace LiveTrading.Engine.Strategies;

/// <summary>The parameters of one strategy: declared in its constructor, listed for people, changed all at once or not at all.</summary>
public sealed class StrategyParameters
{
    /// <summary>Parameters one strategy may declare.</summary>
    public const int MaxCount = 256;

    private readonly Dictionary<string, StrategyParameter> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<StrategyParameter> _all = [];

    internal StrategyParameters()
    {
    }

    /// <summary>All, in the order of declaration.</summary>
    public IReadOnlyList<StrategyParameter> All => _all;

    /// <summary>Declares a parameter.</summary>
    /// <param name="name">Unique within the strategy, case-insensitive.</param>
    /// <param name="value">Value until it is changed.</param>
    /// <param name="minimum">Least value allowed; null: no bound.</param>
    /// <param name="maximum">Greatest value allowed; null: no bound.</param>
    /// <param name="description">What it does, for people.</param>
    /// <exception cref="ArgumentException">The name is empty or taken, the bounds contradict each other or the value, or there are too many.</exception>
    public StrategyParameter<T> Declare<T>(string name, T value, T? minimum = null, T? maximum = null, string description = "")
        where T : struct, IComparable<T>, IParsable<T>
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (_all.Count == MaxCount)
            throw new ArgumentException($"Parameter {name} would be one more than {MaxCount}.", nameof(name));
        var parameter = new StrategyParameter<T>(name, value, minimum, maximum, description);
        if (!_byName.TryAdd(name, parameter))
            throw new ArgumentException($"Parameter {name} is declared already.", nameof(name));
        _all.Add(parameter);
        return parameter;
    }

    /// <summary>A parameter by name; null when there is none.</summary>
    public StrategyParameter? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Changes several at once: all of them, or none when any value is not allowed.</summary>
    /// <param name="values">Name and text, invariant culture.</param>
    /// <param name="check">Looks at the values together after they were set; a sentence puts them back.</param>
    /// <returns>All problems; empty when the values were taken.</returns>
    internal IReadOnlyList<string> Set(IReadOnlyDictionary<string, string> values, Func<string?> check)
    {
        List<string> problems = [];
        List<StrategyParameter> changed = [];
        foreach ((string name, string text) in values)
        {
            if (Find(name) is not { } parameter)
                problems.Add($"{name}: no such parameter; there are: {string.Join(", ", _byName.Keys)}.");
            else if (changed.Contains(parameter))
                problems.Add($"{name}: given twice.");
            else if (parameter.Prepare(text) is { } problem)
                problems.Add(problem);
            else
                changed.Add(parameter);
        }

        if (problems.Count > 0)
            return problems;
        foreach (StrategyParameter parameter in changed)
            parameter.Commit();
        bool keep = false;
        try
        {
            if (check() is { } contradiction)
                problems.Add(contradiction);
            else
                keep = true;
        }
        finally
        {
            if (!keep)
            {
                foreach (StrategyParameter parameter in changed)
                    parameter.Revert();
            }
        }

        return problems;
    }
}
