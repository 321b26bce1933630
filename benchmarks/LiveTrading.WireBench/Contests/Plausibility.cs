using System.Globalization;
using LiveTrading.IO;
using LiveTrading.WireBench.Clients;

namespace LiveTrading.WireBench.Contests;

/// <summary>What must hold of every run, however slow or busy the machine is: no time is judged.</summary>
internal static class Plausibility
{
    /// <summary>Of one run, all messages together, for each connection: what is said of the end of those that end before the last message, far from a byte a message.</summary>
    private const long MostAllocatedBytes = 512;

    // Blasted at, a loop takes dozens of messages with each read; even a starved one takes more than one a call.
    private const double MostCallsReceiving = 1;

    // A wait, a receive, a send; a little more where a timer or another connection wakes the loop besides.
    private const double MostCallsAnswering = 3.5;

    /// <returns>A sentence for each thing that is wrong.</returns>
    public static IReadOnlyList<string> Check(ScenarioResult result)
    {
        List<string> wrong = [];
        foreach (Contender contender in result.Contenders)
        {
            string where = $"{result.Scenario.Name}: {contender.Name}: ";
            foreach (RunResult run in result.Runs(contender))
                Check(result.Scenario, contender, run, text => wrong.Add(where + text));
        }

        return wrong;
    }

    private static void Check(Scenario scenario, Contender contender, RunResult run, Action<string> complain)
    {
        CultureInfo c = CultureInfo.InvariantCulture;
        if (run.Messages != scenario.Messages)
            complain(string.Create(c, $"{run.Messages} messages instead of {scenario.Messages}."));
        if (run.Seconds <= 0 || run.CpuSeconds < 0 || (run.CpuSeconds == 0 && contender.IsOurs))
            complain(string.Create(c, $"{run.Seconds} s and {run.CpuSeconds} s of processor time cannot be."));
        if (scenario.HasLatency && run.Latency is not { P50: > 0 })
            complain("no latency was measured.");
        if (run.Latency is { } l && !(l.P50 <= l.P90 && l.P90 <= l.P99 && l.P99 <= l.P999 && l.P999 <= l.Max))
            complain("the percentiles of the latency fall.");
        if (!contender.IsOurs)
            return;
        if (run.AllocatedBytes < 0 || run.AllocatedBytes > MostAllocatedBytes * run.Connections)
            complain(string.Create(c, $"{run.AllocatedBytes} bytes were allocated for {run.Messages} messages."));
        if (run.SystemCalls < 0)
            complain("system calls were not counted.");

        // A loop that polls without sleeping makes as many calls as there is time for.
        double? most = contender.Wait != LoopWait.Block ? null : scenario.Mode switch
        {
            "blast" => MostCallsReceiving,
            "pingpong" when scenario.Connections == 1 => MostCallsAnswering,
            _ => null,
        };
        if (run.SystemCallsPerMessage > most)
            complain(string.Create(c, $"{run.SystemCallsPerMessage:0.00} system calls a message; at most {most} are expected."));
    }
}
