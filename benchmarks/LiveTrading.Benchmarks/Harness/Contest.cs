using System.Diagnostics;

namespace LiveTrading.Benchmarks.Harness;

/// <summary>
/// Measures the contenders of one row side by side: all are warmed up until they do not get faster any more, then each round
/// runs every one of them once, in turning order, so that a slow moment of the machine hits all alike. One thread.
/// </summary>
internal sealed class Contest(string group, string name, Target target, Contender subject, params Contender[] peers)
{
    private const long SampleNanos = 12_000_000;
    private const long WarmUpNanos = 700_000_000;
    private const long LongestWarmUpNanos = 4_000_000_000;
    private const double StillFaster = 0.97;

    private readonly Contender[] _contenders = [subject, .. peers];

    public string Note { get; init; } = "";

    public Row Measure(int rounds)
    {
        int[] counts = new int[_contenders.Length];
        for (int i = 0; i < _contenders.Length; i++)
            counts[i] = WarmUp(_contenders[i]);
        List<double>[] nanos = [.. _contenders.Select(_ => new List<double>(rounds))];
        long[] units = new long[_contenders.Length];
        long[] bytes = new long[_contenders.Length];
        for (int round = 0; round < rounds; round++)
        {
            for (int turn = 0; turn < _contenders.Length; turn++)
            {
                int i = (round + turn) % _contenders.Length;
                long allocated = GC.GetAllocatedBytesForCurrentThread();
                long started = ThreadClock.Nanos();
                long done = _contenders[i].Run(counts[i]);
                long took = ThreadClock.Nanos() - started;
                bytes[i] += GC.GetAllocatedBytesForCurrentThread() - allocated;
                units[i] += done;
                nanos[i].Add((double)took / done);
            }
        }

        List<Measurement> measured = [];
        for (int i = 0; i < _contenders.Length; i++)
        {
            List<double> ratios = [.. nanos[i].Zip(nanos[0], (own, subject) => own / subject)];
            measured.Add(new Measurement(_contenders[i].Name, Statistics.Of(nanos[i]), (double)bytes[i] / units[i], Statistics.Of(ratios)));
        }

        return new Row(group, name, "ns", target, measured) { Note = Note };
    }

    /// <summary>Runs until the last half second brought nothing, so that the code is compiled for good.</summary>
    /// <returns>How often to run in one sample.</returns>
    private static int WarmUp(Contender contender)
    {
        int count = 1;
        long begun = Stopwatch.GetTimestamp();
        double best = double.MaxValue;
        long improvedAt = 0;
        while (true)
        {
            long started = ThreadClock.Nanos();
            long units = contender.Run(count);
            long took = Math.Max(1, ThreadClock.Nanos() - started);

            // Short calls first: the runtime counts calls before it compiles a method better.
            if (took < SampleNanos / 16)
                count = Math.Max(count + 1, (int)Math.Min(int.MaxValue / 4, count * 1.5));
            double each = (double)took / units;
            long elapsed = (long)Stopwatch.GetElapsedTime(begun).TotalNanoseconds;
            if (each < best * StillFaster)
            {
                best = each;
                improvedAt = elapsed;
            }

            if (elapsed > LongestWarmUpNanos || (elapsed > WarmUpNanos && elapsed - improvedAt > WarmUpNanos / 2))
                return (int)Math.Clamp(count * (SampleNanos / (double)took), 1, int.MaxValue / 4);
        }
    }
}
