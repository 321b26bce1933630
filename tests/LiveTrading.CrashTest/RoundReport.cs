using System.Diagnostics;
using System.Text.Json;

namespace LiveTrading.CrashTest;

/// <summary>Tells of rounds as they end, and what they come to.</summary>
internal sealed class RoundReport(bool json)
{
    private readonly List<RoundResult> _rounds = [];
    private long _started;

    public void Begin(CrashPlan plan, string directory)
    {
        _started = Stopwatch.GetTimestamp();
        if (!json)
            Console.WriteLine($"mode {plan.Mode}: {plan.Rounds} rounds, seed {plan.Seed}, in {directory}");
    }

    public void Add(RoundResult r)
    {
        _rounds.Add(r);
        if (json)
        {
            Print(w =>
            {
                w.WriteString("event", "round");
                w.WriteNumber("round", r.Number);
                w.WriteString("state", r.State);
                w.WriteBoolean("killed", r.IsKilled);
                w.WriteBoolean("reconciled", r.WasReconciled);
                w.WriteNumber("seconds", Math.Round(r.Seconds, 3));
                w.WriteNumber("inFlight", r.InFlight);
                w.WriteNumber("cuts", r.Cuts);
                w.WriteNumber("missedFills", r.MissedFills);
                w.WriteNumber("adopted", r.Adopted);
                w.WriteNumber("venueOrders", r.VenueOrders);
                w.WriteNumber("venueFills", r.VenueFills);
            });
            return;
        }

        string number = r.Number == 0 ? "last" : r.Number.ToString("D4", System.Globalization.CultureInfo.InvariantCulture);
        string state = r.State.Length == 0 ? "starting" : r.State;
        string what = r.IsKilled ? $"killed after {r.Seconds,6:0.000} s {state}, {r.InFlight} in flight" : r.Cuts > 0 ? $"cut at {r.Seconds,8:0.000} s {state}, {r.InFlight} in flight" : $"{state} after {r.Seconds:0.0} s";
        Console.WriteLine($"{number}: {what}{(r.IsKilled && r.Cuts > 0 ? ", cut before" : "")}; {r.MissedFills} missed fills recovered; venue has {r.VenueOrders} orders, {r.VenueFills} fills");
    }

    public void End(CrashPlan plan, IReadOnlyDictionary<string, int> alerts, IReadOnlyList<string> problems, string directory)
    {
        RoundResult[] kills = [.. _rounds.Where(r => r.IsKilled)];
        RoundResult? last = _rounds.LastOrDefault();
        double seconds = Stopwatch.GetElapsedTime(_started).TotalSeconds;
        if (json)
        {
            Print(w =>
            {
                w.WriteString("event", "summary");
                w.WriteString("mode", plan.Mode.ToString());
                w.WriteNumber("seed", plan.Seed);
                w.WriteNumber("rounds", _rounds.Count(r => r.Number > 0));
                w.WriteNumber("killsBeforeReconciliation", kills.Count(r => !r.WasReconciled));
                w.WriteNumber("killsAfterReconciliation", kills.Count(r => r.WasReconciled));
                w.WriteNumber("cuts", _rounds.Sum(r => r.Cuts));
                w.WriteNumber("orders", last?.VenueOrders ?? 0);
                w.WriteNumber("fills", last?.VenueFills ?? 0);
                w.WriteNumber("missedFillsRecovered", _rounds.Sum(r => r.MissedFills));
                w.WriteNumber("adopted", _rounds.Sum(r => r.Adopted));
                w.WriteNumber("inFlightAtKill", kills.Sum(r => r.InFlight));
                w.WriteStartObject("alerts");
                foreach ((string code, int count) in alerts)
                    w.WriteNumber(code, count);
                w.WriteEndObject();
                w.WriteNumber("seconds", Math.Round(seconds, 1));
                w.WriteStartArray("problems");
                foreach (string problem in problems)
                    w.WriteStringValue(problem);
                w.WriteEndArray();
                w.WriteString("kept", problems.Count > 0 ? directory : null);
            });
            return;
        }

        Console.WriteLine($"mode {plan.Mode}, seed {plan.Seed}: {_rounds.Count(r => r.Number > 0)} rounds in {seconds:0} s; {kills.Count(r => !r.WasReconciled)} kills before reconciliation, {kills.Count(r => r.WasReconciled)} after; {_rounds.Sum(r => r.Cuts)} connection faults");
        Console.WriteLine($"{last?.VenueOrders ?? 0} orders, {last?.VenueFills ?? 0} fills at the venue; {kills.Sum(r => r.InFlight)} requests in flight at a kill, {_rounds.Sum(r => r.MissedFills)} missed fills recovered, {_rounds.Sum(r => r.Adopted)} orders adopted");
        if (alerts.Count > 0)
            Console.WriteLine("alerts: " + string.Join(", ", alerts.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => $"{a.Key} {a.Value}")));
        foreach (string problem in problems)
            Console.WriteLine("DIFFERS: " + problem);
        Console.WriteLine(problems.Count == 0 ? "Venue and engine agree." : $"Journal and logs are kept in {directory}");
    }

    private static void Print(Action<Utf8JsonWriter> fields)
    {
        using MemoryStream line = new();
        using (Utf8JsonWriter w = new(line))
        {
            w.WriteStartObject();
            fields(w);
            w.WriteEndObject();
        }

        Console.WriteLine(System.Text.Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length));
    }
}
