using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Caching;

/// <summary>
/// Orders with their indices. Changes are O(1). Closed orders beyond the limit leave oldest first; an order that is open,
/// or waits for an answer, or is not yet final, never leaves.
/// </summary>
internal sealed class OrderStore(int maxClosedOrders)
{
    private readonly Dictionary<ClientOrderId, OrderNode> _byClientId = [];
    private readonly Dictionary<VenueKey, OrderNode> _byVenueId = [];
    private readonly Dictionary<StrategyId, OrderList> _openByStrategy = [];
    private OrderList?[] _openByInstrument = [];
    private OrderNode? _oldestClosed;
    private OrderNode? _spare;

    internal int Count => _byClientId.Count;

    internal int ClosedCount { get; private set; }

    internal OrderNode? NewestClosed { get; private set; }

    internal OrderList Open { get; } = new(OrderIndex.Open);

    internal OrderList InFlight { get; } = new(OrderIndex.InFlight);

    // Both make the list when it is missing, so that a caller may keep the reference: bounded by instruments and strategies.
    internal OrderList OpenOf(InstrumentHandle instrument)
    {
        if (instrument.Index >= _openByInstrument.Length)
            Array.Resize(ref _openByInstrument, Math.Max(instrument.Index + 1, _openByInstrument.Length * 2));
        return _openByInstrument[instrument.Index] ??= new OrderList(OrderIndex.OpenOfInstrument);
    }

    internal OrderList OpenOf(StrategyId strategy)
    {
        if (_openByStrategy.TryGetValue(strategy, out OrderList? list))
            return list;
        list = new OrderList(OrderIndex.OpenOfStrategy);
        _openByStrategy.Add(strategy, list);
        return list;
    }

    internal Order? Find(ClientOrderId id) => _byClientId.TryGetValue(id, out OrderNode? node) ? node.Order : null;

    internal Order? Find(InstrumentHandle instrument, VenueOrderId id) =>
        _byVenueId.TryGetValue(new VenueKey(instrument.Index, id.Value), out OrderNode? node) ? node.Order : null;

    internal void Add(Order order)
    {
        if (_byClientId.ContainsKey(order.ClientOrderId))
            throw new ArgumentException($"Order {order.ClientOrderId} is in the cache already.", nameof(order));
        OrderNode node = TakeNode();
        node.Take(order);
        node.OpenOfStrategy = OpenOf(order.StrategyId);
        node.OpenOfInstrument = OpenOf(order.Instrument);
        _byClientId.Add(order.ClientOrderId, node);
        File(node);
    }

    internal void Changed(Order order)
    {
        if (!_byClientId.TryGetValue(order.ClientOrderId, out OrderNode? node) || !ReferenceEquals(node.Order, order))
            throw new ArgumentException($"Order {order.ClientOrderId} is not in the cache; add it first.", nameof(order));
        File(node);
    }

    private void File(OrderNode node)
    {
        Order order = node.Order;
        if (order.VenueOrderId != node.FiledVenueOrderId)
            FileVenueId(node);
        bool isOpen = order.IsOpen;
        if (isOpen != (node.PlaceIn(OrderIndex.Open) != OrderNode.Absent))
        {
            Move(Open, node, isOpen);
            Move(node.OpenOfInstrument, node, isOpen);
            Move(node.OpenOfStrategy, node, isOpen);
        }

        bool isInFlight = order.IsInFlight;
        if (isInFlight != (node.PlaceIn(OrderIndex.InFlight) != OrderNode.Absent))
            Move(InFlight, node, isInFlight);

        bool mayLeave = order.IsClosed && !isInFlight;
        if (mayLeave == node.IsClosed)
            return;
        if (mayLeave)
            LinkClosed(node);
        else
            UnlinkClosed(node);
    }

    private static void Move(OrderList list, OrderNode node, bool into)
    {
        if (into)
            list.Add(node);
        else
            list.Remove(node);
    }

    private void FileVenueId(OrderNode node)
    {
        Order order = node.Order;
        UnfileVenueId(node);
        node.FiledVenueOrderId = order.VenueOrderId;
        if (!order.VenueOrderId.IsNone)
            _byVenueId[new VenueKey(order.Instrument.Index, order.VenueOrderId.Value)] = node;
    }

    private void UnfileVenueId(OrderNode node)
    {
        if (node.FiledVenueOrderId.IsNone)
            return;
        var key = new VenueKey(node.Order.Instrument.Index, node.FiledVenueOrderId.Value);
        if (_byVenueId.TryGetValue(key, out OrderNode? filed) && ReferenceEquals(filed, node))
            _byVenueId.Remove(key);
    }

    private void LinkClosed(OrderNode node)
    {
        node.IsClosed = true;
        node.OlderClosed = NewestClosed;
        node.NewerClosed = null;
        if (NewestClosed is null)
            _oldestClosed = node;
        else
            NewestClosed.NewerClosed = node;
        NewestClosed = node;
        ClosedCount++;
        if (ClosedCount > maxClosedOrders)
            EvictOldest();
    }

    private void UnlinkClosed(OrderNode node)
    {
        node.IsClosed = false;
        if (node.OlderClosed is null)
            _oldestClosed = node.NewerClosed;
        else
            node.OlderClosed.NewerClosed = node.NewerClosed;
        if (node.NewerClosed is null)
            NewestClosed = node.OlderClosed;
        else
            node.NewerClosed.OlderClosed = node.OlderClosed;
        node.OlderClosed = null;
        node.NewerClosed = null;
        ClosedCount--;
    }

    private void EvictOldest()
    {
        OrderNode node = _oldestClosed!;
        UnlinkClosed(node);
        UnfileVenueId(node);
        _byClientId.Remove(node.Order.ClientOrderId);
        node.Release();
        node.OlderClosed = _spare;
        _spare = node;
    }

    private OrderNode TakeNode()
    {
        if (_spare is not { } node)
            return new OrderNode();
        _spare = node.OlderClosed;
        node.OlderClosed = null;
        return node;
    }

    private readonly record struct VenueKey(int Instrument, UInt128 VenueOrderId);
}
