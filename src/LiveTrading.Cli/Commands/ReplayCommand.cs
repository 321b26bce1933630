using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using LiveTrading.Cli.Output;
using LiveTrading.Cli.Running;
using LiveTrading.Model;
using LiveTrading.Recording;

namespace LiveTrading.Cli.Commands;

/// <summary><c>livetrading replay</c>: plays recorded sessions again and compares every decision.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        Argument<string> path = new("path") { Description = "A recording, or the directory of several." };
        path.Validators.Add(r =>
        {
            string value = r.Tokens[0].Value;
            if (!File.Exists(value) && !Directory.Exists(value))
                r.AddError($"there is no file or directory '{value}'.");
        });
        Option<UnixNanos?> to = new("--to") { Description = "Play up to this time of the session (UTC), such as 2026-01-31T12:00:00Z.", HelpName = "TIME" };
        to.CustomParser = r =>
        {
            if (DateTimeOffset.TryParse(r.Tokens[0].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time) && time.Year is > 1970 and < 2262)
                return new UnixNanos((time.UtcTicks - DateTime.UnixEpoch.Ticks) * TimeSpan.NanosecondsPerTick);
            r.AddError($"--to is '{r.Tokens[0].Value}', which is not a time such as 2026-01-31T12:00:00Z.");
            return null;
        };
        Option<long> records = SharedOptions.Number("--records", "Play so many records at most.", 1, long.MaxValue, long.MaxValue);
        Option<bool> json = SharedOptions.Json();
        Command command = new("replay", """
            Play recorded sessions again: the same inputs into the same core, every output compared with the recorded one:
            requests to the venue, journal records, timers, events. Nothing is dialled and nothing written.

            Exit codes: 0 the same decisions, 1 a recording is damaged or cannot be read, 2 bad arguments, 4 a decision differs;
            where, is said with both sides.

            Examples:
              livetrading run --config samples/appsettings.simulated.json --record recordings
              livetrading replay recordings
              livetrading replay recordings/20260131-120000-697dbcc01234.ltrec --records 100000 --json
            """)
        {
            path, to, records, json,
        };
        command.SetAction(parsed => Execute(parsed.GetRequiredValue(path), parsed.GetValue(to), parsed.GetValue(records), parsed.GetValue(json)));
        return command;
    }

    private static int Execute(string path, UnixNanos? until, long lastRecord, bool json)
    {
        List<(ReplayResult Result, TimeSpan Elapsed)> played = [];
        foreach (string file in SessionReplay.Find(path))
        {
            long start = Stopwatch.GetTimestamp();
            ReplayResult result = SessionReplay.Run(file, ReplayedStrategy.Create, lastRecord, until);
            played.Add((result, Stopwatch.GetElapsedTime(start)));
            if (!json)
                ReplayView.Print(result, played[^1].Elapsed);
        }

        if (json)
            ReplayView.PrintJson(played);
        if (played.Exists(p => p.Result.Difference is not null))
            return ExitCodes.DoesNotAddUp;
        return played.TrueForAll(p => p.Result.IsSame) ? ExitCodes.Clean : ExitCodes.Error;
    }
}
