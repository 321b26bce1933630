using LiveTrading.Cli.Output;
using LiveTrading.Configuration;
using LiveTrading.Guarding;
using LiveTrading.Model.Identifiers;
using LiveTrading.Venues.Binance;
using Microsoft.Extensions.Logging;

namespace LiveTrading.Cli.Running;

/// <summary>Builds a guard from the configuration of the engine it guards, and runs it on this thread.</summary>
internal static class GuardRun
{
    public static int Execute(RunConfiguration read, TimeSpan? after, bool json)
    {
        List<OptionsProblem> problems = [.. read.UnknownSections];
        LiveTradingOptions options = EngineConfiguration.Read(read.Values, problems).Options;
        BinanceOptions? binance = BinanceConfiguration.Read(read.Values, read.Path, options, problems);
        if (binance is { Credentials: null } && problems.Count == 0)
            problems.Add(new OptionsProblem("Binance:ApiKey", "is missing: without keys no order can be canceled."));
        if (after is { } silence)
            options.Guard.After = silence;
        using ILoggerFactory loggers = ConsoleLog.Create(LogLevel.Warning);
        OrderGuard? guard = null;
        try
        {
            guard = new OrderGuard(options, new HeartbeatReader(options.Journal.Directory), loggers);
        }
        catch (LiveTradingOptionsException e)
        {
            problems.AddRange(e.Problems);
        }

        if (problems.Count > 0 || guard is null || binance is null)
            throw new LiveTradingOptionsException(problems);
        using (guard)
        {
            // It never gives up: a venue that is away for an hour has the orders all the same.
            BinanceOptions patient = binance with { AutoReconnect = true, MaxReconnectAttempts = 0 };
            guard.AddVenue(new VenueId(binance.Venue), c => new BinanceVenue(c.Loop, c.Connections, c.Cache, c.MarketData, c.Execution, patient, c.LoggerFactory.CreateLogger("Binance")));
            guard.Said = json ? GuardLines.Json : GuardLines.Text;
            return guard.Run();
        }
    }
}
