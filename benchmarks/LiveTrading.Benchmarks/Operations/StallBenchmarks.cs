using System.Globalization;
using LiveTrading.Benchmarks.Harness;

namespace LiveTrading.Benchmarks.Operations;

/// <summary>How late the loop comes while everything that shares the process with it works, garbage collections included; beside the same with a concurrent collector.</summary>
internal sealed class StallBenchmarks : IBenchmarkGroup
{
    private const double Microsecond = 1_000;

    public string Name => "stalls";

    public IEnumerable<Row> Measure(int rounds)
    {
        long[] ours = Run(rounds, concurrent: false);
        long[] theirs = Run(rounds, concurrent: true);
        string note = FormattableString.Invariant($"{ours[0]:N0} firings; {ours[4]} collections, {ours[5]} of them full, {ours[6] / 1000.0:0.0} ms in all (concurrent: {theirs[4]}, {theirs[5]}, {theirs[6] / 1000.0:0.0} ms)");
        yield return Row("a timer of 1 ms comes late, p50", new Target(21, "beside p99.9"), ours[1], theirs[1], "journal at Disk, recording, log in a file, a thread that allocates 100 MB/s in place of dashboard and store; blocking loop");
        yield return Row("a timer of 1 ms comes late, p99.9", new Target(21, "≤ 2 ms", 2_000), ours[2], theirs[2], note);
        yield return Row("a timer of 1 ms comes late, at most", new Target(21, "reported"), ours[3], theirs[3], "");
    }

    private static long[] Run(int rounds, bool concurrent)
    {
        using ChildProcess engine = new(StallCommand.Name, new Dictionary<string, string> { ["DOTNET_gcConcurrent"] = concurrent ? "1" : "0" }, rounds.ToString(CultureInfo.InvariantCulture));
        return [.. engine.ReadLine().Split(' ').Select(n => long.Parse(n, CultureInfo.InvariantCulture))];
    }

    private static Row Row(string name, Target target, long ours, long theirs, string note) =>
        new("stalls", name, "µs", target,
        [
            new Measurement("as livetrading runs", Statistics.Of([ours / Microsecond]), double.NaN, new Statistics(1, 1, 1)),
            new Measurement("with the concurrent collector", Statistics.Of([theirs / Microsecond]), double.NaN, Statistics.Of([(double)theirs / ours])),
        ])
        { Note = note };
}
