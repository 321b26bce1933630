namespace LiveTrading.Venues.Simulated.Matching;

/// <summary>One side of a book as sorted arrays with the best level at the end, where most changes happen. Prices and quantities times 10^8.</summary>
/// <remarks>One thread. Lookup O(log n), change O(distance from the best); allocates only when it grows.</remarks>
internal sealed class DepthSide(bool isBid)
{
    private long[] _keys = new long[1024];
    private long[] _quantities = new long[1024];

    public int Count { get; private set; }

    /// <summary>The price of a level by rank, 0 the best.</summary>
    public long PriceAt(int rank)
    {
        long key = _keys[Count - 1 - rank];
        return isBid ? key : -key;
    }

    /// <summary>The quantity of a level by rank, 0 the best.</summary>
    public long QuantityAt(int rank) => _quantities[Count - 1 - rank];

    /// <summary>The quantity at a price, 0 when there is none.</summary>
    public long QuantityOf(long price)
    {
        int i = Array.BinarySearch(_keys, 0, Count, isBid ? price : -price);
        return i < 0 ? 0 : _quantities[i];
    }

    /// <summary>Sets the absolute quantity at a price; 0 removes the level, also when it is absent.</summary>
    public void Set(long price, long quantity)
    {
        long key = isBid ? price : -price;
        int i = Array.BinarySearch(_keys, 0, Count, key);
        if (i >= 0)
        {
            if (quantity != 0)
            {
                _quantities[i] = quantity;
                return;
            }

            Count--;
            Array.Copy(_keys, i + 1, _keys, i, Count - i);
            Array.Copy(_quantities, i + 1, _quantities, i, Count - i);
            return;
        }

        if (quantity == 0)
            return;
        i = ~i;
        if (Count == _keys.Length)
        {
            Array.Resize(ref _keys, Count * 2);
            Array.Resize(ref _quantities, Count * 2);
        }

        Array.Copy(_keys, i, _keys, i + 1, Count - i);
        Array.Copy(_quantities, i, _quantities, i + 1, Count - i);
        _keys[i] = key;
        _quantities[i] = quantity;
        Count++;
    }

    public void Clear() => Count = 0;
}
