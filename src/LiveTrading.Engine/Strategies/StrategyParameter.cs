namespace LiveTrading.Engine.Strategies;

/// <summary>A named, typed, bounded value of a strategy that can be changed while it runs.</summary>
public abstract class StrategyParameter
{
    private protected StrategyParameter(string name, string description)
    {
        Name = name;
        Description = description;
    }

    /// <summary>Unique within the strategy, case-insensitive.</summary>
    public string Name { get; }

    /// <summary>What it does, for people.</summary>
    public string Description { get; }

    /// <summary>Type, as in C#: <c>Int32</c>, <c>Decimal</c>, <c>Boolean</c>, <c>TimeSpan</c>.</summary>
    public abstract string TypeName { get; }

    /// <summary>Present value, invariant culture.</summary>
    public abstract string Text { get; }

    /// <summary>Least value allowed, invariant culture; null: no bound.</summary>
    public abstract string? MinimumText { get; }

    /// <summary>Greatest value allowed, invariant culture; null: no bound.</summary>
    public abstract string? MaximumText { get; }

    /// <summary>Reads and checks a value without taking it.</summary>
    /// <param name="text">Invariant culture.</param>
    /// <returns>Null when it is allowed; else a sentence saying what is.</returns>
    internal abstract string? Prepare(string text);

    /// <summary>Takes the value prepared last.</summary>
    internal abstract void Commit();

    /// <summary>Goes back to the value before the last <see cref="Commit"/>.</summary>
    internal abstract void Revert();
}
