using System.Text.Json;

namespace LiveTrading.WireBench.Measuring;

/// <summary>A distribution of latencies in microseconds.</summary>
internal sealed record LatencyFigures
{
    /// <summary>At which shares <see cref="Curve"/> is taken.</summary>
    public static readonly IReadOnlyList<double> Shares =
        [0, 0.1, 0.25, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.925, 0.95, 0.96, 0.97, 0.98, 0.985, 0.99, 0.9925, 0.995, 0.9975, 0.999, 0.9995, 0.9999, 1];

    public required double P50 { get; init; }

    public required double P90 { get; init; }

    public required double P99 { get; init; }

    public required double P999 { get; init; }

    public required double Max { get; init; }

    /// <summary>The latencies at <see cref="Shares"/>; empty when the server told no more than the figures above.</summary>
    public IReadOnlyList<double> Curve { get; init; } = [];

    /// <param name="nanos">Sorted by this call.</param>
    public static LatencyFigures Of(Span<long> nanos)
    {
        nanos.Sort();
        double[] curve = new double[Shares.Count];
        for (int i = 0; i < curve.Length; i++)
            curve[i] = At(nanos, Shares[i]);
        return new LatencyFigures { P50 = At(nanos, 0.5), P90 = At(nanos, 0.9), P99 = At(nanos, 0.99), P999 = At(nanos, 0.999), Max = At(nanos, 1), Curve = curve };
    }

    /// <summary>From what a server said of the round trips that it measured; null when it said nothing of the kind.</summary>
    public static LatencyFigures? FromServer(JsonElement? report)
    {
        if (report is not { } r || !r.TryGetProperty("p50", out JsonElement p50))
            return null;
        return new LatencyFigures
        {
            P50 = p50.GetDouble(),
            P90 = r.GetProperty("p90").GetDouble(),
            P99 = r.GetProperty("p99").GetDouble(),
            P999 = r.GetProperty("p999").GetDouble(),
            Max = r.GetProperty("max").GetDouble(),
            Curve = r.TryGetProperty("curve", out JsonElement curve) ? [.. curve.EnumerateArray().Select(e => e.GetDouble())] : [],
        };
    }

    // The smallest latency that this share of all did not exceed.
    private static double At(ReadOnlySpan<long> sorted, double share) =>
        sorted.IsEmpty ? 0 : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)] / 1000.0;
}
