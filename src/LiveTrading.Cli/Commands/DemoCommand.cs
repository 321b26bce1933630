using System.CommandLine;
using LiveTrading.Cli.Demo;

namespace LiveTrading.Cli.Commands;

/// <summary><c>livetrading demo</c>.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        Option<double?> seconds = SharedOptions.Seconds("Wall-clock seconds to run; default: until the recording ends.", 0.1, 86_400);
        Option<double> speed = SharedOptions.Speed(20);
        Option<string[]> data = SharedOptions.Data("Recordings to play, one after the other; default: the bundled Binance Spot session.");
        Option<long> mismatches = SharedOptions.Number<long>("--max-mismatches", "Book comparisons that may differ before the summary does not add up.", 0, 1_000_000_000, 0);
        Option<string?> journal = new("--journal") { Description = "Directory of the order journal; default: a temporary one, removed at the end." };
        Option<string?> record = SharedOptions.Record();
        Option<bool> json = SharedOptions.Json();
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
            seconds, speed, data, mismatches, journal, record, json,
        };
        command.SetAction(parsed => DemoSession.Run(new DemoSettings
        {
            Duration = parsed.GetValue(seconds) is double s ? TimeSpan.FromSeconds(s) : null,
            Speed = parsed.GetValue(speed),
            Files = SharedOptions.Files(parsed.GetValue(data)),
            MaxMismatches = parsed.GetValue(mismatches),
            JournalDirectory = parsed.GetValue(journal),
            RecordingDirectory = parsed.GetValue(record),
            Json = parsed.GetValue(json),
        }));
        return command;
    }
}
