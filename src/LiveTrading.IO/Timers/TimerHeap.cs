namespace LiveTrading.IO.Timers;

/// <summary>Binary heap of the timers due within the wheel's present slot, ordered by due time, then by the order they were started in.</summary>
internal sealed class TimerHeap
{
    private const int InitialCapacity = 16;

    private WheelTimer[] _items = new WheelTimer[InitialCapacity];

    internal int Count { get; private set; }

    internal WheelTimer Top => _items[0];

    internal void Add(WheelTimer timer)
    {
        if (Count == _items.Length)
        {
            Array.Resize(ref _items, Count * 2);
        }

        MoveUp(timer, Count++);
    }

    internal void Remove(WheelTimer timer)
    {
        int index = timer.HeapIndex;
        timer.HeapIndex = WheelTimer.Nowhere;
        WheelTimer last = _items[--Count];
        _items[Count] = null!;
        if (index == Count)
        {
            return;
        }

        if (index > 0 && Before(last, _items[(index - 1) / 2]))
        {
            MoveUp(last, index);
        }
        else
        {
            MoveDown(last, index);
        }
    }

    private static bool Before(WheelTimer a, WheelTimer b) =>
        a.Due != b.Due ? a.Due < b.Due : a.Sequence < b.Sequence;

    private void MoveUp(WheelTimer timer, int index)
    {
        while (index > 0)
        {
            int parent = (index - 1) / 2;
            if (!Before(timer, _items[parent]))
            {
                break;
            }

            Place(_items[parent], index);
            index = parent;
        }

        Place(timer, index);
    }

    private void MoveDown(WheelTimer timer, int index)
    {
        while (true)
        {
            int child = (index * 2) + 1;
            if (child >= Count)
            {
                break;
            }

            if (child + 1 < Count && Before(_items[child + 1], _items[child]))
            {
                child++;
            }

            if (!Before(_items[child], timer))
            {
                break;
            }

            Place(_items[child], index);
            index = child;
        }

        Place(timer, index);
    }

    private void Place(WheelTimer timer, int index)
    {
        _items[index] = timer;
        timer.HeapIndex = index;
    }
}
