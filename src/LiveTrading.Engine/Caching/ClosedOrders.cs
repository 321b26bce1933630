using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Caching;

/// <summary>Closed orders still in memory, newest first. A view: enumerating allocates nothing. Loop thread only.</summary>
public readonly struct ClosedOrders
{
    private readonly OrderStore _store;

    internal ClosedOrders(OrderStore store) => _store = store;

    /// <summary>How many are in memory.</summary>
    public int Count => _store.ClosedCount;

    /// <summary>Newest first.</summary>
    public Enumerator GetEnumerator() => new(_store.NewestClosed);

    /// <summary>Walks closed orders, newest first.</summary>
    public struct Enumerator
    {
        private OrderNode? _next;

        internal Enumerator(OrderNode? newest)
        {
            _next = newest;
            Current = null!;
        }

        /// <summary>The present order.</summary>
        public Order Current { get; private set; }

        /// <summary>Goes on.</summary>
        public bool MoveNext()
        {
            if (_next is null)
                return false;
            Current = _next.Order;
            _next = _next.OlderClosed;
            return true;
        }
    }
}
