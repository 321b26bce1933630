using System.CommandLine;
using System.Globalization;
using LiveTrading.Cli.Output;
using LiveTrading.Cli.Running;
using Microsoft.Extensions.Configuration;

namespace LiveTrading.Cli.Commands;

/// <summary><c>livetrading run</c>: strategies against the venues of a configuration.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        Option<FileInfo> config = new("--config") { Description = "Configuration file (JSON).", Required = true };
        Option<string?> journal = new("--journal") { Description = "Directory of the order journal; over LiveTrading:Journal:Directory." };
        Option<double?> seconds = new("--seconds") { Description = "Wall-clock seconds to run; default: until stopped." };
        Option<string[]> set = new("--set") { Description = "A configuration value as Key:Path=value; may be repeated.", DefaultValueFactory = _ => [] };
        Option<bool> json = new("--json") { Description = "For machines: status lines as JSON objects on standard output, the summary last." };
        config.AcceptExistingOnly();
        seconds.Validators.Add(r => SharedOptions.RequireRange(r, r.GetValue(seconds), 0.1, 86_400_000));
        set.Validators.Add(r =>
        {
            foreach (string pair in r.GetValue(set) ?? [])
            {
                if (pair.IndexOf('=', StringComparison.Ordinal) < 1)
                    r.AddError($"--set takes Key:Path=value, not '{pair}'.");
            }
        });
        Command command = new("run", """
            Run strategies against the venues of a configuration until SIGINT or SIGTERM; a second signal forces.

            Values come from the file, then user secrets, then the environment (LiveTrading__TickInterval=00:00:01), then --set.
            Venues off this machine need LiveTrading:Mode=Live.

            Exit codes: 0 clean, 1 error, 2 bad configuration, 3 orders left, 130/143 forced.

            Examples:
              livetrading run --config samples/appsettings.simulated.json
              livetrading run --config my.json --set LiveTrading:Mode=Live --json
            """)
        {
            config, journal, seconds, set, json,
        };
        command.SetAction(parsed =>
        {
            ConfigurationBuilder builder = new();
            string path = parsed.GetRequiredValue(config).FullName;
            try
            {
                builder.AddJsonFile(path, optional: false, reloadOnChange: false).AddUserSecrets(typeof(RunCommand).Assembly, optional: true).AddEnvironmentVariables();
                Dictionary<string, string?> values = (parsed.GetValue(set) ?? []).Select(p => p.Split('=', 2)).ToDictionary(p => p[0], p => (string?)p[1], StringComparer.OrdinalIgnoreCase);
                if (parsed.GetValue(journal) is { } directory)
                    values["LiveTrading:Journal:Directory"] = directory;
                builder.AddInMemoryCollection(values);
                TimeSpan? limit = parsed.GetValue(seconds) is double s ? TimeSpan.FromSeconds(s) : null;
                return LiveRun.Execute(builder.Build(), path, limit, parsed.GetValue(json));
            }
            catch (InvalidDataException e)
            {
                Terminal.Fail(string.Create(CultureInfo.InvariantCulture, $"{path} is not a JSON configuration: {(e.InnerException ?? e).Message}"));
                return ExitCodes.Usage;
            }
        });
        return command;
    }
}
