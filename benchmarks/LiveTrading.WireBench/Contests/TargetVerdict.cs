using System.Globalization;
using LiveTrading.IO;

namespace LiveTrading.WireBench.Contests;

/// <summary>A target and what was reached.</summary>
/// <param name="Target">In words.</param>
/// <param name="Contender">Whose figure.</param>
/// <param name="Value">The figure; NaN: it could not be taken, for want of what it is compared with.</param>
/// <param name="Bound">What it is held against.</param>
/// <param name="AtLeast">True: the figure must reach the bound; false: it must not exceed it.</param>
internal sealed record TargetVerdict(string Target, string Contender, double Value, double Bound, bool AtLeast)
{
    public bool Held => AtLeast ? Value >= Bound : Value <= Bound;

    public string ValueText => Value.ToString(Bound < 0.1 ? "0.0000" : "0.00", CultureInfo.InvariantCulture);

    /// <summary>Those of which the figures are there.</summary>
    public static IReadOnlyList<TargetVerdict> Of(IReadOnlyList<ScenarioResult> results)
    {
        List<TargetVerdict> verdicts = [];
        foreach (ScenarioResult r in results)
        {
            foreach (Contender c in r.Contenders.Where(c => c.IsOurs && c.Client != "sockets"))
                verdicts.AddRange(Of(r, c));
        }

        return [.. verdicts.Where(v => double.IsFinite(v.Value))];
    }

    private static IEnumerable<TargetVerdict> Of(ScenarioResult r, Contender c)
    {
        Contender floor = new(Contests.Contender.FloorClient, c.Wait);
        Contender plain = Contests.Contender.ClientWebSocket;
        bool blocks = c.Wait == LoopWait.Block;
        bool spins = c.Wait == LoopWait.Spin;
        return r.Scenario.Name switch
        {
            "receive-1" when blocks =>
            [
                new("1: processor time a message ≤ 1.3 × floor", c.Name, r.Ratio(c, floor, x => x.CpuMicrosPerMessage), 1.3, false),
                new("1: rate ≥ 3 × ClientWebSocket", c.Name, r.Ratio(c, plain, x => x.MessagesPerSecond), 3, true),
                new("1: processor time a message ≤ 1/6 × ClientWebSocket", c.Name, r.Ratio(c, plain, x => x.CpuMicrosPerMessage), 1 / 6.0, false),
            ],
            "receive-16" when blocks =>
            [
                new("2: rate of 16 connections ≥ floor", c.Name, r.Ratio(c, floor, x => x.MessagesPerSecond), 1, true),
                new("2: processor time of 16 connections ≤ 1.4 × floor", c.Name, r.Ratio(c, floor, x => x.CpuMicrosPerMessage), 1.4, false),
            ],
            "order-1" when spins =>
            [
                new("3: tick to order spinning, p50 ≤ 1.12 × floor", c.Name, r.Ratio(c, floor, x => x.Latency?.P50), 1.12, false),
                new("3: tick to order spinning, p99 ≤ 1.4 × floor", c.Name, r.Ratio(c, floor, x => x.Latency?.P99), 1.4, false),
            ],
            "order-1" when blocks =>
                [new("4: tick to order blocking, p50 ≤ 1.15 × floor", c.Name, r.Ratio(c, floor, x => x.Latency?.P50), 1.15, false)],
            "idle" when blocks =>
                [new("4: idle ≤ 0.01 of a processor", c.Name, r.Median(c, x => x.CpuShare), 0.01, false)],
            "receive-tls" when blocks =>
                [new("5: TLS, processor time a message ≤ 1.3 × floor", c.Name, r.Ratio(c, floor, x => x.CpuMicrosPerMessage), 1.3, false)],
            "order-tls" when spins =>
                [new("5: TLS, tick to order spinning, p50 ≤ 1.2 × floor", c.Name, r.Ratio(c, floor, x => x.Latency?.P50), 1.2, false)],
            _ => [],
        };
    }
}
