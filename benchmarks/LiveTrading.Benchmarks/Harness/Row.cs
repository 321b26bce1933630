namespace LiveTrading.Benchmarks.Harness;

/// <summary>A measured row of the table: the subject first, then its peers.</summary>
internal sealed record Row(string Group, string Name, string Unit, Target Target, IReadOnlyList<Measurement> Measurements)
{
    public Measurement Subject => Measurements[0];

    public Verdict Verdict => Target.Judge(Subject.Value.Median);

    /// <summary>A sentence about the row; empty where there is nothing to say.</summary>
    public string Note { get; init; } = "";
}
