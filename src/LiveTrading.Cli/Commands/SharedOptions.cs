using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace LiveTrading.Cli.Commands;

/// <summary>Options that several commands share.</summary>
internal static class SharedOptions
{
    private const string BundledRecording = "binance-spot-btcusdt-20240808.jsonl.gz";

    public static Option<double> Speed(double normal)
    {
        Option<double> option = new("--speed") { Description = "Speed of the playback against real time; 0: as fast as possible, losing nothing.", DefaultValueFactory = _ => normal };
        option.Validators.Add(r => RequireRange(r, r.GetValue(option), 0, 1_000_000));
        return option;
    }

    public static Option<string[]> Data(string description) => new("--data") { Description = description, AllowMultipleArgumentsPerToken = false, DefaultValueFactory = _ => [] };

    public static Option<bool> Json() => new("--json") { Description = "For machines: the last line of standard output is one JSON object." };

    /// <summary>The files of <c>--data</c>, which may be given several times and may hold a comma-separated list; none: the bundled recording.</summary>
    public static IReadOnlyList<string> Files(string[]? values)
    {
        string[] files = values is null ? [] : [.. values.SelectMany(v => v.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
        return files.Length > 0 ? files : [Path.Combine(AppContext.BaseDirectory, "data", BundledRecording)];
    }

    public static void RequireRange(OptionResult result, double? value, double least, double most)
    {
        if (value is double v && !(v >= least && v <= most))
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{result.Option.Name} must be between {least} and {most}, not {v}."));
    }
}
