using LiveTrading.Model;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Execution;

/// <summary>
/// Changes an order by an event, as the state table says. The only code that changes an order's state, used live and in
/// recovery alike, so both come to the same end. Pure: no clock, no allocation; loop thread.
/// </summary>
public static class OrderEventApplier
{
    /// <summary>Whether an event counts for an order as it stands; changes nothing.</summary>
    /// <param name="order">The order.</param>
    /// <param name="e">The event.</param>
    /// <param name="reopens">See <see cref="Apply"/>.</param>
    public static OrderVerdict Judge(Order order, in OrderEvent e, bool reopens = false)
    {
        if (IsReopening(order, in e, reopens))
            return OrderVerdict.Apply;
        OrderVerdict verdict = OrderStateTable.Find(order.State, e.Kind).Verdict;
        return verdict == OrderVerdict.Apply && !AnswersSomething(order, in e) ? OrderVerdict.Duplicate : verdict;
    }

    /// <summary>Applies an event.</summary>
    /// <param name="order">The order.</param>
    /// <param name="e">The event. Fills must have been found new by the fill register before.</param>
    /// <param name="reopens">The venue proved that an order which is closed here works there: only then may an accept reopen it.</param>
    public static AppliedEvent Apply(Order order, in OrderEvent e, bool reopens = false)
    {
        OrderState before = order.State;
        OrderVerdict verdict = Judge(order, in e, reopens);
        if (verdict == OrderVerdict.Illegal)
            return new AppliedEvent(OrderVerdict.Illegal, before, AppliedFlags.None);
        if (order.VenueOrderId.IsNone)
            order.VenueOrderId = e.VenueOrderId;
        if (verdict == OrderVerdict.Duplicate)
            return new AppliedEvent(OrderVerdict.Duplicate, before, AppliedFlags.None);
        if (IsReopening(order, in e, reopens))
            return Reopen(order, in e);

        OrderState next = OrderStateTable.Find(before, e.Kind).Next;
        AppliedFlags flags = AppliedFlags.None;
        switch (e.Kind)
        {
            case OrderEventKind.Filled:
                flags = ApplyFill(order, in e, next);
                break;
            case OrderEventKind.FillBusted:
                order.FilledQuantity = new Quantity(Math.Max(0, order.FilledQuantity.Raw - e.LastQuantity.Raw));
                order.FilledNotional = order.FilledQuantity.IsZero ? 0m : order.FilledNotional - e.LastQuantity.Notional(e.LastPrice);
                break;
            default:
                ApplyRequest(order, in e);
                order.State = next;
                break;
        }

        SettleRequests(order, e.Kind);
        if (e.ReceivedTime > order.UpdatedTime)
            order.UpdatedTime = e.ReceivedTime;
        return new AppliedEvent(OrderVerdict.Apply, before, flags);
    }

    private static bool IsReopening(Order order, in OrderEvent e, bool reopens) =>
        reopens && e.Kind == OrderEventKind.Accepted && order.IsClosed && order.State != OrderState.Filled;

    /// <summary>False when the request an event speaks of is not outstanding (any more): the answer came twice.</summary>
    private static bool AnswersSomething(Order order, in OrderEvent e) => e.Kind switch
    {
        OrderEventKind.CancelRejected => order.CancelRequest != RequestState.None,
        OrderEventKind.ModifyRejected => order.ModifyRequest != RequestState.None,
        OrderEventKind.Unknown => RequestOf(order, e.Request) is RequestState.Queued or RequestState.Sent,
        _ => true,
    };

    private static RequestState RequestOf(Order order, RequestKind request) => request switch
    {
        RequestKind.Submit => order.SubmitRequest,
        RequestKind.Cancel => order.CancelRequest,
        _ => order.ModifyRequest,
    };

    private static AppliedEvent Reopen(Order order, in OrderEvent e)
    {
        OrderState before = order.State;
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
    private static void ApplyRequest(Order order, in OrderEvent e)
    {
        switch (e.Kind)
        {
            case OrderEventKind.Pending:
                order.SubmitRequest = RequestState.Queued;
                break;
            case OrderEventKind.Submitted when order.SubmitRequest == RequestState.Queued:
                order.SubmitRequest = RequestState.Sent;
                break;
            case OrderEventKind.PendingCancel:
                order.CancelRequest = RequestState.Queued;
                break;
            case OrderEventKind.PendingModify:
                order.ModifyRequest = RequestState.Queued;
                break;
            case OrderEventKind.Modified:
                if (!e.Quantity.IsZero)
                    order.Quantity = e.Quantity;
                if (!e.Price.IsZero)
                    order.Price = e.Price;
                break;
            case OrderEventKind.Unknown when e.Request == RequestKind.Submit:
                order.SubmitRequest = RequestState.Unknown;
                break;
            case OrderEventKind.Unknown when e.Request == RequestKind.Cancel:
                order.CancelRequest = RequestState.Unknown;
                break;
            case OrderEventKind.Unknown:
                order.ModifyRequest = RequestState.Unknown;
                break;
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
