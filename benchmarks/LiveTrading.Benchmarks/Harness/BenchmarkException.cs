namespace LiveTrading.Benchmarks.Harness;

/// <summary>What was measured did not do its work: the numbers mean nothing.</summary>
internal sealed class BenchmarkException(string message) : Exception(message)
{
    public static void Require(bool condition, string sentence)
    {
        if (!condition)
            throw new BenchmarkException(sentence);
    }
}
