using System.Globalization;
using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Portfolios;
using LiveTrading.Engine.Risk;
using LiveTrading.Engine.Time;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Engine.Execution;

/// <summary>
/// Compares what own trades say we hold with what the venue's balances say, exactly and as of the moment of each report. A
/// difference counts once it stood unchanged over two reads with no activity on the instrument for the quiet period; one that
/// was there at every moment for the patience counts without the quiet. Then the instrument is set to reducing.
/// </summary>
internal sealed class PositionCheck(Cache cache, Portfolio portfolio, RiskEngine risk, AlertDesk alerts, IEngineClock clock, long quietNanos, long patienceNanos)
{
    /// <summary>Wait before a difference is looked at again the first time; each further wait is twice as long.</summary>
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
                Settle(instrument);
                continue;
            }

            differences++;
            recheck |= !Weigh(instrument, difference);
        }

        return recheck;
    }

    /// <summary>Nothing is unexplained (any more): what this check restricted is free again.</summary>
    private void Settle(InstrumentReconciliation instrument)
    {
        instrument.Difference = 0m;
        instrument.IsReported = instrument.IsOverdue = false;
        if (risk.HasPositionDifference(instrument.Instrument))
            risk.SetPositionDifference(instrument.Instrument, differs: false, $"{cache.Instrument(instrument.Instrument).Id}: trades, fees and transfers explain the venue's balances now.");
    }

    /// <summary>Whether a difference has been weighed to the end.</summary>
    private bool Weigh(InstrumentReconciliation instrument, decimal difference)
    {
        long now = clock.MonotonicNanos;
        if (instrument.Difference == 0m)
            instrument.UnexplainedSince = now;
        if (difference != instrument.Difference)
        {
            instrument.Difference = difference;
            instrument.DifferenceSince = now;
            instrument.IsReported = false;
        }

        if (instrument.IsReported)
            return true;
        if (now - instrument.DifferenceSince >= quietNanos && now - instrument.LastActivity >= quietNanos && instrument.DifferenceSince != now)
        {
            instrument.IsReported = true;
            Restrict(instrument, string.Create(CultureInfo.InvariantCulture, $"{Name(instrument)}: the venue's balances differ from own trades by {difference}; trades, fees and transfers do not explain it. Only reducing orders pass until a person accepts the difference."));
            return true;
        }

        // Traded without a pause. Balances of right books agree at some moment again and again; these did not, at none.
        long agreedAt = portfolio.AgreedAt(instrument.Instrument);
        if (agreedAt > instrument.UnexplainedSince)
            instrument.UnexplainedSince = agreedAt;
        if (instrument.IsOverdue || now - instrument.UnexplainedSince < patienceNanos)
            return false;
        instrument.IsOverdue = true;
        Restrict(instrument, string.Create(CultureInfo.InvariantCulture, $"{Name(instrument)}: the venue's balances and own trades have agreed at no moment for {patienceNanos / 1_000_000_000} s, by {difference} now. Only reducing orders pass, so that the difference can be told."));
        return false;
    }

    private string Name(InstrumentReconciliation instrument) => cache.Instrument(instrument.Instrument).Id.ToString();

    private void Restrict(InstrumentReconciliation instrument, string text)
    {
        risk.SetPositionDifference(instrument.Instrument, differs: true, text);
        alerts.Raise(AlertCode.PositionDifference, instrument.Instrument, text);
    }
}
