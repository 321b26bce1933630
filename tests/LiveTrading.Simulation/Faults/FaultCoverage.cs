using LiveTrading.Engine.Caching;
using LiveTrading.Model.Orders;

namespace LiveTrading.Simulation.Faults;

/// <summary>How often each fault struck while an order stood in each state.</summary>
internal sealed class FaultCoverage
{
    private static readonly int _columns = Enum.GetValues<OrderColumn>().Length;

    private readonly long[] _struck = new long[Enum.GetValues<FaultName>().Length];
    private readonly long[] _cells = new long[Enum.GetValues<FaultName>().Length * _columns];

    public long Total => _struck.Sum();

    public long Struck(FaultName fault) => _struck[(int)fault];

    public long Cell(FaultName fault, OrderColumn column) => _cells[((int)fault * _columns) + (int)column];

    /// <summary>A fault strikes now.</summary>
    public void Add(FaultName fault, Cache? cache)
    {
        _struck[(int)fault]++;
        uint seen = 0;
        if (cache is not null)
        {
            foreach (Order order in cache.OpenOrders)
                seen |= 1u << (int)ColumnOf(order);
            foreach (Order order in cache.InFlightOrders)
                seen |= 1u << (int)ColumnOf(order);
            if (cache.ClosedOrders.Count > 0)
                seen |= 1u << (int)OrderColumn.Closed;
        }

        if ((seen & ~(1u << (int)OrderColumn.Closed)) == 0)
            seen |= 1u << (int)OrderColumn.NoOrder;
        for (int i = 0; i < _columns; i++)
        {
            if ((seen & (1u << i)) != 0)
                _cells[((int)fault * _columns) + i]++;
        }
    }

    public void Add(FaultCoverage other)
    {
        for (int i = 0; i < _struck.Length; i++)
            _struck[i] += other._struck[i];
        for (int i = 0; i < _cells.Length; i++)
            _cells[i] += other._cells[i];
    }

    private static OrderColumn ColumnOf(Order order)
    {
        if (order.SubmitRequest == RequestState.Unknown)
            return OrderColumn.SubmitUnknown;
        if (order.CancelRequest != RequestState.None)
            return order.CancelRequest == RequestState.Unknown ? OrderColumn.CancelUnknown : OrderColumn.PendingCancel;
        if (order.ModifyRequest != RequestState.None)
            return order.ModifyRequest == RequestState.Unknown ? OrderColumn.ModifyUnknown : OrderColumn.PendingModify;
        return order.State switch
        {
            OrderState.Pending or OrderState.Initialized => OrderColumn.Pending,
            OrderState.Submitted => OrderColumn.Submitted,
            OrderState.PartiallyFilled => OrderColumn.PartiallyFilled,
            OrderState.Accepted when order.Type is OrderType.StopMarket or OrderType.StopLimit => OrderColumn.AwaitingTrigger,
            OrderState.Accepted or OrderState.Triggered => OrderColumn.Accepted,
            _ => OrderColumn.Closed,
        };
    }
}
