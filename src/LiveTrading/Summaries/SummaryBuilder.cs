using System.Globalization;
using LiveTrading.Engine.Data;
using LiveTrading.Engine.Execution;
using LiveTrading.Engine.Kernel;
using LiveTrading.Engine.Portfolios;
using LiveTrading.Engine.Strategies;
using LiveTrading.Lifecycle;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Summaries;

/// <summary>Reads a session's counters into a <see cref="SessionSummary"/>, and checks that they add up.</summary>
internal static class SummaryBuilder
{
    public static SessionSummary Build(EngineSession session)
    {
        TradingKernel kernel = session.Kernel;
        DataEngineCounters data = kernel.Data.Counters;
        ExecutionCounters execution = kernel.Execution.Counters;
        SortedDictionary<string, string> position = new(StringComparer.Ordinal);
        SortedDictionary<string, string> venuePosition = new(StringComparer.Ordinal);
        SortedDictionary<string, string> dust = new(StringComparer.Ordinal);
        List<string> problems = [];
        long checks = 0;
        long mismatches = 0;
        decimal realized = 0;
        for (int i = 0; i < kernel.Cache.InstrumentCount; i++)
        {
            InstrumentHandle handle = new(i);
            Instrument instrument = kernel.Cache.Instrument(handle);
            string name = instrument.Id.ToString();
            decimal own = kernel.Portfolio.EnginePosition(handle);
            position[name] = Text(own);
            dust[name] = Text(kernel.Portfolio.Dust(handle));
            realized += kernel.Portfolio.FindPosition(handle)?.RealizedPnl ?? 0;
            if (kernel.Portfolio.VenuePosition(handle) is decimal there)
            {
                venuePosition[name] = Text(there);
                if (there != own)
                    problems.Add($"{name}: own fills make {Text(own)}, the venue's balances {Text(there)}");
            }

            if (kernel.Data.ConsistencyCheck(handle) is { } check)
            {
                checks += check.Checks;
                mismatches += check.Mismatches;
            }
        }

        if (session.JournalFailure is { } failure)
            problems.Add($"the order journal could not be written: {failure}");
        List<Order> open = [];
        kernel.Execution.CopyOpenOrUnknown(open);
        return new SessionSummary
        {
            Messages = data.Messages,
            Quotes = data.Quotes,
            Trades = data.Trades,
            BookUpdates = data.BookUpdatesReceived,
            BookChecks = checks,
            BookMismatches = mismatches,
            OrdersSubmitted = execution.Submitted,
            OrdersDenied = execution.Denied,
            OrdersRejected = execution.Rejected,
            OrdersCanceled = execution.Canceled,
            OrdersExpired = execution.Expired,
            Fills = execution.Fills,
            OpenOrders = open.Count(o => !o.IsUnknown),
            UnknownOrders = open.Count(o => o.IsUnknown),
            Reconnects = session.ConnectionEvents.Reconnects,
            JournalRecords = execution.JournalRecords,
            Position = position,
            VenuePosition = venuePosition,
            Dust = dust,
            RealizedPnl = Text(realized),
            Fees = kernel.Portfolio.Fees.ToDictionary(p => p.Key, p => Text(p.Value)),
            ShutdownReason = Camel(session.ShutdownReason.ToString()),
            TradingState = Camel(session.Kernel.Risk.TradingState.ToString()),
            KillSwitch = Camel(session.Kernel.KillSwitch.State.ToString()),
            HandlerErrors = kernel.Bus.HandlerFaultCount + kernel.FaultCount + kernel.Strategies.Strategies.Count(s => s.State == StrategyState.Failed),
            ElapsedSeconds = Math.Round(session.ElapsedSeconds, 3),
            Strategies = [.. kernel.Strategies.Strategies.Select(s => Describe(session, s))],
            Problems = problems,
        };
    }

    private static StrategySummary Describe(EngineSession session, Strategy strategy)
    {
        StrategyPortfolio? portfolio = session.Kernel.Portfolio.FindStrategy(strategy.Id);
        return new StrategySummary
        {
            Id = strategy.Id.Value,
            State = Camel(strategy.State.ToString()),
            Orders = session.OrdersOf(strategy.Id),
            Fills = session.FillsOf(strategy.Id),
            RealizedPnl = Text(portfolio?.Positions.Sum(p => p.RealizedPnl) ?? 0),
        };
    }

    private static string Text(decimal value) => (value / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture);

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
