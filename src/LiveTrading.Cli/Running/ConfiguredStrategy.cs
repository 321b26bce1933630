using LiveTrading.Cli.Strategies;
using LiveTrading.Configuration;
using LiveTrading.Engine.Strategies;
using LiveTrading.Venues.Binance;
using Microsoft.Extensions.Configuration;

namespace LiveTrading.Cli.Running;

/// <summary>A strategy out of the configuration's <c>Strategies</c> array.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Create">Makes it.</param>
/// <param name="Instrument">What it trades.</param>
/// <param name="Parameters">Its parameters' values.</param>
internal sealed record ConfiguredStrategy(string Id, Func<Strategy> Create, string Instrument, IReadOnlyDictionary<string, string> Parameters)
{
    public static IReadOnlyList<ConfiguredStrategy> ReadAll(IConfiguration configuration, BinanceOptions? binance, List<OptionsProblem> problems)
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
            if (create is null)
            {
                if (type.Length > 0)
                    r.Report("Type", $"'{type}' is not a known strategy; known are Trend and Quoting.");
                continue;
            }

            // Tried on one that is thrown away, so that a bad value is told with all others and before anything is opened.
            foreach (string problem in create().TryParameters(parameters))
                r.Report("Parameters", problem);
            if (id.Length > 0 && !StrategyHost.IsValidName(id))
                r.Report("Id", $"'{id}' is not 1 to 32 letters, digits, '-' or '_', or is a name of the engine's own.");
            CheckInstrument(r, instrument, binance);
            strategies.Add(new ConfiguredStrategy(id, create, instrument, parameters));
        }

        foreach (IGrouping<string, ConfiguredStrategy> twice in strategies.GroupBy(s => s.Id, StringComparer.Ordinal).Where(g => g.Count() > 1))
            problems.Add(new OptionsProblem("Strategies", $"the id '{twice.Key}' is given {twice.Count()} times."));
        return strategies;
    }

    private static void CheckInstrument(SettingsReader r, string instrument, BinanceOptions? binance)
    {
        if (instrument.Length == 0 || binance is null)
            return;
        string[] known = [.. binance.Symbols.Select(s => $"{s}.{binance.Venue}")];
        if (!known.Contains(instrument, StringComparer.Ordinal))
            r.Report("Instrument", $"'{instrument}' is not an instrument of Binance:Symbols; known are {string.Join(", ", known)}.");
    }
}
