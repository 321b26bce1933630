using System.CommandLine;
using LiveTrading.Cli.Running;

namespace LiveTrading.Cli.Commands;

/// <summary><c>livetrading guard</c>: takes an engine's orders off the venue when its heartbeat stands still.</summary>
internal static class GuardCommand
{
    public static Command Create()
    {
        Option<FileInfo> config = SharedOptions.Configuration();
        Option<string?> journal = new("--journal") { Description = "Directory of the engine's order journal; over LiveTrading:Journal:Directory." };
        Option<TimeSpan?> after = new("--after") { Description = "Silence after which it acts, such as 10s; over LiveTrading:Guard:After.", HelpName = "SECONDS" };
        after.CustomParser = r =>
        {
            string text = r.Tokens[0].Value;
            string number = text.EndsWith('s') ? text[..^1] : text;
            if (double.TryParse(number, System.Globalization.NumberStyles.AllowDecimalPoint, System.Globalization.CultureInfo.InvariantCulture, out double seconds) && seconds is >= 3 and <= 3600)
                return TimeSpan.FromSeconds(seconds);
            r.AddError($"--after is '{text}'; allowed is 3s to 3600s.");
            return null;
        };
        Option<string[]> set = SharedOptions.Settings();
        Option<bool> json = new("--json") { Description = "For machines: every line is one JSON object." };
        Command command = new("guard", """
            Watch an engine's heartbeat, and cancel its orders at the venue when it stands still.

            A process of its own with its own connections. It cancels orders of the configured instance alone, by their ids, until
            two readings of the open orders show none; stop orders stay unless LiveTrading:Stop:CancelProtective. It places no
            order, ends guarding at once when the engine beats again, and then watches on until SIGINT or SIGTERM.

            Exit codes: 0 ended by a signal, 1 error, 2 bad configuration, 3 ended while orders of a silent engine may be left.

            Examples:
              livetrading guard --config samples/appsettings.simulated.json
              livetrading guard --config my.json --journal /var/lib/trading/journal --after 15s --json
            """)
        {
            config, journal, after, set, json,
        };
        command.SetAction(parsed => GuardRun.Execute(
            RunConfiguration.Read(parsed.GetRequiredValue(config).FullName, parsed.GetValue(set) ?? [], parsed.GetValue(journal)),
            parsed.GetValue(after),
            parsed.GetValue(json)));
        return command;
    }
}
