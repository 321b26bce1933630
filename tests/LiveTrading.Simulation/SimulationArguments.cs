using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;

namespace LiveTrading.Simulation;

/// <summary>The command line, read.</summary>
internal sealed record SimulationArguments
{
    public required ulong From { get; init; }

    public required long Seeds { get; init; }

    /// <summary>One seed, told as a story.</summary>
    public ulong? Seed { get; init; }

    public double? Minutes { get; init; }

    public required int Jobs { get; init; }

    /// <summary>Name of a planted bug, or <c>all</c>.</summary>
    public string? Bug { get; init; }

    public bool Json { get; init; }

    /// <summary>Where the first seed comes from, for people.</summary>
    public required string Origin { get; init; }

    /// <summary>Reads a command line and acts on it; mistakes in it are told on the error output.</summary>
    public static int Invoke(string[] args, Func<SimulationArguments, int> act)
    {
        Option<long?> seeds = new("--seeds") { Description = "How many seeds; default 1000." };
        Option<ulong?> from = new("--from") { Description = "The first seed; default 1." };
        Option<long?> fresh = new("--fresh") { Description = "That many seeds from a random start, which is printed." };
        Option<ulong?> seed = new("--seed") { Description = "One seed, twice, told as a story." };
        Option<double?> minutes = new("--minutes") { Description = "Seeds from --from for so many minutes." };
        Option<int?> jobs = new("--jobs") { Description = "Worlds side by side; default: one per processor." };
        Option<string?> bug = new("--bug") { Description = "Plant a bug, or all of them one after the other, and count the seeds until it is caught." };
        Option<bool> json = new("--json") { Description = "One JSON object at the end instead of tables." };
        seeds.Validators.Add(r => Check(r, seeds, 1, 1_000_000_000));
        fresh.Validators.Add(r => Check(r, fresh, 1, 1_000_000_000));
        RootCommand root = new("Runs whole engines against the simulated venue in virtual time, with faults, from seeds, and compares both afterwards. Exit code 1: something broke.")
        {
            seeds, from, fresh, seed, minutes, jobs, bug, json,
        };
        root.SetAction(parsed =>
        {
            bool isFresh = parsed.GetValue(fresh) is not null;
            ulong first = isFresh ? (ulong)RandomNumberGenerator.GetInt32(int.MaxValue) * 1000 : parsed.GetValue(from) ?? 1;
            return act(new SimulationArguments
            {
                From = first,
                Seeds = parsed.GetValue(fresh) ?? (parsed.GetValue(minutes) is null || parsed.GetValue(seeds) is not null ? parsed.GetValue(seeds) ?? 1000 : long.MaxValue),
                Seed = parsed.GetValue(seed),
                Minutes = parsed.GetValue(minutes),
                Jobs = Math.Clamp(parsed.GetValue(jobs) ?? Environment.ProcessorCount, 1, 256),
                Bug = parsed.GetValue(bug),
                Json = parsed.GetValue(json),
                Origin = string.Create(CultureInfo.InvariantCulture, $"{(isFresh ? "fresh " : "")}seeds from {first}"),
            });
        });
        return root.Parse(args).Invoke();
    }

    private static void Check(System.CommandLine.Parsing.OptionResult result, Option<long?> option, long least, long most)
    {
        if (result.GetValueOrDefault<long?>() is { } value && (value < least || value > most))
            result.AddError($"{option.Name} is {value}; allowed is {least} to {most}.");
    }
}
