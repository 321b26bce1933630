using System.Globalization;
using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Portfolios;
using LiveTrading.Engine.Risk;
using LiveTrading.Engine.Time;

namespace LiveTrading.Engine.Execution;

/// <summary>
/// Compares what own trades say we hold with what the venue's balances say, exactly. A difference counts once it stood
/// unchanged over two reads with no activity on the instrument for the quiet period; then the instrument is set to reducing.
/// </summary>
internal sealed class PositionCheck(Cache cache, Portfolio portfolio, RiskEngine risk, AlertDesk alerts, IEngineClock clock, long quietNanos)
{
    public long QuietNanos => Math.Max(quietNanos, 1_000_000);

    /// <summary>Checks instruments after a complete read.</summary>
    /// <param name="instruments">Those that were read.</param>
    /// <param name="differences">How many differ.</param>
    /// <returns>True when a difference was seen that has not stood long enough: read again soon.</returns>
    public bool Check(IReadOnlyList<InstrumentReconciliation> instruments, out int differences)
    {
        differences = 0;
        bool recheck = false;
        foreach (InstrumentReconciliation instrument in instruments)
        {
            if (portfolio.VenuePosition(instrument.Instrument) is not { } venue)
                continue;
            decimal difference = venue - portfolio.EnginePosition(instrument.Instrument);
            if (difference == 0m)
            {
                instrument.Difference = 0m;
                continue;
            }

            differences++;
            recheck |= !Weigh(instrument, difference);
        }

        return recheck;
    }

    /// <summary>Whether a difference has been weighed to the end.</summary>
    private bool Weigh(InstrumentReconciliation instrument, decimal difference)
    {
        long now = clock.MonotonicNanos;
        if (difference != instrument.Difference)
        {
            instrument.Difference = difference;
            instrument.DifferenceSince = now;
            instrument.IsReported = false;
            return false;
        }

        if (instrument.IsReported)
            return true;
        if (now - instrument.DifferenceSince < quietNanos || now - instrument.LastActivity < quietNanos)
            return false;
        instrument.IsReported = true;
        string text = string.Create(CultureInfo.InvariantCulture, $"{cache.Instrument(instrument.Instrument).Id}: the venue's balances differ from own trades by {difference}; trades, fees and transfers do not explain it. Only reducing orders pass until a person accepts the difference.");
        if (risk.InstrumentState(instrument.Instrument) == TradingState.Active)
            risk.SetInstrumentState(instrument.Instrument, TradingState.Reducing, text);
        alerts.Raise(AlertCode.PositionDifference, instrument.Instrument, text);
        return true;
    }
}
