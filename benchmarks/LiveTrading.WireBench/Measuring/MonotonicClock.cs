using System.Diagnostics;

namespace LiveTrading.WireBench.Measuring;

/// <summary>Nanoseconds of the system's monotonic clock: on Linux the same in every process.</summary>
internal static class MonotonicClock
{
    private static readonly double _nanosPerTick = 1e9 / Stopwatch.Frequency;

    public static long Nanos() =>
        Stopwatch.Frequency == 1_000_000_000 ? Stopwatch.GetTimestamp() : (long)(Stopwatch.GetTimestamp() * _nanosPerTick);
}
