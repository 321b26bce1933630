using LiveTrading.Model.Orders;

namespace LiveTrading.Venues.Simulated.Matching;

/// <summary>Users' orders on one side of a book, by price and then by time. One thread; insertion and removal O(n).</summary>
internal sealed class RestingOrders(OrderSide side)
{
    private readonly List<VenueOrder> _orders = [];

    public int Count => _orders.Count;

    /// <summary>By rank, 0 the first in line.</summary>
    public VenueOrder this[int rank] => _orders[rank];

    /// <summary>Puts an order behind all that are as good.</summary>
    public void Add(VenueOrder order)
    {
        int i = _orders.Count;
        while (i > 0 && IsBetter(order.Price, _orders[i - 1].Price))
            i--;
        _orders.Insert(i, order);
    }

    public void Remove(VenueOrder order) => _orders.Remove(order);

    private bool IsBetter(long price, long than) => side == OrderSide.Buy ? price > than : price < than;
}
