using LiveTrading.Summaries;
using LiveTrading.Venues.Simulated;

namespace LiveTrading.Cli.Demo;

/// <summary>Holds the engine's summary against what the venue knows: every difference is a problem, and the demo's exit code says so.</summary>
internal static class DemoChecks
{
    public static SessionSummary Apply(SessionSummary summary, SimulatedVenueStatus venue, DemoSettings settings, bool dataEnded, string? playbackError)
    {
        List<string> problems = [.. summary.Problems];
        if (playbackError is not null)
            problems.Add(playbackError);
        if (summary.BookMismatches > settings.MaxMismatches)
            problems.Add($"the book differed from the venue's best bid and offer {summary.BookMismatches} times; allowed are {settings.MaxMismatches}");
        if (dataEnded && summary.ShutdownReason == "endOfData" && summary.Messages != venue.MessagesPlayed)
            problems.Add($"the venue played {venue.MessagesPlayed} messages, the engine read {summary.Messages}");
        if (summary.Fills != venue.Fills)
            problems.Add($"the venue made {venue.Fills} fills, the engine applied {summary.Fills}");
        if (summary.HandlerErrors > 0)
            problems.Add($"{summary.HandlerErrors} handlers failed");
        if (summary.OpenOrders > 0 || summary.UnknownOrders > 0)
            problems.Add($"{summary.OpenOrders} orders are left open and {summary.UnknownOrders} unknown");
        if (summary.Strategies.Sum(s => s.Fills) != summary.Fills)
            problems.Add($"the strategies' fills make {summary.Strategies.Sum(s => s.Fills)}, the engine's {summary.Fills}");
        return summary with { Problems = problems };
    }
}
