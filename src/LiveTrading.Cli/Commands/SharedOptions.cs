using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using LiveTrading.Cli.Running;
using LiveTrading.Venues.Simulated;

namespace LiveTrading.Cli.Commands;

/// <summary>Options that several commands share.</summary>
internal static class SharedOptions
{
    private const string BundledRecording = "binance-spot-btcusdt-20240808.jsonl.gz";

    public static Option<double> Speed(double normal) =>
        Number("--speed", "Speed of the playback against real time; 0: as fast as possible, losing nothing.", 0, 1_000_000, normal);

    /// <summary>An option whose value is a number within bounds.</summary>
    public static Option<T> Number<T>(string name, string description, T least, T most, T normal) where T : struct, INumber<T>
    {
        Option<T> option = new(name) { Description = description, DefaultValueFactory = _ => normal };
        option.CustomParser = r => Read(r, name, least, most);
        return option;
    }

    /// <summary>As <see cref="Number{T}"/>; without the option there is no value.</summary>
    public static Option<double?> Seconds(string description, double least, double most)
    {
        Option<double?> option = new("--seconds") { Description = description };
        option.CustomParser = r => Read(r, "--seconds", least, most);
        return option;
    }

    public static Option<string[]> Data(string description)
    {
        Option<string[]> option = new("--data") { Description = description, HelpName = "FILE[,FILE...]" };
        option.Validators.Add(r =>
        {
            if (r.Tokens.Any(t => t.Value.Split(',').Any(string.IsNullOrWhiteSpace)))
                r.AddError("--data takes file names with commas between them; one of them is empty.");
        });
        return option;
    }

    public static Option<string?> Record() => new("--record") { Description = "Directory to record the session in, for livetrading replay; over LiveTrading:Recording:Directory.", HelpName = "DIR" };

    public static Option<bool> Json() => new("--json") { Description = "For machines: the last line of standard output is one JSON object." };

    /// <summary>The address of a simulated venue; required.</summary>
    public static Option<string> Venue()
    {
        Option<string> option = new("--venue") { Description = "Address of a simulated venue, such as http://127.0.0.1:9010.", HelpName = "URL", Required = true };
        option.Validators.Add(r =>
        {
            if (r.Tokens is [{ Value: var text }] && !SimulatedVenueClient.TryReadAddress(text, out _))
                r.AddError($"--venue is '{text}', which is not an address such as http://127.0.0.1:9010.");
        });
        return option;
    }

    /// <summary>The configuration file of <c>run</c> and <c>guard</c>.</summary>
    public static Option<FileInfo> Configuration()
    {
        Option<FileInfo> option = new("--config") { Description = "Configuration file (JSON).", Required = true };
        option.Validators.Add(r =>
        {
            if (r.Tokens is [{ Value: var path }] && !File.Exists(path))
                r.AddError($"--config: there is no file '{path}'.");
        });
        return option;
    }

    /// <summary>Whose orders and balances.</summary>
    public static Option<string> ApiKey() => new("--key") { Description = "API key of the user.", DefaultValueFactory = _ => SimulatedUser.Demo.ApiKey };

    /// <summary>Configuration values on the command line.</summary>
    public static Option<string[]> Settings()
    {
        Option<string[]> option = new("--set") { Description = "A configuration value as Key:Path=value; may be repeated.", HelpName = "KEY=VALUE" };
        option.Validators.Add(r =>
        {
            foreach (string pair in r.Tokens.Select(t => t.Value))
            {
                if (pair.IndexOf('=', StringComparison.Ordinal) < 1)
                    r.AddError($"--set takes Key:Path=value, not '{pair}'.");
            }
        });
        return option;
    }

    /// <summary>The files of <c>--data</c>, which may be given several times and may hold a comma-separated list; none: the bundled recording.</summary>
    public static IReadOnlyList<string> Files(string[]? values)
    {
        string[] files = values is null ? [] : [.. values.SelectMany(v => v.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
        return files.Length > 0 ? files : [Path.Combine(AppContext.BaseDirectory, "data", BundledRecording)];
    }

    private static T Read<T>(ArgumentResult result, string name, T least, T most) where T : struct, INumber<T>
    {
        string text = result.Tokens[0].Value;
        if (!T.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out T value))
            result.AddError($"{name} is '{text}', which is not {(typeof(T) == typeof(double) ? "a number" : "a whole number")} in range; allowed is {least} to {most}.");
        else if (!(value >= least && value <= most))
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} is {value}; allowed is {least} to {most}."));
        return value;
    }
}
