using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Caching;

/// <summary>
/// Orders to read, kept up to date by the <see cref="Cache"/>; in no particular order. Enumerating allocates nothing and
/// may close or cancel orders meanwhile: no order that stays is skipped, one may be seen twice, orders added are not seen. Loop thread only.
/// </summary>
public sealed class OrderList
{
    private readonly OrderIndex _index;
    private OrderNode[] _nodes = [];

    internal OrderList(OrderIndex index) => _index = index;

    /// <summary>Orders in it.</summary>
    public int Count { get; private set; }

    /// <summary>One of them, 0 to <see cref="Count"/> − 1. Removing an order moves the last one to its place: go from the last to the first when removing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of range.</exception>
    public Order this[int index]
    {
        get
        {
            if ((uint)index >= (uint)Count)
                throw new ArgumentOutOfRangeException(nameof(index), index, "There are fewer orders: Count says how many.");
            return _nodes[index].Order;
        }
    }

    /// <summary>From the last to the first.</summary>
    public Enumerator GetEnumerator() => new(this);

    internal void Add(OrderNode node)
    {
        if (Count == _nodes.Length)
            Array.Resize(ref _nodes, Math.Max(16, Count * 2));
        node.SetPlace(_index, Count);
        _nodes[Count++] = node;
    }

    internal void Remove(OrderNode node)
    {
        int at = node.PlaceIn(_index);
        OrderNode last = _nodes[--Count];
        _nodes[at] = last;
        last.SetPlace(_index, at);
        _nodes[Count] = null!;
        node.SetPlace(_index, OrderNode.Absent);
    }

    /// <summary>Walks the list from the last to the first.</summary>
    public struct Enumerator
    {
        private readonly OrderList _list;
        private int _at;

        internal Enumerator(OrderList list)
        {
            _list = list;
            _at = list.Count;
            Current = null!;
        }

        /// <summary>The present order.</summary>
        public Order Current { get; private set; }

        /// <summary>Goes on.</summary>
        public bool MoveNext()
        {
            _at = Math.Min(_at, _list.Count) - 1;
            if (_at < 0)
                return false;
            Current = _list._nodes[_at].Order;
            return true;
        }
    }
}
