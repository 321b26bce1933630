using System.Numerics;

namespace LiveTrading.IO.Timers;

/// <summary>
/// Hierarchical timing wheel: five levels of 1024 slots, the finest slot 16 µs wide. A timer moves down at most once a level
/// on its way to the heap of the present slot, which gives the exact order.
/// </summary>
/// <remarks>
/// Thread: the loop's. Allocates nothing after warm-up. Start and cancel are O(1), a firing O(1) amortised plus O(log k) for
/// the k timers due within the same 16 µs. There is no limit on the number of timers: each is an object the caller holds.
/// </remarks>
internal sealed class TimerWheel
{
    // 2^14 ns = 16.4 µs: finer than a turn of a busy loop, so that the heap stays small.
    private const int SlotShift = 14;
    // Wide levels: moving a timer down reads it from memory, and a time-out of up to 17 s moves down once before its slot of
    // 16 µs opens. What moves at one time is what is due within the same 17 ms.
    private const int LevelBits = 10;
    private const int SlotsPerLevel = 1 << LevelBits;

    // 14 + 5 × 10 = 64 bits: all of a long.
    private const int Levels = 5;
    private const int WordsPerLevel = SlotsPerLevel / 64;

    private readonly WheelTimer?[] _heads = new WheelTimer?[Levels * SlotsPerLevel];
    private readonly WheelTimer?[] _tails = new WheelTimer?[Levels * SlotsPerLevel];

    // A bit a slot; and of each level a bit a word of those.
    private readonly ulong[] _occupied = new ulong[Levels * WordsPerLevel];
    private readonly uint[] _occupiedWords = new uint[Levels];
    private readonly TimerHeap _soon = new();

    // In finest slots. Every timer of a slot at or before it is in the heap.
    private long _position;
    private long _sequence;

    internal TimerWheel(long nowNanos)
    {
        Now = nowNanos;
        _position = nowNanos >> SlotShift;
    }

    /// <summary>The present turn's time; what <see cref="WheelTimer.Start"/> counts from.</summary>
    internal long Now { get; private set; }

    /// <summary>Timers that are active.</summary>
    internal int Count { get; private set; }

    internal void Start(WheelTimer timer, long dueNanos, long periodNanos)
    {
        if (timer.IsActive)
        {
            Cancel(timer);
        }

        timer.Due = dueNanos > long.MaxValue - Now ? long.MaxValue : Now + dueNanos;
        timer.Period = periodNanos;
        timer.Missed = 0;
        timer.Sequence = _sequence++;
        Count++;
        Insert(timer);
    }

    internal void Cancel(WheelTimer timer)
    {
        if (timer.HeapIndex != WheelTimer.Nowhere)
        {
            _soon.Remove(timer);
            Count--;
        }
        else if (timer.Slot != WheelTimer.Nowhere)
        {
            Unlink(timer);
            Count--;
        }
    }

    /// <summary>Sets the time and brings everything due by then into the heap.</summary>
    internal void Advance(long nowNanos)
    {
        Now = nowNanos;
        long target = nowNanos >> SlotShift;
        while (TryFindFirstSlot(out int slot, out long start) && start <= target)
        {
            Open(slot, start);
        }

        if (target > _position)
        {
            _position = target;
        }
    }

    /// <summary>A time at or before the first due time, at most one level's slot early; <see cref="long.MaxValue"/> without timers. Never moves the wheel.</summary>
    internal long NextDueBound()
    {
        if (_soon.Count > 0)
        {
            return _soon.Top.Due;
        }

        return TryFindFirstSlot(out _, out long start) ? start << SlotShift : long.MaxValue;
    }

    /// <summary>The first due time; <see cref="long.MaxValue"/> without timers. For virtual time, which jumps straight to it.</summary>
    internal long NextDueExact()
    {
        while (_soon.Count == 0 && TryFindFirstSlot(out int slot, out long start))
        {
            Open(slot, start);
        }

        return _soon.Count > 0 ? _soon.Top.Due : long.MaxValue;
    }

    /// <summary>Marks the end of what one turn may fire: timers started after this wait for the next turn even if due at once.</summary>
    internal long BeginFiring() => _sequence;

    /// <summary>Takes the next due timer out, a periodic one already started again, its missed periods counted.</summary>
    internal bool TryTakeDue(long sequenceLimit, out WheelTimer timer)
    {
        if (_soon.Count == 0)
        {
            timer = null!;
            return false;
        }

        timer = _soon.Top;
        if (timer.Due > Now || timer.Sequence >= sequenceLimit)
        {
            return false;
        }

        _soon.Remove(timer);
        if (timer.Period > 0)
        {
            long missed = (Now - timer.Due) / timer.Period;
            timer.Missed = missed;
            long step = (missed + 1) * timer.Period;
            timer.Due = step > long.MaxValue - timer.Due ? long.MaxValue : timer.Due + step;
            Insert(timer);
        }
        else
        {
            timer.Missed = 0;
            Count--;
        }

        return true;
    }

    private void Insert(WheelTimer timer)
    {
        long due = timer.Due >> SlotShift;
        if (due <= _position)
        {
            _soon.Add(timer);
            return;
        }

        int level = (63 - BitOperations.LeadingZeroCount((ulong)(due ^ _position))) / LevelBits;
        int slot = (level * SlotsPerLevel) + (int)((due >> (level * LevelBits)) & (SlotsPerLevel - 1));
        timer.Slot = slot;
        WheelTimer? tail = _tails[slot];
        timer.Previous = tail;
        timer.Next = null;
        _tails[slot] = timer;
        if (tail is null)
        {
            _heads[slot] = timer;
            SetOccupied(slot);
        }
        else
        {
            tail.Next = timer;
        }
    }

    private void Unlink(WheelTimer timer)
    {
        int slot = timer.Slot;
        if (timer.Previous is { } previous)
        {
            previous.Next = timer.Next;
        }
        else
        {
            _heads[slot] = timer.Next;
        }

        if (timer.Next is { } next)
        {
            next.Previous = timer.Previous;
        }
        else
        {
            _tails[slot] = timer.Previous;
        }

        if (_heads[slot] is null)
        {
            SetEmpty(slot);
        }

        timer.Slot = WheelTimer.Nowhere;
        timer.Previous = null;
        timer.Next = null;
    }

    private void SetOccupied(int slot)
    {
        int word = slot >> 6;
        _occupied[word] |= 1UL << (slot & 63);
        _occupiedWords[word / WordsPerLevel] |= 1U << (word % WordsPerLevel);
    }

    private void SetEmpty(int slot)
    {
        int word = slot >> 6;
        if ((_occupied[word] &= ~(1UL << (slot & 63))) == 0)
        {
            _occupiedWords[word / WordsPerLevel] &= ~(1U << (word % WordsPerLevel));
        }
    }

    // Slots of a level lie after the wheel's position at that level, and a finer level lies wholly before the next slot of a
    // coarser one: the first occupied slot of the finest occupied level is the first of all.
    private bool TryFindFirstSlot(out int slot, out long start)
    {
        for (int level = 0; level < Levels; level++)
        {
            uint words = _occupiedWords[level];
            if (words != 0)
            {
                int word = (level * WordsPerLevel) + BitOperations.TrailingZeroCount(words);
                slot = (word << 6) + BitOperations.TrailingZeroCount(_occupied[word]);
                int shift = level * LevelBits;
                int above = shift + LevelBits;
                start = (_position >> above << above) | ((long)(slot & (SlotsPerLevel - 1)) << shift);
                return true;
            }
        }

        slot = -1;
        start = long.MaxValue;
        return false;
    }

    private void Open(int slot, long start)
    {
        if (start > _position)
        {
            _position = start;
        }

        WheelTimer? timer = _heads[slot];
        _heads[slot] = null;
        _tails[slot] = null;
        SetEmpty(slot);
        while (timer is not null)
        {
            WheelTimer? next = timer.Next;
            timer.Slot = WheelTimer.Nowhere;
            timer.Previous = null;
            timer.Next = null;
            Insert(timer);
            timer = next;
        }
    }
}
