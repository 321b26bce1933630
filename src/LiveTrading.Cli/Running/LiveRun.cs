using LiveTrading.Cli.Output;
using LiveTrading.Configuration;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Kernel;
using LiveTrading.Model.Identifiers;
using LiveTrading.Summaries;
using LiveTrading.Venues.Binance;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace LiveTrading.Cli.Running;

/// <summary>Builds an engine from a configuration and runs it on this thread.</summary>
internal static class LiveRun
{
    /// <param name="readConfiguration">Reads it; again when SIGHUP comes.</param>
    /// <param name="limit">How long to run; null: until stopped.</param>
    /// <param name="json">Status lines and the summary as JSON objects.</param>
    public static int Execute(Func<RunConfiguration> readConfiguration, TimeSpan? limit, bool json)
    {
        RunConfiguration read = readConfiguration();
        List<OptionsProblem> problems = [.. read.UnknownSections];
        IConfiguration configuration = read.Values;
        (LiveTradingOptions options, TradingKernelOptions kernel) = EngineConfiguration.Read(configuration, problems, checkBookConsistency: true);
        options.WatchMarket = true;
        BinanceOptions? binance = BinanceConfiguration.Read(configuration, read.Path, options, problems);
        IReadOnlyList<ConfiguredStrategy> strategies = ConfiguredStrategy.ReadAll(configuration, binance, problems);
        problems.AddRange(RiskLimitTargets.FindProblems(kernel.Risk, [.. strategies.Select(s => s.Id)], binance?.Symbols.Select(s => $"{s}.{binance.Venue}").ToArray()));
        // Every problem at once: those of reading and those that the engine finds in what could be read.
        using ILoggerFactory loggers = ConsoleLog.Create(LogLevel.Information);
        LiveTradingEngine? engine = null;
        try
        {
            engine = new LiveTradingEngine(options, kernel, loggers);
        }
        catch (LiveTradingOptionsException e)
        {
            problems.AddRange(e.Problems);
        }

        if (problems.Count > 0 || engine is null)
            throw new LiveTradingOptionsException(problems);

        if (binance is not null)
        {
            engine.AddVenue(new VenueId(binance.Venue), c => new BinanceVenue(c.Loop, c.Connections, c.Cache, c.MarketData, c.Execution, binance, c.LoggerFactory.CreateLogger("Binance")));
        }

        foreach (ConfiguredStrategy strategy in strategies)
            engine.AddStrategy(strategy.Id, strategy.Create, strategy.Parameters, strategy.Instrument);
        if (json)
        {
            engine.StateChanged = StatusLines.State;
            engine.Built = StatusLines.Attach;
        }

        engine.ReadParameters = () => ReadParameters(readConfiguration(), binance);
        using Timer? timer = limit is TimeSpan time ? new Timer(_ => engine.Stop(ShutdownReason.UserRequest), null, time, Timeout.InfiniteTimeSpan) : null;
        int code = engine.Run();
        SessionSummary summary = engine.Summary!;
        SummaryView.Print(summary, json);
        return code;
    }

    /// <summary>Of all that the configuration holds only the strategies' parameters can change while the engine runs.</summary>
    private static Dictionary<string, IReadOnlyDictionary<string, string>> ReadParameters(RunConfiguration read, BinanceOptions? binance)
    {
        List<OptionsProblem> problems = [.. read.UnknownSections];
        IReadOnlyList<ConfiguredStrategy> strategies = ConfiguredStrategy.ReadAll(read.Values, binance, problems);
        return problems.Count == 0 ? strategies.ToDictionary(s => s.Id, s => s.Parameters) : throw new LiveTradingOptionsException(problems);
    }
}
