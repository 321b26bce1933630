using System.Runtime.InteropServices;

namespace LiveTrading.IO.Posting;

/// <summary>Bounded queue of posted work: many producers, one consumer (the loop), in order per producer.</summary>
/// <remarks>
/// Lock-free: a producer that is preempted between claiming a cell and filling it hides what follows for that moment, but
/// holds up neither the loop nor other producers. When full, <see cref="TryEnqueue"/> says so and queues nothing. The ring is
/// made at the first post, after which nothing is allocated.
/// </remarks>
internal sealed class PostQueue
{
    private readonly int _capacity;
    private readonly int _shift;
    private Cell[]? _cells;
    private Positions _positions;

    /// <param name="capacity">A power of two.</param>
    internal PostQueue(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(capacity & (capacity - 1), 0);
        _capacity = capacity;
        _shift = System.Numerics.BitOperations.TrailingZeroCount(capacity);
    }

    /// <summary>Nothing to take. Exact for the consumer as far as finished posts go.</summary>
    internal bool IsEmpty
    {
        get
        {
            Cell[]? cells = Volatile.Read(ref _cells);
            if (cells is null)
            {
                return true;
            }

            long head = _positions.Head;
            return Volatile.Read(ref cells[head & (_capacity - 1)].Stamp) != Filled(head);
        }
    }

    /// <summary>Entries claimed and not yet taken; for budgets.</summary>
    internal int Count => (int)Math.Min(_capacity, Math.Max(0, Volatile.Read(ref _positions.Tail) - _positions.Head));

    internal bool TryEnqueue(Action<object?> work, object? state)
    {
        Cell[] cells = Volatile.Read(ref _cells) ?? MakeCells();
        while (true)
        {
            long tail = Volatile.Read(ref _positions.Tail);
            ref Cell cell = ref cells[tail & (_capacity - 1)];
            long stamp = Volatile.Read(ref cell.Stamp);
            if (stamp == Free(tail))
            {
                if (Interlocked.CompareExchange(ref _positions.Tail, tail + 1, tail) == tail)
                {
                    cell.Work = work;
                    cell.State = state;
                    Volatile.Write(ref cell.Stamp, Filled(tail));
                    return true;
                }
            }
            else if (stamp < Free(tail))
            {
                // The cell still holds the entry of the lap before: full, unless another producer moved the tail meanwhile.
                if (Volatile.Read(ref _positions.Tail) == tail)
                {
                    return false;
                }
            }
        }
    }

    internal bool TryDequeue(out Action<object?> work, out object? state)
    {
        Cell[]? cells = Volatile.Read(ref _cells);
        if (cells is not null)
        {
            long head = _positions.Head;
            ref Cell cell = ref cells[head & (_capacity - 1)];
            if (Volatile.Read(ref cell.Stamp) == Filled(head))
            {
                work = cell.Work!;
                state = cell.State;
                cell.Work = null;
                cell.State = null;
                Volatile.Write(ref cell.Stamp, Free(head + _capacity));
                _positions.Head = head + 1;
                return true;
            }
        }

        work = null!;
        state = null;
        return false;
    }

    // Stamps count half laps, so that a ring fresh from the allocator (all zero) is a ring of free cells of lap 0.
    private long Free(long position) => position >> _shift << 1;

    private long Filled(long position) => (position >> _shift << 1) + 1;

    private Cell[] MakeCells()
    {
        Cell[] made = new Cell[_capacity];
        return Interlocked.CompareExchange(ref _cells, made, null) ?? made;
    }

    private struct Cell
    {
        internal long Stamp;
        internal Action<object?>? Work;
        internal object? State;
    }

    // Producers' and consumer's positions a cache line apart.
    [StructLayout(LayoutKind.Explicit, Size = 192)]
    private struct Positions
    {
        [FieldOffset(64)]
        internal long Tail;

        [FieldOffset(128)]
        internal long Head;
    }
}
