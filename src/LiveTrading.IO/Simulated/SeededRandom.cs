namespace LiveTrading.IO.Simulated;

/// <summary>SplitMix64: the same seed gives the same numbers on every machine and runtime, which System.Random does not promise. One thread; allocates nothing.</summary>
/// <param name="seed">Any value.</param>
public sealed class SeededRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>All 64 bits at random.</summary>
    public ulong Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>From 0 to <paramref name="bound"/> − 1.</summary>
    /// <param name="bound">1 or more.</param>
    public long Below(long bound) => (long)Math.BigMul(Next(), (ulong)bound, out _);

    /// <summary>0 inclusive to 1 exclusive, in steps of 2^−53.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));
}
