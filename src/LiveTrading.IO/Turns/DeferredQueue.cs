namespace LiveTrading.IO.Turns;

/// <summary>First in, first out queue of streams with completions outstanding; each keeps itself from being in it twice, so the number of streams bounds it.</summary>
internal sealed class DeferredQueue
{
    private const int InitialCapacity = 16;

    private IDeferredCompletion?[] _ring = new IDeferredCompletion?[InitialCapacity];
    private int _head;

    internal int Count { get; private set; }

    internal void Add(IDeferredCompletion item)
    {
        if (Count == _ring.Length)
        {
            Grow();
        }

        _ring[(_head + Count++) & (_ring.Length - 1)] = item;
    }

    internal IDeferredCompletion Take()
    {
        IDeferredCompletion item = _ring[_head]!;
        _ring[_head] = null;
        _head = (_head + 1) & (_ring.Length - 1);
        Count--;
        return item;
    }

    internal void Clear()
    {
        Array.Clear(_ring);
        _head = 0;
        Count = 0;
    }

    private void Grow()
    {
        var grown = new IDeferredCompletion?[_ring.Length * 2];
        for (int i = 0; i < Count; i++)
        {
            grown[i] = _ring[(_head + i) & (_ring.Length - 1)];
        }

        _ring = grown;
        _head = 0;
    }
}
