using LiveTrading.Model;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Execution;

/// <summary>
/// Changes an order by an event, as the state table says. The only code that changes an order's state, used live and in
/// recovery alike, so both come to the same end. Pure: no clock, no allocation; loop thread.
/// </summary>
public static class OrderEventApplier
{
    /// <summary>Applies an event.</summary>
    /// <param name="order">The order.</param>
    /// <param name="e">The event. Fills must have been found new by the fill register before.</param>
    /// <param name="reopens">The venue proved that an order which is closed here works there: only then may an accept reopen it.</param>
    public static AppliedEvent Apply(Order order, in OrderEvent e, bool reopens = false)
    {
        OrderState before = order.State;
        if (reopens && e.Kind == OrderEventKind.Accepted && order.IsClosed && order.State != OrderState.Filled)
            return Reopen(order, in e);

        OrderTransition cell = OrderStateTable.Find(before, e.Kind);
        if (cell.Verdict == OrderVerdict.Illegal)
            return new AppliedEvent(OrderVerdict.Illegal, before, AppliedFlags.None);
        if (order.VenueOrderId.IsNone)
            order.VenueOrderId = e.VenueOrderId;
        if (cell.Verdict == OrderVerdict.Duplicate)
            return new AppliedEvent(OrderVerdict.Duplicate, before, AppliedFlags.None);

        AppliedFlags flags = AppliedFlags.None;
        switch (e.Kind)
        {
            case OrderEventKind.Filled:
                flags = ApplyFill(order, in e, cell.Next);
                break;
            case OrderEventKind.FillBusted:
                order.FilledQuantity = new Quantity(Math.Max(0, order.FilledQuantity.Raw - e.LastQuantity.Raw));
                order.FilledNotional = order.FilledQuantity.IsZero ? 0m : order.FilledNotional - e.LastQuantity.Notional(e.LastPrice);
                break;
            default:
                if (!ApplyRequest(order, in e))
                    return new AppliedEvent(OrderVerdict.Duplicate, before, AppliedFlags.None);
                order.State = cell.Next;
                break;
        }

        SettleRequests(order, e.Kind);
        if (e.ReceivedTime > order.UpdatedTime)
            order.UpdatedTime = e.ReceivedTime;
        return new AppliedEvent(OrderVerdict.Apply, before, flags);
    }

    private static AppliedEvent Reopen(Order order, in OrderEvent e)
    {
        OrderState before = order.State;
        if (order.VenueOrderId.IsNone)
            order.VenueOrderId = e.VenueOrderId;
        order.State = order.FilledQuantity.IsZero ? OrderState.Accepted : OrderState.PartiallyFilled;
        order.SubmitRequest = RequestState.None;
        order.UpdatedTime = e.ReceivedTime;
        return new AppliedEvent(OrderVerdict.Apply, before, AppliedFlags.Reopened);
    }

    private static AppliedFlags ApplyFill(Order order, in OrderEvent e, OrderState next)
    {
        AppliedFlags flags = AppliedFlags.None;
        if (order.State is OrderState.Denied or OrderState.Canceled or OrderState.Rejected or OrderState.Expired or OrderState.Initialized or OrderState.Emulated)
            flags |= AppliedFlags.LateFill;

        // Saturates: a venue's impossible quantity must neither throw nor shrink what is filled.
        long filled = order.FilledQuantity.Raw + Math.Max(0, e.LastQuantity.Raw);
        order.FilledQuantity = new Quantity(filled < order.FilledQuantity.Raw ? long.MaxValue : filled);
        order.FilledNotional += e.LastQuantity.Notional(e.LastPrice);
        if (order.FilledQuantity > order.Quantity)
            flags |= AppliedFlags.Overfill;
        order.State = order.FilledQuantity >= order.Quantity ? OrderState.Filled : next;
        return flags;
    }

    /// <summary>The request half of an event.</summary>
    /// <returns>False when the request it speaks of is not outstanding (any more): the answer came twice.</returns>
    private static bool ApplyRequest(Order order, in OrderEvent e)
    {
        switch (e.Kind)
        {
            case OrderEventKind.Pending:
                order.SubmitRequest = RequestState.Queued;
                return true;
            case OrderEventKind.Submitted:
                if (order.SubmitRequest == RequestState.Queued)
                    order.SubmitRequest = RequestState.Sent;
                return true;
            case OrderEventKind.PendingCancel:
                order.CancelRequest = RequestState.Queued;
                return true;
            case OrderEventKind.CancelRejected:
                return order.CancelRequest != RequestState.None;
            case OrderEventKind.PendingModify:
                order.ModifyRequest = RequestState.Queued;
                return true;
            case OrderEventKind.Modified:
                if (!e.Quantity.IsZero)
                    order.Quantity = e.Quantity;
                if (!e.Price.IsZero)
                    order.Price = e.Price;
                return true;
            case OrderEventKind.ModifyRejected:
                return order.ModifyRequest != RequestState.None;
            case OrderEventKind.Unknown:
                return MarkUnknown(order, e.Request);
            default:
                return true;
        }
    }

    private static bool MarkUnknown(Order order, RequestKind request)
    {
        switch (request)
        {
            case RequestKind.Submit when order.SubmitRequest is RequestState.Queued or RequestState.Sent:
                order.SubmitRequest = RequestState.Unknown;
                return true;
            case RequestKind.Cancel when order.CancelRequest is RequestState.Queued or RequestState.Sent:
                order.CancelRequest = RequestState.Unknown;
                return true;
            case RequestKind.Modify when order.ModifyRequest is RequestState.Queued or RequestState.Sent:
                order.ModifyRequest = RequestState.Unknown;
                return true;
            default:
                return false;
        }
    }

    /// <summary>Which requests an event answers.</summary>
    private static void SettleRequests(Order order, OrderEventKind kind)
    {
        if (kind is OrderEventKind.Accepted or OrderEventKind.Triggered or OrderEventKind.Filled || order.IsClosed)
            order.SubmitRequest = RequestState.None;
        if (kind == OrderEventKind.CancelRejected || order.IsClosed)
            order.CancelRequest = RequestState.None;
        if (kind is OrderEventKind.Modified or OrderEventKind.ModifyRejected || order.IsClosed)
            order.ModifyRequest = RequestState.None;

        // A quantity lowered to what is filled already leaves nothing to work.
        if (kind == OrderEventKind.Modified && !order.IsClosed && !order.FilledQuantity.IsZero && order.FilledQuantity >= order.Quantity)
        {
            order.State = OrderState.Filled;
            SettleRequests(order, OrderEventKind.Filled);
        }
    }
}
