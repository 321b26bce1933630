using LiveTrading.Cli.Strategies;
using LiveTrading.Configuration;
using LiveTrading.Engine.Strategies;
using Microsoft.Extensions.Configuration;

namespace LiveTrading.Cli.Running;

/// <summary>A strategy out of the configuration's <c>Strategies</c> array.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Create">Makes it.</param>
/// <param name="Parameters">Its parameters' values.</param>
internal sealed record ConfiguredStrategy(string Id, Func<Strategy> Create, IReadOnlyDictionary<string, string> Parameters)
{
    public static IReadOnlyList<ConfiguredStrategy> ReadAll(IConfiguration configuration, List<OptionsProblem> problems)
    {
        List<ConfiguredStrategy> strategies = [];
        foreach (IConfigurationSection section in configuration.GetSection("Strategies").GetChildren())
        {
            SettingsReader r = new(section, problems);
            string id = r.Required("Id");
            string type = r.Required("Type");
            string instrument = r.Required("Instrument");
            Dictionary<string, string> parameters = r.Map("Parameters");
            r.ReportUnknown();
            Func<Strategy>? create = type.ToUpperInvariant() switch
            {
                "TREND" => () => new TrendStrategy(instrument),
                "QUOTING" => () => new QuotingStrategy(instrument),
                _ => null,
            };
            if (create is not null)
                strategies.Add(new ConfiguredStrategy(id, create, parameters));
            else if (type.Length > 0)
                r.Report("Type", $"'{type}' is not a known strategy; known are Trend and Quoting.");
        }

        foreach (IGrouping<string, ConfiguredStrategy> twice in strategies.GroupBy(s => s.Id, StringComparer.Ordinal).Where(g => g.Count() > 1))
            problems.Add(new OptionsProblem("Strategies", $"the id '{twice.Key}' is given {twice.Count()} times."));
        return strategies;
    }
}
