using LiveTrading.Cli.Commands;
using Microsoft.Extensions.Configuration;

namespace LiveTrading.Cli.Running;

/// <summary>The configuration of a run: file, user secrets, environment and command line, the later ones over the earlier.</summary>
/// <param name="Values">All of them together.</param>
/// <param name="Path">The file.</param>
/// <param name="UnknownSections">Top-level keys of the file and the command line that nothing reads. The environment is left out: it holds everything else, too.</param>
internal sealed record RunConfiguration(IConfiguration Values, string Path, IReadOnlyList<OptionsProblem> UnknownSections)
{
    private static readonly string[] _sections = ["LiveTrading", "Data", "Execution", "Risk", "KillSwitch", "Binance", "Strategies"];

    /// <exception cref="LiveTradingOptionsException">The file is no JSON configuration.</exception>
    public static RunConfiguration Read(string path, IReadOnlyList<string> settings, string? journal, string? recording = null)
    {
        Dictionary<string, string?> values = new(StringComparer.OrdinalIgnoreCase);
        foreach (string setting in settings)
        {
            string[] pair = setting.Split('=', 2);
            values[pair[0]] = pair[1];
        }

        if (journal is not null)
            values["LiveTrading:Journal:Directory"] = journal;
        if (recording is not null)
            values["LiveTrading:Recording:Directory"] = recording;
        try
        {
            IConfiguration own = new ConfigurationBuilder().AddJsonFile(path, optional: false, reloadOnChange: false).AddInMemoryCollection(values).Build();
            IConfiguration all = new ConfigurationBuilder()
                .AddJsonFile(path, optional: false, reloadOnChange: false)
                .AddUserSecrets(typeof(RunCommand).Assembly, optional: true)
                .AddEnvironmentVariables()
                .AddInMemoryCollection(values)
                .Build();
            return new RunConfiguration(all, path, [.. FindUnknown(own)]);
        }
        catch (InvalidDataException e)
        {
            Exception cause = e;
            while (cause.InnerException is { } inner)
                cause = inner;
            throw new LiveTradingOptionsException($"{path} is not a JSON configuration: {cause.Message}", e);
        }
    }

    private static IEnumerable<OptionsProblem> FindUnknown(IConfiguration own) => own.GetChildren()
        .Where(s => !_sections.Contains(s.Key, StringComparer.OrdinalIgnoreCase) && s.Key != "$schema")
        .Select(s => new OptionsProblem(s.Key, $"is not a known section; known are {string.Join(", ", _sections)}."));
}
