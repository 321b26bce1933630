using System.CommandLine;
using LiveTrading.Cli.Running;

namespace LiveTrading.Cli.Commands;

/// <summary><c>livetrading run</c>: strategies against the venues of a configuration.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        Option<FileInfo> config = SharedOptions.Configuration();
        Option<string?> journal = new("--journal") { Description = "Directory of the order journal; over LiveTrading:Journal:Directory." };
        Option<string?> record = SharedOptions.Record();
        Option<double?> seconds = SharedOptions.Seconds("Wall-clock seconds to run; default: until stopped.", 0.1, 86_400_000);
        Option<string[]> set = SharedOptions.Settings();
        Option<bool> json = new("--json") { Description = "For machines: status lines as JSON objects on standard output, the summary last." };
        Command command = new("run", """
            Run strategies against the venues of a configuration until SIGINT or SIGTERM; a second signal forces.

            SIGHUP reads the strategies' parameters anew and changes them at the running strategies.

            Values come from the file, then user secrets, then the environment (LiveTrading__TickInterval=00:00:01), then --set.
            Venues off this machine need LiveTrading:Mode=Live.

            Exit codes: 0 clean, 1 error, 2 bad configuration, 3 orders left, 130/143 forced. Differences from the venue's
            balances are listed in the summary, under problems.

            Examples:
              livetrading run --config samples/appsettings.simulated.json
              livetrading run --config my.json --set LiveTrading:Mode=Live --json
            """)
        {
            config, journal, record, seconds, set, json,
        };
        command.SetAction(parsed =>
        {
            RunConfiguration Read() => RunConfiguration.Read(parsed.GetRequiredValue(config).FullName, parsed.GetValue(set) ?? [], parsed.GetValue(journal), parsed.GetValue(record));
            TimeSpan? limit = parsed.GetValue(seconds) is double s ? TimeSpan.FromSeconds(s) : null;
            return LiveRun.Execute(Read, limit, parsed.GetValue(json));
        });
        return command;
    }
}
