using LiveTrading.Engine.Kernel;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Orders;

namespace LiveTrading.Simulation.Checks;

/// <summary>What the strategies of one process were told of fills: each once, none missing.</summary>
internal sealed class CallbackAudit(Findings findings, Func<long> now)
{
    private readonly HashSet<(ClientOrderId, TradeId)> _fills = [];
    private readonly Dictionary<ClientOrderId, long> _told = [];
    private readonly Dictionary<ClientOrderId, long> _before = [];

    private bool _hasBegun;

    /// <summary>Takes down what orders had filled before the strategies started.</summary>
    public void Begin(TradingKernel kernel)
    {
        _hasBegun = true;
        foreach (Order order in kernel.Cache.OpenOrders)
            _before[order.ClientOrderId] = order.FilledQuantity.Raw;
        foreach (Order order in kernel.Cache.ClosedOrders)
            _before[order.ClientOrderId] = order.FilledQuantity.Raw;
    }

    public void OnEvent(Order order, in OrderEvent e)
    {
        if (e.Kind != OrderEventKind.Filled)
            return;
        if (!_fills.Add((order.ClientOrderId, e.TradeId)))
            findings.Add(now(), $"the strategy was told twice of trade {e.TradeId} of order {order.ClientOrderId}");
        _told[order.ClientOrderId] = _told.GetValueOrDefault(order.ClientOrderId) + e.LastQuantity.Raw;
    }

    /// <summary>At the end of the process, between two turns.</summary>
    public void End(TradingKernel kernel)
    {
        if (!_hasBegun)
            return;
        foreach (Order order in kernel.Cache.OpenOrders)
            Check(order);
        foreach (Order order in kernel.Cache.ClosedOrders)
            Check(order);

        void Check(Order order)
        {
            if (kernel.Strategies.Find(order.StrategyId) is null)
                return;
            long told = _told.GetValueOrDefault(order.ClientOrderId);
            long filled = order.FilledQuantity.Raw - _before.GetValueOrDefault(order.ClientOrderId);
            if (told != filled)
                findings.Add(now(), $"the strategy was told of fills of {new Model.Quantity(told)} of order {order.ClientOrderId}, which filled {new Model.Quantity(filled)} in this process");
        }
    }
}
