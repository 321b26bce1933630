using System.Text.Json;
using LiveTrading.Engine.Recording;
using LiveTrading.Recording;

namespace LiveTrading.Cli.Output;

/// <summary>What replays found: lines for people, one JSON object on the last line for machines.</summary>
internal static class ReplayView
{
    public static void Print(ReplayResult r, TimeSpan elapsed)
    {
        Console.Out.WriteLine($"{r.Recording}: from {r.Started} to {r.Ended}, strategies {string.Join(", ", r.Strategies.Select(s => s.Id))}, recorded by {r.Product}");
        Console.Out.WriteLine($"  {r.Records} records in {elapsed.TotalSeconds:0.00} s, {Rate(r, elapsed)} a second; compared: {r.OrderRequests} order requests, {r.JournalRecords} journal records, {r.Events} events, {r.Outputs - r.OrderRequests - r.JournalRecords - r.Events} others");
        if (r.Difference is { } d)
        {
            Console.Out.WriteLine($"  differs at record {d.Record}, {d.Time}, after {r.Inputs} inputs and {r.Outputs} outputs that are the same");
            Console.Out.WriteLine($"    recorded: {d.Expected}");
            Console.Out.WriteLine($"    replayed: {d.Actual}");
            return;
        }

        Console.Out.WriteLine($"  same decisions: {r.Inputs} inputs, {r.Outputs} outputs");
        if (r.Damage is { } damage)
            Console.Out.WriteLine($"  damaged: {damage}; what stands before was played");
        else if (r.EndReason is { } reason)
            Console.Out.WriteLine($"  it ends before its session: {reason}");
        else if (!r.ReachedEnd)
            Console.Out.WriteLine("  the end of the session was not reached: the recording is cut off there (killed, or still running), or not more was asked for");
    }

    public static void PrintJson(IReadOnlyList<(ReplayResult Result, TimeSpan Elapsed)> played)
    {
        using Stream output = Console.OpenStandardOutput();
        using Utf8JsonWriter w = new(output);
        w.WriteStartObject();
        w.WriteBoolean("same", played.All(p => p.Result.IsSame));
        w.WriteStartArray("sessions");
        foreach ((ReplayResult r, TimeSpan elapsed) in played)
            Write(w, r, elapsed);
        w.WriteEndArray();
        w.WriteEndObject();
        w.Flush();
        output.WriteByte((byte)'\n');
    }

    private static void Write(Utf8JsonWriter w, ReplayResult r, TimeSpan elapsed)
    {
        w.WriteStartObject();
        w.WriteString("recording", r.Recording);
        w.WriteString("started", r.Started.ToString());
        w.WriteString("ended", r.Ended.ToString());
        w.WriteBoolean("same", r.IsSame);
        w.WriteNumber("records", r.Records);
        w.WriteNumber("inputs", r.Inputs);
        w.WriteNumber("outputs", r.Outputs);
        w.WriteNumber("orderRequests", r.OrderRequests);
        w.WriteNumber("journalRecords", r.JournalRecords);
        w.WriteNumber("events", r.Events);
        w.WriteNumber("recordsPerSecond", Rate(r, elapsed));
        w.WriteBoolean("reachedEnd", r.ReachedEnd);
        if (r.EndReason is { } reason)
            w.WriteString("endReason", reason);
        if (r.Damage is { } damage)
            w.WriteString("damage", damage);
        if (r.Difference is { } d)
        {
            w.WriteStartObject("difference");
            w.WriteNumber("record", d.Record);
            w.WriteString("time", d.Time.ToString());
            w.WriteString("expected", d.Expected);
            w.WriteString("actual", d.Actual);
            w.WriteEndObject();
        }

        w.WriteEndObject();
    }

    private static long Rate(ReplayResult r, TimeSpan elapsed) => (long)(r.Records / Math.Max(elapsed.TotalSeconds, 1e-6));
}
