using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Execution;

/// <summary>The orders something is waited for. Look-up, adding and removing are O(1); watches are reused. Bounded by the orders in flight.</summary>
internal sealed class WatchList(long queryDelay)
{
    private readonly Dictionary<ClientOrderId, OrderWatch> _byId = [];
    private readonly List<OrderWatch> _active = [];
    private readonly Stack<OrderWatch> _spare = new();

    public int Count => _active.Count;

    public OrderWatch this[int index] => _active[index];

    public OrderWatch? Find(Order order) => _byId.GetValueOrDefault(order.ClientOrderId);

    public OrderWatch Get(Order order, VenueExecution venue)
    {
        if (_byId.TryGetValue(order.ClientOrderId, out OrderWatch? known))
            return known;
        OrderWatch watch = _spare.Count > 0 ? _spare.Pop() : new OrderWatch();
        watch.Begin(order, venue, queryDelay);
        watch.Place = _active.Count;
        _active.Add(watch);
        _byId.Add(order.ClientOrderId, watch);
        return watch;
    }

    public void Remove(OrderWatch watch)
    {
        OrderWatch last = _active[^1];
        _active[watch.Place] = last;
        last.Place = watch.Place;
        _active.RemoveAt(_active.Count - 1);
        watch.Place = -1;
        _byId.Remove(watch.Order.ClientOrderId);
        watch.End();
        _spare.Push(watch);
    }
}
