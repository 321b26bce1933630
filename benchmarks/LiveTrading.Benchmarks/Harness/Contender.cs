namespace LiveTrading.Benchmarks.Harness;

/// <summary>One way to do the work of a row.</summary>
/// <param name="name">What it is called in the table.</param>
/// <param name="run">Does the work so many times and returns how many units it did: levels, messages, operations.</param>
internal sealed class Contender(string name, Func<int, long> run)
{
    public string Name { get; } = name;

    public Func<int, long> Run { get; } = run;
}
