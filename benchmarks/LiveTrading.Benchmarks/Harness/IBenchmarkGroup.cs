namespace LiveTrading.Benchmarks.Harness;

/// <summary>The rows of one subject, chosen by name on the command line.</summary>
internal interface IBenchmarkGroup
{
    string Name { get; }

    /// <summary>Measures its rows, one after the other.</summary>
    /// <exception cref="BenchmarkException">Contenders came to different results: nothing measured can be believed.</exception>
    IEnumerable<Row> Measure(int rounds);
}
