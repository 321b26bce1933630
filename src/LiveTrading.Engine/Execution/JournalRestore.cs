using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Portfolios;
using LiveTrading.Engine.Risk;
using LiveTrading.Model;
using LiveTrading.Model.Accounts;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Execution;

/// <summary>Puts what the journal tells into the parts of the engine. Once, at start.</summary>
internal sealed class JournalRestore(ExecutionEngine engine, Cache cache, Portfolio portfolio, RiskEngine risk, FillRegister fills, OrderDesk desk)
{
    public void Run(RecoveredJournal recovered)
    {
        RestoreAccounts(recovered);
        RecoveredFills.Apply(recovered, portfolio, fills);

        // In the order of closing, so that the same ones leave memory as had left it.
        foreach (Order order in recovered.ClosedOrders)
            cache.AddOrder(order);
        foreach (Order order in recovered.Orders)
        {
            if (order.IsClosed && !order.IsInFlight)
                continue;
            cache.AddOrder(order);
            if (!order.IsClosed)
                RestoreOpen(order);
        }

        if (recovered.RiskBaselines is { } baselines)
            risk.RestoreBaselines(baselines);
        foreach (VenueExecution venue in engine.Venues)
            RestoreScope(venue, recovered);
    }

    private void RestoreAccounts(RecoveredJournal recovered)
    {
        foreach (BalanceBaseline baseline in recovered.Baselines)
        {
            if (IsKnown(baseline.Account))
                portfolio.SetBaseline(baseline);
        }

        portfolio.Carry(recovered);
        foreach (BalanceTransfer transfer in recovered.Transfers)
            portfolio.ApplyTransfer(transfer);
        foreach (FillReport trade in recovered.ForeignTrades)
            engine.Foreign.Restore(trade);
        foreach (JournalAdjustment adjustment in recovered.Adjustments)
        {
            // Without a baseline the first report makes one that contains what was adjusted.
            if (portfolio.FindAccount(adjustment.Account) is { HasBaseline: true })
                portfolio.AdjustBaseline(adjustment.Account, adjustment.Currency, adjustment.Amount);
        }
    }

    private bool IsKnown(AccountId account) => portfolio.FindAccount(account) is not null;

    /// <summary>A request that had no answer when the last run ended may have been sent: unknown, and queried.</summary>
    private void RestoreOpen(Order order)
    {
        risk.TrackOrder(order);
        if (engine.FindVenue(order.InstrumentId.Venue) is not { HasClient: true } venue)
        {
            engine.Alerts.Raise(AlertCode.OutcomeStaysUnknown, order, $"Order {order.ClientOrderId} was open when the last run ended, and its venue {order.InstrumentId.Venue} is not configured: nobody can be asked about it.");
            return;
        }

        if (!order.IsInFlight)
            return;
        OrderWatch watch = desk.Watch(order, venue);
        watch.SubmitSentAt = watch.CancelSentAt = watch.ModifySentAt = engine.Clock.MonotonicNanos;
        if (order.SubmitRequest != RequestState.None)
            desk.Tell(order, OrderEventKind.Unknown, "the last run ended before an answer", RequestKind.Submit);
        if (order.CancelRequest != RequestState.None)
            desk.Tell(order, OrderEventKind.Unknown, "the last run ended before an answer", RequestKind.Cancel);
        if (order.ModifyRequest != RequestState.None)
            desk.Tell(order, OrderEventKind.Unknown, "the last run ended before an answer", RequestKind.Modify);
        desk.AddWork(watch);
    }

    private void RestoreScope(VenueExecution venue, RecoveredJournal recovered)
    {
        if (!venue.HasClient || recovered.Starts.Count == 0)
            return;

        // Trades before the last complete reconciliation are in the journal; without one, everything since the first start is read.
        UnixNanos from = recovered.Reconciled.TryGetValue(venue.Venue, out UnixNanos last) ? last : recovered.Starts[0].Time;
        venue.Reconciler.SetHistoryFrom(from);
        foreach (Instrument instrument in recovered.Instruments)
        {
            if (instrument.Id.Venue == venue.Venue && cache.TryGetHandle(instrument.Id, out InstrumentHandle handle))
                venue.Reconciler.Include(handle);
        }
    }
}
