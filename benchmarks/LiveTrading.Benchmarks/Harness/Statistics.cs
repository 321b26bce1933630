namespace LiveTrading.Benchmarks.Harness;

/// <summary>Median, least and most of the rounds.</summary>
internal readonly record struct Statistics(double Median, double Least, double Most)
{
    public static Statistics Of(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0)
            return new Statistics(double.NaN, double.NaN, double.NaN);
        int middle = sorted.Length / 2;
        double median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Statistics(median, sorted[0], sorted[^1]);
    }
}
