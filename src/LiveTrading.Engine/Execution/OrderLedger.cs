using System.Globalization;
using System.Runtime.CompilerServices;
using LiveTrading.Engine.Bus;
using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Portfolios;
using LiveTrading.Engine.Risk;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Execution;

/// <summary>
/// The one way an event reaches an order: judged, journaled, applied, then portfolio, cache, risk and bus. Loop thread; a
/// normal event allocates nothing; O(1). A journal that cannot be written stops no event: what happened at the venue happened.
/// </summary>
internal sealed class OrderLedger(Cache cache, MessageBus bus, Portfolio portfolio, RiskEngine risk, OrderJournal journal, FillRegister fills, AlertDesk alerts)
{
    private readonly OrderPublishers _publishers = new(bus);
    private ExecutionCounters _counters;

    public ref ExecutionCounters Counters => ref _counters;

    /// <summary>An event contradicted the order: ask the venue about it.</summary>
    public Action<Order>? OrderInDoubt { get; set; }

    /// <summary>A fill is missing, unusable or told differently: read the trade history of the instrument.</summary>
    public Action<InstrumentHandle>? FillsInDoubt { get; set; }

    /// <summary>An order changed; called before the event is published.</summary>
    public Action<Order>? Changed { get; set; }

    /// <summary>Records a new order and makes it pending.</summary>
    /// <param name="order">Already in the cache.</param>
    /// <param name="pending">Its first event.</param>
    public JournalWriteResult Open(Order order, in OrderEvent pending)
    {
        JournalWriteResult result = journal.AppendOrder(order, cache.Instrument(order.Instrument));
        _counters.JournalRecords = journal.Records;
        if (result != JournalWriteResult.Written)
            return result;
        OrderEventApplier.Apply(order, in pending);
        Spread(order, in pending);
        return result;
    }

    /// <summary>Makes an order pending that exists at the venue although it cannot be recorded.</summary>
    public void OpenUnrecorded(Order order, in OrderEvent pending)
    {
        OrderEventApplier.Apply(order, in pending);
        Spread(order, in pending);
    }

    /// <summary>Denies an order that was never recorded: nothing of it can be at the venue.</summary>
    public void DenyUnrecorded(Order order, in OrderEvent denied)
    {
        _counters.Denied++;
        OrderEventApplier.Apply(order, in denied);
        if (cache.FindOrder(order.ClientOrderId) is not null)
            Spread(order, in denied);
        else
            _publishers.Publish(order, in denied);
    }

    /// <summary>Takes an event that is not a fill.</summary>
    /// <returns>True when it was applied.</returns>
    public bool Apply(Order order, in OrderEvent e, bool reopens = false)
    {
        if (e.Kind == OrderEventKind.Filled)
            return ApplyFill(order, in e);
        if (e.Kind == OrderEventKind.FillBusted)
            return ApplyBust(order, in e);
        switch (OrderEventApplier.Judge(order, in e, reopens))
        {
            case OrderVerdict.Illegal:
                RefuseIllegal(order, in e);
                return false;
            case OrderVerdict.Duplicate:
                _counters.DuplicateEvents++;
                OrderEventApplier.Apply(order, in e);
                cache.OnOrderChanged(order);
                return false;
        }

        Record(in e, reopens);
        AppliedEvent applied = OrderEventApplier.Apply(order, in e, reopens);
        Count(order, in e, in applied);
        Spread(order, in e);
        return true;
    }

    private bool ApplyFill(Order order, in OrderEvent e)
    {
        if (order.VenueOrderId.IsNone)
            order.VenueOrderId = e.VenueOrderId;
        if (e.LastQuantity.Raw <= 0 || e.LastPrice.Raw <= 0 || e.TradeId.IsNone || order.VenueOrderId.IsNone)
        {
            // Without its identity the next source of the same fill would be taken for another one.
            RefuseFill(order, in e, AlertCode.FillUnusable, "lacks venue order id, trade id, price or quantity");
            return false;
        }

        FillIdentity identity = IdentityOf(order, in e);
        switch (fills.Judge(in identity, in e))
        {
            case FillNovelty.Known:
                _counters.DuplicateFills++;
                return false;
            case FillNovelty.Completes:
                Record(in e, false);
                fills.Record(in identity, in e);
                portfolio.ApplyLateCommission(order, in e);
                return false;
            case FillNovelty.Contradicts:
                RefuseFill(order, in e, AlertCode.FillContradiction, "was told differently before");
                return false;
        }

        Record(in e, false);
        fills.Record(in identity, in e);
        AppliedEvent applied = OrderEventApplier.Apply(order, in e);
        _counters.Fills++;
        Count(order, in e, in applied);
        portfolio.ApplyFill(order, in e);
        Spread(order, in e);
        if (applied.Flags != AppliedFlags.None)
            AlertFill(order, in e, applied);
        return true;
    }

    private bool ApplyBust(Order order, in OrderEvent e)
    {
        FillIdentity identity = IdentityOf(order, in e);
        if (!fills.TryBust(in identity, out FillFacts facts))
        {
            RefuseFill(order, in e, AlertCode.FillUnusable, "is taken back but is not known");
            return false;
        }

        OrderEvent bust = e with
        {
            LastPrice = facts.Price,
            LastQuantity = facts.Quantity,
            Commission = facts.Commission,
            CommissionCurrency = facts.CommissionCurrency,
        };
        Record(in bust, false);
        OrderEventApplier.Apply(order, in bust);
        portfolio.ApplyBust(order, in bust);
        Spread(order, in bust);
        alerts.Raise(AlertCode.FillBusted, order, string.Create(CultureInfo.InvariantCulture, $"The venue took back trade {e.TradeId} of order {order.ClientOrderId}: {facts.Quantity} at {facts.Price}."));
        OrderInDoubt?.Invoke(order);
        return true;
    }

    private static FillIdentity IdentityOf(Order order, in OrderEvent e) =>
        new(order.Instrument, e.VenueOrderId.IsNone ? order.VenueOrderId : e.VenueOrderId, e.TradeId);

    private void Record(in OrderEvent e, bool reopens)
    {
        journal.AppendEvent(in e, reopens);
        _counters.JournalRecords = journal.Records;
    }

    private void Spread(Order order, in OrderEvent e)
    {
        cache.OnOrderChanged(order);
        risk.OnOrderChanged(order, in e);
        Changed?.Invoke(order);
        _publishers.Publish(order, in e);
    }

    private void Count(Order order, in OrderEvent e, in AppliedEvent applied)
    {
        switch (e.Kind)
        {
            case OrderEventKind.Denied:
                _counters.Denied++;
                break;
            case OrderEventKind.Accepted when (applied.Flags & AppliedFlags.Reopened) == 0:
                _counters.Accepted++;
                break;
            case OrderEventKind.Accepted:
                alerts.Raise(AlertCode.OrderReopened, order, string.Create(CultureInfo.InvariantCulture, $"Order {order.ClientOrderId} was {applied.Before} here but works at the venue: it is open again."));
                break;
            case OrderEventKind.Rejected:
                _counters.Rejected++;
                break;
            case OrderEventKind.Canceled:
                _counters.Canceled++;
                break;
            case OrderEventKind.Expired:
                _counters.Expired++;
                break;
            case OrderEventKind.Unknown:
                _counters.Unknown++;
                break;
        }

        if (order.State == OrderState.Filled && applied.Before != OrderState.Filled)
            _counters.Filled++;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AlertFill(Order order, in OrderEvent e, in AppliedEvent applied)
    {
        if ((applied.Flags & AppliedFlags.LateFill) != 0)
        {
            _counters.LateFills++;
            alerts.Raise(AlertCode.LateFill, order, string.Create(CultureInfo.InvariantCulture, $"Order {order.ClientOrderId} was {applied.Before} and yet filled {e.LastQuantity} at {e.LastPrice} (trade {e.TradeId}): applied."));

            // A canceled order may well have traded first; one that was denied or rejected must be looked at: the rest may work.
            if (applied.Before is OrderState.Denied or OrderState.Rejected)
                OrderInDoubt?.Invoke(order);
        }

        if ((applied.Flags & AppliedFlags.Overfill) != 0)
        {
            _counters.Overfills++;
            alerts.Raise(AlertCode.Overfill, order, string.Create(CultureInfo.InvariantCulture, $"Order {order.ClientOrderId} of {order.Quantity} has filled {order.FilledQuantity} (trade {e.TradeId}): applied."));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RefuseIllegal(Order order, in OrderEvent e)
    {
        _counters.IllegalEvents++;
        alerts.Raise(AlertCode.IllegalEvent, order, string.Create(CultureInfo.InvariantCulture, $"Order {order.ClientOrderId} is {order.State}: a {e.Kind} event contradicts that ({e.Reason ?? "no reason given"}). Refused; the venue is asked."));

        // What a query told is not asked again because of itself.
        if (!e.FromReconciliation)
            OrderInDoubt?.Invoke(order);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RefuseFill(Order order, in OrderEvent e, AlertCode code, string why)
    {
        _counters.FillContradictions++;
        alerts.Raise(code, order, string.Create(CultureInfo.InvariantCulture, $"A fill of order {order.ClientOrderId} {why} (trade {e.TradeId}, {e.LastQuantity} at {e.LastPrice}): not applied; the trade history is asked."));
        if (!e.FromReconciliation)
            FillsInDoubt?.Invoke(order.Instrument);
    }
}
