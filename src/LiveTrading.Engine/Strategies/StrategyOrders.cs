using LiveTrading.Engine.Bus;
using LiveTrading.Model;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Strategies;

/// <summary>
/// What one strategy asks of order entry. A mistake of the caller is the strategy's own; anything else that order entry throws
/// is blamed on the core. Loop thread; adds no allocation to a call.
/// </summary>
internal sealed class StrategyOrders(StrategyRunner runner)
{
    public Order Submit(in OrderRequest request)
    {
        if (runner.State != StrategyState.Running)
            return Denied(in request);
        try
        {
            return runner.Host.Orders.Submit(runner.Id, in request);
        }
        catch (Exception e) when (e is not ArgumentException)
        {
            BlameCore(e);
            throw;
        }
    }

    public int SubmitBatch(ReadOnlySpan<OrderRequest> requests, Span<Order> orders)
    {
        if (runner.State != StrategyState.Running)
        {
            for (int i = 0; i < requests.Length && i < orders.Length; i++)
                orders[i] = Denied(in requests[i]);
            return 0;
        }

        try
        {
            return runner.Host.Orders.SubmitBatch(runner.Id, requests, orders);
        }
        catch (Exception e) when (e is not ArgumentException)
        {
            BlameCore(e);
            throw;
        }
    }

    public int CancelBatch(ReadOnlySpan<Order> orders)
    {
        foreach (Order order in orders)
            RequireOwn(order);
        try
        {
            return runner.Host.Orders.CancelBatch(orders);
        }
        catch (Exception e) when (e is not ArgumentException)
        {
            BlameCore(e);
            throw;
        }
    }

    public bool Cancel(Order order)
    {
        RequireOwn(order);
        try
        {
            return runner.Host.Orders.Cancel(order);
        }
        catch (Exception e) when (e is not ArgumentException)
        {
            BlameCore(e);
            throw;
        }
    }

    public int CancelAll(string reason)
    {
        try
        {
            return runner.Host.Orders.CancelAll(runner.Id, null, reason);
        }
        catch (Exception e)
        {
            BlameCore(e);
            throw;
        }
    }

    public bool Modify(Order order, Price price, Quantity quantity)
    {
        RequireOwn(order);
        if (runner.State != StrategyState.Running)
            return false;
        try
        {
            return runner.Host.Orders.Modify(order, price, quantity);
        }
        catch (Exception e) when (e is not ArgumentException)
        {
            BlameCore(e);
            throw;
        }
    }

    /// <summary>Cancels everything but the stops that would reduce what the strategy holds.</summary>
    public int CancelWorking(string reason)
    {
        bool anyProtective = false;
        foreach (Order order in runner.OpenOrders)
            anyProtective |= IsProtective(order);
        if (!anyProtective)
            return runner.Host.Orders.CancelAll(runner.Id, null, reason);
        int canceled = 0;
        foreach (Order order in runner.OpenOrders)
        {
            if (!IsProtective(order) && runner.Host.Orders.CancelForGood(order, reason))
                canceled++;
        }

        return canceled;
    }

    private bool IsProtective(Order order)
    {
        if (order.Type is not (OrderType.StopMarket or OrderType.StopLimit))
            return false;
        if (order.ReduceOnly)
            return true;
        decimal position = runner.Host.Portfolio.FindStrategy(runner.Id)?.Find(order.Instrument)?.SignedQuantity ?? 0m;
        return order.Side == OrderSide.Sell ? position > 0 : position < 0;
    }

    private Order Denied(in OrderRequest request) => new()
    {
        Instrument = request.Instrument,
        InstrumentId = runner.Host.Cache.Contains(request.Instrument) ? runner.Host.Cache.Instrument(request.Instrument).Id : default,
        StrategyId = runner.Id,
        Side = request.Side,
        Type = request.Type,
        TimeInForce = request.TimeInForce,
        PostOnly = request.PostOnly,
        ReduceOnly = request.ReduceOnly,
        Price = request.Price,
        TriggerPrice = request.TriggerPrice,
        Quantity = request.Quantity,
        State = OrderState.Denied,
        CreatedTime = runner.Host.Clock.Now,
        UpdatedTime = runner.Host.Clock.Now,
    };

    // What order entry throws beyond caller mistakes is a fault of the core, not only of the strategy that called it.
    private void BlameCore(Exception e) => runner.Host.Bus.Raise(new BusFault(BusFaultKind.HandlerThrew, BusFault.Core, "order_entry", e));

    private void RequireOwn(Order order)
    {
        ArgumentNullException.ThrowIfNull(order);
        if (order.StrategyId != runner.Id)
            throw new ArgumentException($"Order {order.ClientOrderId} is of strategy '{order.StrategyId}', not of '{runner.Id}'.", nameof(order));
    }
}
