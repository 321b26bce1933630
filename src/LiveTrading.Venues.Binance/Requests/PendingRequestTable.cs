using LiveTrading.Model.Orders;

namespace LiveTrading.Venues.Binance.Requests;

/// <summary>
/// Requests that wait for their answers, by number. Loop thread; allocated once; O(1). When it is full no further request is
/// taken: the caller reports back-pressure.
/// </summary>
internal sealed class PendingRequestTable
{
    /// <summary>Most requests that wait at a time on one connection. A power of two.</summary>
    public const int Capacity = 1024;

    private readonly PendingRequest[] _slots = new PendingRequest[Capacity];
    private readonly int[] _free = new int[Capacity];
    private int _freeCount = Capacity;
    private long _sequence;

    /// <summary>Makes it empty.</summary>
    public PendingRequestTable()
    {
        for (int i = 0; i < Capacity; i++)
            _free[i] = Capacity - 1 - i;
    }

    /// <summary>Requests waiting.</summary>
    public int Count => Capacity - _freeCount;

    /// <summary>The number the next <see cref="Add"/> must carry; 0 when full. Numbers never repeat.</summary>
    public long NextToken() => _freeCount == 0 ? 0 : ((_sequence + 1) * Capacity) + _free[_freeCount - 1];

    /// <summary>Takes a request whose token <see cref="NextToken"/> gave.</summary>
    public void Add(in PendingRequest request)
    {
        int slot = _free[--_freeCount];
        _sequence++;
        _slots[slot] = request;
    }

    /// <summary>Takes the request of a number out.</summary>
    public bool TryRemove(long token, out PendingRequest request)
    {
        request = default;
        if (token <= 0)
            return false;
        int slot = (int)(token % Capacity);
        if (_slots[slot].Token != token)
            return false;
        request = _slots[slot];
        _slots[slot] = default;
        _free[_freeCount++] = slot;
        return true;
    }

    /// <summary>Whether a request about an order waits. A walk over all places.</summary>
    public bool HasOpen(Order order)
    {
        foreach (ref readonly PendingRequest slot in _slots.AsSpan())
        {
            if (slot.Token != 0 && ReferenceEquals(slot.Order, order))
                return true;
        }

        return false;
    }

    /// <summary>Notes the hand-over.</summary>
    /// <returns>False when there is no such request.</returns>
    public bool TryMarkHandedOver(long token, long nanos, out PendingRequest request)
    {
        request = default;
        int slot = (int)(token % Capacity);
        if (token <= 0 || _slots[slot].Token != token)
            return false;
        _slots[slot].HandedOver = true;
        _slots[slot].HandedOverNanos = nanos;
        request = _slots[slot];
        return true;
    }

    /// <summary>Takes out any one request that is due.</summary>
    /// <param name="nowNanos">Monotonic; <see cref="long.MaxValue"/> takes any.</param>
    /// <param name="request">The request.</param>
    public bool TryTakeDue(long nowNanos, out PendingRequest request)
    {
        if (Count > 0)
        {
            foreach (ref PendingRequest slot in _slots.AsSpan())
            {
                if (slot.Token != 0 && slot.DueNanos <= nowNanos)
                    return TryRemove(slot.Token, out request);
            }
        }

        request = default;
        return false;
    }
}
