using LiveTrading.Simulation.Faults;
using LiveTrading.Simulation.Running;
using LiveTrading.Simulation.Scenarios;

namespace LiveTrading.Simulation.Reporting;

/// <summary>What a person reads at the end of a run.</summary>
internal static class TextReport
{
    private static readonly OrderColumn[] _columns = Enum.GetValues<OrderColumn>();

    public static void Write(SeedBatch batch, TextWriter output)
    {
        foreach (SeedResult failure in batch.Failures)
        {
            WriteStory(failure, output, whole: false);
            output.WriteLine();
        }

        WriteCoverage(batch.Coverage, output);
        output.WriteLine();
        output.WriteLine(FormattableString.Invariant($"{batch.Done} {batch.Arguments.Origin}: {batch.Done - batch.Failures.Count} good, {batch.Failures.Count} failed; {batch.Repeated} of them run twice"));
        output.WriteLine(FormattableString.Invariant($"{batch.Orders} orders, {batch.Fills} fills, {batch.Starts} engine starts, {batch.Coverage.Total} faults, {batch.VirtualSeconds / 3600:0.0} virtual hours"));
        output.WriteLine(FormattableString.Invariant($"{batch.Done / batch.Seconds:0.0} runs a second, {batch.Seconds:0.0} s in all, {batch.ProcessorSeconds * 1000 / Math.Max(1, batch.Done + batch.Repeated):0.0} ms of processor time a run, {batch.Arguments.Jobs} at a time"));
        if (batch.Failures.Count > 0)
            output.WriteLine("failed seeds: " + string.Join(", ", batch.Failures.Select(f => f.Seed)));
    }

    public static void WriteStory(SeedResult result, TextWriter output, bool whole)
    {
        Scenario s = result.Scenario;
        output.WriteLine(FormattableString.Invariant($"=== seed {s.Seed}: {(result.Broken.Count == 0 ? "good" : "FAILED")}, trace {result.Hash:x16}, {result.Orders} orders, {result.Fills} fills, {result.Starts} starts, {result.VirtualSeconds:0.0} virtual seconds"));
        foreach (string broken in result.Broken)
            output.WriteLine("broken: " + broken);
        output.WriteLine(FormattableString.Invariant($"market: {string.Join(", ", s.Symbols)}, {s.EventsPerSecond} events a second, volatility {s.Volatility}, {s.LevelNotional} a level; {s.TradingNanos / 1e9:0.0} s of trading; rate limits {(s.EnforceRateLimits ? "held" : "counted")}"));
        output.WriteLine(FormattableString.Invariant($"link: {s.Link.DelayNanos / 1e6:0.###} ms each way, up to {s.Link.JitterNanos / 1e6:0.###} ms more, reads {Pieces(s.Link.MaxReadBytes)}, writes {Pieces(s.Link.MaxWriteBytes)}; clock {s.WallOffsetNanos / 1e9:0.###} s ahead"));
        output.WriteLine(FormattableString.Invariant($"engine: submit time-out {s.Execution.SubmitTimeout.TotalSeconds} s, cancel {s.Execution.CancelTimeout.TotalSeconds} s, send deadline {s.Execution.SendDeadline.TotalSeconds} s, query after {s.Execution.QueryBackOff.TotalSeconds} to {s.Execution.QueryBackOffMax.TotalSeconds} s, time-out {s.Execution.QueryTimeout.TotalSeconds} s, reconciliation every {s.Execution.ReconciliationInterval.TotalSeconds} s, receive window {s.ReceiveWindow.TotalSeconds} s, heartbeat {s.HeartbeatInterval.TotalSeconds} s, journal at {s.Durability} in segments of {s.JournalSegmentBytes} bytes, compacted after {s.CompactAfter} (0: never), a sync takes {s.SyncNanos / 1e6:0.###} ms"));
        foreach (Strategies.TraderPlan trader in s.Traders)
            output.WriteLine("strategy: " + trader);
        foreach (string line in result.Story.Tell(whole ? null : string.Join('\n', result.Broken)))
            output.WriteLine(line);
        output.WriteLine(FormattableString.Invariant($"again: dotnet run -c Release --project tests/LiveTrading.Simulation -- --seed {s.Seed}"));
    }

    public static void WriteCoverage(FaultCoverage coverage, TextWriter output)
    {
        output.WriteLine("faults by the state of orders at that moment");
        output.WriteLine($"{"",-20}{"struck",10}" + string.Concat(_columns.Select(c => $"{Short(c),10}")));
        List<string> empty = [];
        foreach (FaultName fault in Enum.GetValues<FaultName>())
        {
            output.WriteLine(FormattableString.Invariant($"{fault,-20}{coverage.Struck(fault),10}") + string.Concat(_columns.Select(c => FormattableString.Invariant($"{coverage.Cell(fault, c),10}"))));
            if (_columns.Where(c => coverage.Cell(fault, c) == 0).ToArray() is { Length: > 0 } missing)
                empty.Add($"{fault} × {string.Join(", ", missing.Select(Short))}");
        }

        output.WriteLine(empty.Count == 0 ? "no cell is empty" : "empty cells:" + string.Concat(empty.Select(e => Environment.NewLine + "  " + e)));
    }

    private static string Pieces(int bytes) => bytes == 0 ? "whole" : FormattableString.Invariant($"in pieces of up to {bytes} bytes");

    private static string Short(OrderColumn column) => column switch
    {
        OrderColumn.SubmitUnknown => "submit?",
        OrderColumn.AwaitingTrigger => "stop",
        OrderColumn.PartiallyFilled => "partly",
        OrderColumn.PendingCancel => "canceling",
        OrderColumn.CancelUnknown => "cancel?",
        OrderColumn.PendingModify => "modifying",
        OrderColumn.ModifyUnknown => "modify?",
        OrderColumn.NoOrder => "none",
        _ => column.ToString().ToLowerInvariant(),
    };
}
