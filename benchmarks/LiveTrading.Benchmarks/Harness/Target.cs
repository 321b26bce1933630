namespace LiveTrading.Benchmarks.Harness;

/// <summary>What a row should reach.</summary>
/// <param name="Number">The number of the target, the one that docs/performance.md lists.</param>
/// <param name="Text">As people read it.</param>
/// <param name="Limit">The bound of the median, in the row's unit.</param>
/// <param name="AtLeast">True where more is better.</param>
internal sealed record Target(int Number, string Text, double Limit = double.NaN, bool AtLeast = false)
{
    public Verdict Judge(double median) =>
        double.IsNaN(Limit) ? Verdict.None : (AtLeast ? median >= Limit : median <= Limit) ? Verdict.Held : Verdict.Missed;
}
