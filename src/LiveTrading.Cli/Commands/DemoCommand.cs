using System.CommandLine;
using LiveTrading.Cli.Demo;

namespace LiveTrading.Cli.Commands;

/// <summary><c>livetrading demo</c>.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        Option<double?> seconds = new("--seconds") { Description = "Wall-clock seconds to run; default: until the recording ends." };
        Option<double> speed = SharedOptions.Speed(20);
        Option<string[]> data = SharedOptions.Data("Recordings to play, one after the other; default: the bundled Binance Spot session.");
        Option<long> mismatches = new("--max-mismatches") { Description = "Book comparisons that may differ before the summary does not add up.", DefaultValueFactory = _ => 0 };
        Option<string?> journal = new("--journal") { Description = "Directory of the order journal; default: a temporary one, removed at the end." };
        Option<bool> json = SharedOptions.Json();
        seconds.Validators.Add(r => SharedOptions.RequireRange(r, r.GetValue(seconds), 0.1, 86_400));
        mismatches.Validators.Add(r => SharedOptions.RequireRange(r, r.GetValue(mismatches), 0, long.MaxValue));
        Command command = new("demo", """
            Watch a live session: a simulated venue plays a recorded Binance Spot session over real WebSockets on this machine,
            two strategies trade on it, and a summary that adds up is printed.

            Exit codes: 0 clean, 2 bad arguments, 3 orders left, 4 the summary does not add up, 130/143 forced.

            Examples:
              livetrading demo
              livetrading demo --speed 0 --json
              livetrading demo --seconds 10 --speed 5
            """)
        {
            seconds, speed, data, mismatches, journal, json,
        };
        command.SetAction(parsed => DemoSession.Run(new DemoSettings
        {
            Duration = parsed.GetValue(seconds) is double s ? TimeSpan.FromSeconds(s) : null,
            Speed = parsed.GetValue(speed),
            Files = SharedOptions.Files(parsed.GetValue(data)),
            MaxMismatches = parsed.GetValue(mismatches),
            JournalDirectory = parsed.GetValue(journal),
            Json = parsed.GetValue(json),
        }));
        return command;
    }
}
