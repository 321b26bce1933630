using System.Globalization;
using LiveTrading.IO;

namespace LiveTrading.WebSockets.Conformance.Driver;

/// <summary>What the command line asks of the driver.</summary>
internal sealed record DriverOptions
{
    /// <summary><c>ws://HOST:PORT</c>.</summary>
    public required string Url { get; init; }

    /// <summary>The name the server reports under.</summary>
    public required string Agent { get; init; }

    /// <summary>Offers permessage-deflate.</summary>
    public bool Deflate { get; init; }

    /// <summary>Asks the server for its verdict after each case (<c>/getCaseStatus</c>).</summary>
    public bool Status { get; init; }

    /// <summary>Which cases; null: all.</summary>
    public IReadOnlySet<int>? Cases { get; init; }

    /// <summary>Which event loop. Default: the one the system allows best.</summary>
    public LoopBackend Backend { get; init; } = LoopBackend.Auto;

    /// <summary>Longest time of one case. Default 600 s: the Autobahn testsuite gives the longest of its own 480 s.</summary>
    public TimeSpan CaseTimeout { get; init; } = TimeSpan.FromSeconds(600);

    /// <summary>Reads arguments; null: they are wrong, and <paramref name="error"/> says how.</summary>
    public static DriverOptions? Parse(ReadOnlySpan<string> arguments, out string error)
    {
        var names = new List<string>();
        DriverOptions options = new() { Url = "", Agent = "" };
        error = "";
        for (int i = 0; i < arguments.Length; i++)
        {
            string argument = arguments[i];
            switch (argument)
            {
                case "--deflate":
                    options = options with { Deflate = true };
                    break;
                case "--status":
                    options = options with { Status = true };
                    break;
                case "--cases" when i + 1 < arguments.Length && TryParseCases(arguments[i + 1], out HashSet<int> cases):
                    options = options with { Cases = cases };
                    i++;
                    break;
                case "--case-seconds" when i + 1 < arguments.Length && int.TryParse(arguments[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) && seconds is >= 1 and <= 3600:
                    options = options with { CaseTimeout = TimeSpan.FromSeconds(seconds) };
                    i++;
                    break;
                case "--backend" when i + 1 < arguments.Length && Enum.TryParse(arguments[i + 1], ignoreCase: true, out LoopBackend backend) && Enum.IsDefined(backend):
                    options = options with { Backend = backend };
                    i++;
                    break;
                case var _ when argument.StartsWith('-'):
                    error = argument switch
                    {
                        "--cases" => "--cases needs numbers and ranges, for example 1-10,20",
                        "--backend" => $"--backend needs one of {string.Join(", ", Enum.GetNames<LoopBackend>())}",
                        "--case-seconds" => "--case-seconds needs a whole number of 1 to 3600",
                        _ => $"{argument} is not an option",
                    };
                    return null;
                default:
                    names.Add(argument);
                    break;
            }
        }
        if (names.Count != 2)
            error = "an address (ws://HOST:PORT) and an agent's name are needed";
        else if (!Uri.TryCreate(names[0], UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("ws" or "wss") || uri.Host.Length == 0)
            error = $"'{names[0]}' is not an address of the form ws://HOST:PORT";
        return error.Length > 0 ? null : options with { Url = names[0].TrimEnd('/'), Agent = names[1] };
    }

    private static bool TryParseCases(string text, out HashSet<int> cases)
    {
        cases = [];
        foreach (string part in text.Split(','))
        {
            string[] ends = part.Split('-');
            if (ends.Length > 2 || !int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out int from) || !int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int to)
                || from < 1 || to < from || to > 100_000)
                return false;
            cases.UnionWith(Enumerable.Range(from, to - from + 1));
        }
        return true;
    }
}
