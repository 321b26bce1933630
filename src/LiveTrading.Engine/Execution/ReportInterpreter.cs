using LiveTrading.Engine.Events;
using LiveTrading.Engine.Time;
using LiveTrading.Model;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Execution;

/// <summary>
/// Turns a venue's answer about an order into events. The venue wins, but an answer may be older than what is known: what
/// would undo newer knowledge is asked again until it stands. Fills come from the trade history only; a final state waits for them.
/// </summary>
internal sealed class ReportInterpreter(OrderLedger ledger, OrderDesk desk, IEngineClock clock, AlertDesk alerts, long horizonNanos, long quietNanos)
{
    /// <summary>Takes an answer about an order of ours.</summary>
    public void Interpret(Order order, OrderStatusReport report, VenueExecution venue)
    {
        if (report.FilledQuantity > order.FilledQuantity)
            ledger.FillsInDoubt?.Invoke(order.Instrument);
        if (report.Status is VenueOrderStatus.Open or VenueOrderStatus.PartiallyFilled)
            InterpretOpen(order, report, venue);
        else
            InterpretFinal(order, report, venue);
    }

    /// <summary>Applies the venue's final word once no fill it speaks of is missing.</summary>
    public void ApplyFinal(Order order, OrderStatusReport report)
    {
        if (order.IsClosed)
            return;
        switch (report.Status)
        {
            case VenueOrderStatus.Filled when !report.Quantity.IsZero && report.Quantity != order.Quantity:
                Tell(order, report, OrderEventKind.Modified, "the venue's quantity is another");
                break;
            case VenueOrderStatus.Filled:
                break;
            case VenueOrderStatus.Expired:
                Tell(order, report, OrderEventKind.Expired, "found expired at the venue");
                break;
            case VenueOrderStatus.Rejected when order.FilledQuantity.IsZero:
                Tell(order, report, OrderEventKind.Rejected, "found rejected at the venue");
                break;
            default:
                Tell(order, report, OrderEventKind.Canceled, "found canceled at the venue");
                break;
        }
    }

    private void InterpretOpen(Order order, OrderStatusReport report, VenueExecution venue)
    {
        if (order.IsClosed)
        {
            InterpretOpenButClosedHere(order, report, venue);
            return;
        }

        if (order.State is OrderState.Pending or OrderState.Submitted)
            Tell(order, report, OrderEventKind.Accepted, "found at the venue");
        bool settled = report.FilledQuantity <= order.FilledQuantity;
        if (order.ModifyRequest != RequestState.None)
            settled &= InterpretModify(order, report, venue);
        else if (Differs(order, report))
            settled &= AdoptTerms(order, report);
        if (order.CancelRequest == RequestState.Unknown && desk.Watches.Find(order) is { } watch && clock.MonotonicNanos - watch.CancelSentAt >= horizonNanos)
        {
            Tell(order, report, OrderEventKind.CancelRejected, "the cancel was not received: the order works");
            if (watch.CancelStands && !order.IsClosed && order.CancelRequest == RequestState.None)
                desk.Cancel(order, venue, "the cancel before was not received");
        }

        SetDoubt(order, venue, !settled);
    }

    private void InterpretOpenButClosedHere(Order order, OrderStatusReport report, VenueExecution venue)
    {
        if (order.State == OrderState.Filled)
        {
            // The fills are money and stand; the venue's answer is older, or its quantity is another.
            SetDoubt(order, venue, false);
            return;
        }

        // Denied and rejected are our own conclusions: the venue showing the order disproves them. Canceled and expired came
        // from the venue: an answer may be older than that, so it must stand twice, with nothing heard for a while.
        OrderWatch watch = desk.Watch(order, venue);
        bool quiet = clock.MonotonicNanos - order.UpdatedAt >= quietNanos;
        if (order.State is OrderState.Denied or OrderState.Rejected || (quiet && ++watch.OpenAnswers >= 2))
        {
            Tell(order, report, OrderEventKind.Accepted, "works at the venue", reopens: true);
            SetDoubt(order, venue, report.FilledQuantity > order.FilledQuantity);
            return;
        }

        desk.Doubt(order, venue);
    }

    private void InterpretFinal(Order order, OrderStatusReport report, VenueExecution venue)
    {
        if (order.State is OrderState.Pending or OrderState.Submitted && report.Status != VenueOrderStatus.Rejected)
            Tell(order, report, OrderEventKind.Accepted, "found at the venue");
        if (report.FilledQuantity > order.FilledQuantity)
        {
            OrderWatch watch = desk.Watch(order, venue);
            if (order.IsClosed)
            {
                desk.Doubt(order, venue);
            }
            else
            {
                watch.HeldFinal = report;
                desk.ScheduleQuery(watch);
            }

            if (++watch.FillsMissingAnswers == OrderDesk.QueriesBeforeAlert)
                alerts.Raise(AlertCode.FillsMissing, order, $"The venue says order {order.ClientOrderId} filled {report.FilledQuantity}; its trade history shows {order.FilledQuantity}. It is asked on; nothing is invented.");
            return;
        }

        ApplyFinal(order, report);
        SetDoubt(order, venue, !order.IsClosed);
    }

    private bool InterpretModify(Order order, OrderStatusReport report, VenueExecution venue)
    {
        if (order.ModifyRequest != RequestState.Unknown)
            return true;
        if (Differs(order, report))
        {
            Tell(order, report, OrderEventKind.Modified, "found changed at the venue");
            return true;
        }

        OrderWatch watch = desk.Watch(order, venue);
        if (clock.MonotonicNanos - watch.ModifySentAt < horizonNanos)
            return false;
        Tell(order, report, OrderEventKind.ModifyRejected, "the change was not received");
        return true;
    }

    /// <summary>The venue has another price or quantity although nothing was asked: it wins, unless the answer may be older than what is known.</summary>
    private bool AdoptTerms(Order order, OrderStatusReport report)
    {
        if (clock.MonotonicNanos - order.UpdatedAt < quietNanos)
            return false;
        Tell(order, report, OrderEventKind.Modified, "the venue has other terms");
        return true;
    }

    private static bool Differs(Order order, OrderStatusReport report) =>
        (!report.Quantity.IsZero && report.Quantity != order.Quantity)
        || (!report.Price.IsZero && report.Price != order.Price && order.Type is OrderType.Limit or OrderType.StopLimit);

    private void SetDoubt(Order order, VenueExecution venue, bool doubt)
    {
        if (doubt)
        {
            desk.Doubt(order, venue);
        }
        else if (desk.Watches.Find(order) is { } watch)
        {
            watch.IsInDoubt = false;
            desk.AddWork(watch);
        }
    }

    private void Tell(Order order, OrderStatusReport report, OrderEventKind kind, string reason, bool reopens = false)
    {
        ledger.Apply(order, new OrderEvent
        {
            Kind = kind,
            ClientOrderId = order.ClientOrderId,
            VenueOrderId = report.VenueOrderId,
            Instrument = order.Instrument,
            Side = order.Side,
            Price = kind == OrderEventKind.Modified && order.Type is OrderType.Limit or OrderType.StopLimit ? report.Price : Price.Zero,
            Quantity = kind == OrderEventKind.Modified ? report.Quantity : Quantity.Zero,
            VenueFilledQuantity = report.FilledQuantity,
            Reason = reason,
            FromReconciliation = true,
            EventTime = report.UpdatedTime,
            ReceivedTime = clock.Now,
        }, reopens);
    }
}
