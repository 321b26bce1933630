using System.Globalization;
using LiveTrading.WireBench.Clients;
using LiveTrading.WireBench.Contests;

namespace LiveTrading.WireBench.Output;

/// <summary>The figures of one scenario as rows of words: medians of the rounds, and how many times the floor's.</summary>
internal sealed record ResultsTable(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    private const string Nothing = "";

    public static ResultsTable Of(ScenarioResult r) => r.Scenario switch
    {
        { IsIdle: true } => Make(r, [new("of a core", x => x.CpuShare * 100, "0.00", " %", false)]),
        { HasLatency: true } => Make(
            r,
            [
                new("p50 µs", x => x.Latency?.P50, "0.0", "", true),
                new("p99 µs", x => x.Latency?.P99, "0.0", "", true),
                new("p99.9 µs", x => x.Latency?.P999, "0.0", "", false),
                new("max µs", x => x.Latency?.Max, "0", "", false),
                new("processor µs/msg", x => x.CpuMicrosPerMessage, "0.0", "", false),
                new("system calls/msg", x => x.SystemCallsPerMessage, "0.00", "", false),
                new("B/msg", x => x.AllocatedBytesPerMessage, "#,0.##", "", false),
            ]),
        _ => Make(
            r,
            [
                new("M msg/s", x => x.MessagesPerSecond / 1e6, "0.00", "", true),
                new("processor s per M msg", x => x.CpuMicrosPerMessage, "0.000", "", true),
                new("system calls/msg", x => x.SystemCallsPerMessage, "0.0000", "", false),
                new("B/msg", x => x.AllocatedBytesPerMessage, "#,0.##", "", false),
            ]),
    };

    /// <summary>What was aimed at and what was reached.</summary>
    public static ResultsTable Of(IReadOnlyList<TargetVerdict> verdicts) => new(
        "Targets",
        ["target", "by", "reached", ""],
        [.. verdicts.OrderBy(v => v.Target, StringComparer.Ordinal).Select(v => (IReadOnlyList<string>)[v.Target, v.Contender, v.ValueText, v.Held ? "held" : "missed"])]);

    /// <summary>The figures that matter most, of one connection, in one table.</summary>
    public static ResultsTable Summary(IReadOnlyList<ScenarioResult> results)
    {
        ScenarioResult? receive = results.FirstOrDefault(r => r.Scenario.Name == "receive-1");
        ScenarioResult? order = results.FirstOrDefault(r => r.Scenario.Name == "order-1");
        WireBenchException.Require(receive is not null && order is not null, "a summary needs the scenarios receive-1 and order-1.");
        List<IReadOnlyList<string>> rows = [];
        foreach (Contender c in receive.Contenders.Where(c => c.Wait != IO.LoopWait.Hybrid && order.Contenders.Contains(c)))
        {
            rows.Add(
            [
                c.Name,
                Text(receive.Median(c, x => x.MessagesPerSecond / 1e6), "0.0", ""),
                Text(receive.Median(c, x => x.CpuMicrosPerMessage), "0.00", ""),
                Text(receive.Median(c, x => x.AllocatedBytesPerMessage), "#,0", ""),
                Text(order.Median(c, x => x.Latency?.P50), "0.0", ""),
                Text(order.Median(c, x => x.Latency?.P99), "0", ""),
            ]);
        }

        return new ResultsTable("One connection", ["client", "receives M msg/s", "processor µs/msg", "B/msg", "tick to order p50 µs", "p99 µs"], rows);
    }

    private static ResultsTable Make(ScenarioResult r, Figure[] figures)
    {
        bool hasFloor = r.Contenders.Any(c => c.IsFloor);
        List<string> columns = ["client"];
        foreach (Figure figure in figures)
        {
            columns.Add(figure.Name);
            if (hasFloor && figure.Compared)
                columns.Add("× floor");
        }

        List<IReadOnlyList<string>> rows = [];
        foreach (Contender contender in r.Contenders)
        {
            List<string> row = [contender.Name];
            foreach (Figure figure in figures)
            {
                row.Add(Text(r.Median(contender, figure.Value), figure.Format, figure.Suffix));
                if (hasFloor && figure.Compared)
                    row.Add(Text(r.Ratio(contender, FloorFor(r, contender), figure.Value), "0.00", ""));
            }

            rows.Add(row);
        }

        return new ResultsTable(r.Scenario.Title, columns, rows);
    }

    // Who spins is held against the floor that spins, everybody else against the one that sleeps.
    private static Contender FloorFor(ScenarioResult r, Contender contender)
    {
        Contender same = new(Contender.FloorClient, contender.Wait);
        return r.Contenders.Contains(same) ? same : new Contender(Contender.FloorClient, IO.LoopWait.Block);
    }

    private static string Text(double value, string format, string suffix) =>
        double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture) + suffix : Nothing;

    private sealed record Figure(string Name, Func<RunResult, double?> Value, string Format, string Suffix, bool Compared);
}
