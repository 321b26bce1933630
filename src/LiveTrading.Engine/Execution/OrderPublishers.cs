using LiveTrading.Engine.Bus;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Execution;

/// <summary>The <c>order.*</c> topics, resolved once.</summary>
internal sealed class OrderPublishers
{
    private readonly Publisher<OrderEvent>[] _byKind = new Publisher<OrderEvent>[(int)OrderEventKind.FillBusted + 1];
    private readonly Publisher<OrderEvent> _partiallyFilled;

    public OrderPublishers(MessageBus bus)
    {
        for (OrderEventKind kind = OrderEventKind.Pending; kind <= OrderEventKind.FillBusted; kind++)
            _byKind[(int)kind] = bus.GetPublisher<OrderEvent>(TopicOf(kind));
        _partiallyFilled = bus.GetPublisher<OrderEvent>("order.partially_filled");
    }

    public void Publish(Order order, in OrderEvent e)
    {
        if (e.Kind == OrderEventKind.Filled && order.State != OrderState.Filled)
            _partiallyFilled.Publish(in e);
        else
            _byKind[(int)e.Kind].Publish(in e);
    }

    private static string TopicOf(OrderEventKind kind) => kind switch
    {
        OrderEventKind.Pending => "order.pending",
        OrderEventKind.Denied => "order.denied",
        OrderEventKind.Submitted => "order.submitted",
        OrderEventKind.Accepted => "order.accepted",
        OrderEventKind.Rejected => "order.rejected",
        OrderEventKind.Triggered => "order.triggered",
        OrderEventKind.Filled => "order.filled",
        OrderEventKind.Canceled => "order.canceled",
        OrderEventKind.Expired => "order.expired",
        OrderEventKind.PendingCancel => "order.pending_cancel",
        OrderEventKind.CancelRejected => "order.cancel_rejected",
        OrderEventKind.PendingModify => "order.pending_modify",
        OrderEventKind.Modified => "order.modified",
        OrderEventKind.ModifyRejected => "order.modify_rejected",
        OrderEventKind.Unknown => "order.unknown",
        _ => "order.fill_busted",
    };
}
