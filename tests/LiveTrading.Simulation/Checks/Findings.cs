namespace LiveTrading.Simulation.Checks;

/// <summary>What was found wrong in a run, with the virtual time; the first one is what a story begins with.</summary>
internal sealed class Findings
{
    // One broken invariant may repeat at every order; a story needs the first ones.
    private const int Most = 50;

    private readonly List<string> _found = [];

    public IReadOnlyList<string> All => _found;

    public bool IsEmpty => _found.Count == 0;

    public void Add(long nanos, FormattableString what)
    {
        if (_found.Count < Most)
            _found.Add(FormattableString.Invariant($"{nanos / 1e9:0.000000} s: ") + FormattableString.Invariant(what));
    }
}
