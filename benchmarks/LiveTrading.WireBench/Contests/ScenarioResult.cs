using LiveTrading.WireBench.Clients;

namespace LiveTrading.WireBench.Contests;

/// <summary>The runs of all contenders in one scenario, round by round.</summary>
internal sealed class ScenarioResult(Scenario scenario, IReadOnlyList<Contender> contenders)
{
    private readonly Dictionary<Contender, List<RunResult?>> _runs = contenders.ToDictionary(c => c, _ => new List<RunResult?>());

    public Scenario Scenario => scenario;

    public IReadOnlyList<Contender> Contenders => contenders;

    /// <summary>Runs that gave no figures: who and why.</summary>
    public List<string> Failures { get; } = [];

    public void Add(Contender contender, RunResult run) => _runs[contender].Add(run);

    public void Fail(Contender contender, string why)
    {
        _runs[contender].Add(null);
        Failures.Add($"{scenario.Name}: {contender.Name}: {why}");
    }

    /// <summary>The runs that gave figures.</summary>
    public IReadOnlyList<RunResult> Runs(Contender contender) => [.. _runs[contender].OfType<RunResult>()];

    /// <summary>Median of a figure; NaN when there is none.</summary>
    public double Median(Contender contender, Func<RunResult, double?> figure) => MedianOf(Runs(contender).Select(figure));

    /// <summary>Median over the rounds of how many times the other's figure it is; NaN when there is none.</summary>
    public double Ratio(Contender contender, Contender other, Func<RunResult, double?> figure) =>
        _runs.TryGetValue(other, out List<RunResult?>? others)
            ? MedianOf(_runs[contender].Zip(others, (a, b) => a is null || b is null ? null : figure(a) / figure(b)))
            : double.NaN;

    private static double MedianOf(IEnumerable<double?> values)
    {
        double[] sorted = [.. values.OfType<double>().Where(double.IsFinite).Order()];
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
