using LiveTrading.IO.Simulated;

namespace LiveTrading.Simulation.Scenarios;

/// <summary>All chance of a scenario: the same seed gives the same choices on every machine.</summary>
internal sealed class Dice(ulong seed)
{
    // Seeds in a row would give one stream, each a number later: the generator steps through its seeds. So the seed is mixed first.
    private readonly SeededRandom _random = new(new SeededRandom(~seed).Next());

    public ulong Next() => _random.Next();

    /// <summary>From <paramref name="least"/> to <paramref name="most"/>, both included.</summary>
    public int Between(int least, int most) => least + (int)_random.Below(most - least + 1L);

    public long Between(long least, long most) => least + _random.Below(most - least + 1);

    public bool Chance(double probability) => Unit() < probability;

    /// <summary>0 inclusive to 1 exclusive.</summary>
    public double Unit() => (_random.Next() >> 11) * (1.0 / (1UL << 53));

    public T Pick<T>(IReadOnlyList<T> from) => from[(int)_random.Below(from.Count)];

    /// <summary>Short values are likelier than long ones: for waits.</summary>
    public long Skewed(long least, long most)
    {
        double u = Unit();
        return least + (long)(u * u * u * (most - least));
    }
}
