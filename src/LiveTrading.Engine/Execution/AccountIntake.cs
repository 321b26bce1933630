using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Portfolios;
using LiveTrading.Engine.Risk;
using LiveTrading.Model;
using LiveTrading.Model.Accounts;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Engine.Execution;

/// <summary>What venues tell of balances, the baselines that they are compared with, and the differences that a person accepts. Loop thread.</summary>
internal sealed class AccountIntake(Cache cache, Portfolio portfolio, RiskEngine risk, OrderJournal journal)
{
    /// <param name="report">What the venue says.</param>
    /// <param name="venueNow">The venue's time now, as far as it is known.</param>
    /// <param name="askedAt">Monotonic time of the question; <see cref="long.MinValue"/> when it came by itself.</param>
    public void Take(AccountReport report, UnixNanos venueNow, long askedAt)
    {
        if (report.IsComplete && portfolio.FindAccount(report.Account) is { HasBaseline: false })
            SetBaselines(report);
        portfolio.ApplyAccount(report, venueNow, askedAt);
    }

    public void Take(BalanceTransfer transfer)
    {
        // Applying is idempotent, so a record without its effect does no harm at the next start.
        journal.AppendTransfer(transfer);
        portfolio.ApplyTransfer(transfer);
    }

    /// <summary>Moves the baseline by what trades, fees and transfers do not explain.</summary>
    /// <returns>False when there is no difference, it cannot be told, or the journal did not take the adjustment.</returns>
    public bool AcceptDifference(InstrumentHandle instrument, string person, string reason, UnixNanos now)
    {
        Instrument known = cache.Instrument(instrument);
        if (portfolio.VenuePosition(instrument) is not { } venue || portfolio.FindAccount(known.Id.Venue) is not { } account)
            return false;
        decimal difference = venue - portfolio.EnginePosition(instrument);
        var adjustment = new JournalAdjustment(account.Id, known.BaseCurrency, difference, person, reason, now);
        if (difference == 0m || journal.AppendAdjustment(in adjustment) != JournalWriteResult.Written)
            return false;
        portfolio.AdjustBaseline(adjustment.Account, adjustment.Currency, adjustment.Amount);
        risk.SetPositionDifference(instrument, differs: false, $"difference of {difference} {known.BaseCurrency} accepted by {person}");
        return true;
    }

    /// <summary>What the account holds at the first start is not this engine's doing. Without a record it is not set: the next report tries again.</summary>
    private void SetBaselines(AccountReport report)
    {
        IReadOnlyList<BalanceBaseline> baselines = Portfolio.BaselinesOf(report);
        foreach (BalanceBaseline baseline in baselines)
        {
            if (journal.AppendBaseline(in baseline) != JournalWriteResult.Written)
                return;
        }

        if (journal.AppendBaselinesComplete(report.Account) != JournalWriteResult.Written)
            return;
        foreach (BalanceBaseline baseline in baselines)
            portfolio.SetBaseline(baseline);
    }
}
