using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Strategies;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Tests.Strategies;

/// <summary>Takes every order as accepted and every cancel as done.</summary>
internal sealed class FakeOrderEntry(Cache cache) : IOrderEntry
{
    private ulong _next;

    public List<string> Calls { get; } = [];

    public Exception? Throws { get; set; }

    public Order Submit(StrategyId strategy, in OrderRequest request)
    {
        if (Throws is { } error)
            throw error;
        var order = new Order
        {
            ClientOrderId = ClientOrderId.Create(1, 1, ++_next),
            Instrument = request.Instrument,
            StrategyId = strategy,
            Side = request.Side,
            Type = request.Type,
            Quantity = request.Quantity,
            ReduceOnly = request.ReduceOnly,
            State = OrderState.Accepted,
        };
        cache.AddOrder(order);
        Calls.Add($"submit {order.ClientOrderId.Counter} of {strategy}");
        return order;
    }

    public int SubmitBatch(StrategyId strategy, ReadOnlySpan<OrderRequest> requests, Span<Order> orders)
    {
        for (int i = 0; i < requests.Length; i++)
            orders[i] = Submit(strategy, in requests[i]);
        return requests.Length;
    }

    public int CancelBatch(ReadOnlySpan<Order> orders)
    {
        int count = 0;
        foreach (Order order in orders)
            count += Cancel(order) ? 1 : 0;
        return count;
    }

    public bool CancelForGood(Order order, string reason) => Cancel(order);

    public bool Cancel(Order order)
    {
        if (order.IsClosed)
            return false;
        Calls.Add($"cancel {order.ClientOrderId.Counter}");
        order.State = OrderState.Canceled;
        cache.OnOrderChanged(order);
        return true;
    }

    public int CancelAll(StrategyId? strategy, InstrumentHandle? instrument, string reason)
    {
        Calls.Add($"cancel all of {strategy}");
        int canceled = 0;
        foreach (Order order in cache.OpenOrders)
        {
            if (strategy is not null && order.StrategyId != strategy)
                continue;
            order.State = OrderState.Canceled;
            cache.OnOrderChanged(order);
            canceled++;
        }

        return canceled;
    }

    public bool Modify(Order order, Price price, Quantity quantity)
    {
        Calls.Add($"modify {order.ClientOrderId.Counter}");
        return true;
    }
}
