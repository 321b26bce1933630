using System.CommandLine;
using System.Globalization;
using LiveTrading.CrashTest;

Option<int> rounds = new("--rounds") { Description = "Rounds of each mode: kills of the engine, cuts of its connections, or both.", DefaultValueFactory = _ => 200 };
Option<int> seed = new("--seed") { Description = "Seed of the market and of the moments; default: random. Processes take their own time, so a seed repeats the plan, not the run.", DefaultValueFactory = _ => Random.Shared.Next() };
Option<string> mode = new("--mode") { Description = "What happens: engine, connections, both, or all three one after the other.", DefaultValueFactory = _ => "all" };
Option<string?> durability = new("--durability") { Description = "LiveTrading:Journal:Durability of the engine; default: the engine's own." };
Option<bool> json = new("--json") { Description = "One JSON object a round, and one for each mode's summary." };
mode.AcceptOnlyFromAmong("engine", "connections", "both", "all");
durability.AcceptOnlyFromAmong("Process", "Disk");
rounds.Validators.Add(r =>
{
    if (!int.TryParse(r.Tokens is [{ Value: var text }] ? text : "1", NumberStyles.None, CultureInfo.InvariantCulture, out int count) || count is < 1 or > 100_000)
        r.AddError("--rounds takes a whole number from 1 to 100,000.");
});
RootCommand root = new("""
    Kills an engine that trades heavily with SIGKILL, again and again on the same journal, and cuts its connections; then compares what the venue has with what the engine recorded.

    Exit codes: 0 everything agrees, 1 something differs (the journals are kept), 2 bad arguments, 130 interrupted.
    """)
{
    rounds, seed, mode, durability, json,
};
root.SetAction(parsed =>
{
    using ChildProcesses children = new();
    string wanted = parsed.GetRequiredValue(mode);
    CrashMode[] modes = wanted == "all" ? [CrashMode.Engine, CrashMode.Connections, CrashMode.Both] : [Enum.Parse<CrashMode>(wanted, ignoreCase: true)];
    int failures = 0;
    foreach (CrashMode one in modes)
    {
        CrashPlan plan = new(one, parsed.GetValue(rounds), parsed.GetValue(seed), parsed.GetValue(durability));
        using CrashSession session = new(plan, children, new RoundReport(parsed.GetValue(json)));
        if (!session.Run())
            failures++;
        if (children.IsInterrupted)
            return 130;
    }

    return failures == 0 ? 0 : 1;
});
ParseResult arguments = root.Parse(args);
return arguments.Errors.Count == 0 ? arguments.Invoke() : arguments.Invoke() == 0 ? 0 : 2;
