using LiveTrading.Engine.Risk;

namespace LiveTrading.Configuration;

/// <summary>Finds limits of strategies and instruments that are not there: a limit that nothing reads protects nothing.</summary>
public static class RiskLimitTargets
{
    /// <summary>Names every entry of <see cref="RiskOptions.Strategies"/> and <see cref="RiskOptions.Instruments"/> that is none of the given ones.</summary>
    /// <param name="risk">The limits.</param>
    /// <param name="strategies">Ids of the strategies that will run.</param>
    /// <param name="instruments">Instruments that will be known, as <c>SYMBOL.VENUE</c>; null: not known yet, not checked.</param>
    public static IEnumerable<OptionsProblem> FindProblems(RiskOptions risk, IReadOnlyCollection<string> strategies, IReadOnlyCollection<string>? instruments)
    {
        ArgumentNullException.ThrowIfNull(risk);
        ArgumentNullException.ThrowIfNull(strategies);
        foreach (string strategy in risk.Strategies.Keys)
        {
            if (!strategies.Contains(strategy, StringComparer.Ordinal))
                yield return new OptionsProblem($"Risk:Strategies:{strategy}", $"is the limit of no strategy; there {Known(strategies, "are", "is none")}.");
        }

        if (instruments is null)
            yield break;
        foreach (string instrument in risk.Instruments.Keys)
        {
            if (!instruments.Contains(instrument, StringComparer.Ordinal))
                yield return new OptionsProblem($"Risk:Instruments:{instrument}", $"is the limit of no instrument; there {Known(instruments, "are", "is none")}.");
        }
    }

    private static string Known(IReadOnlyCollection<string> names, string some, string none) =>
        names.Count == 0 ? none : $"{some} {string.Join(", ", names.Order(StringComparer.Ordinal).Take(20))}{(names.Count > 20 ? ", …" : "")}";
}
