namespace LiveTrading.IO.Uring;

/// <summary>Who waits for what is with the kernel: a slot for each channel and each poll, with a generation that grows when its owner goes, so that what completes late is told from what the next owner asked for.</summary>
/// <remarks>Thread: the loop's. Allocates only when there are more owners than ever before.</remarks>
internal sealed class RingSlots
{
    private readonly List<object?> _owners = [];
    private readonly List<uint> _generations = [];
    private readonly Stack<int> _free = new();

    /// <summary>Slots with an owner.</summary>
    internal int Held => _owners.Count - _free.Count;

    /// <summary>Slots ever used; for going through them all.</summary>
    internal int Count => _owners.Count;

    internal object? this[int slot] => _owners[slot];

    /// <summary>A free slot, without an owner until <see cref="Set"/>.</summary>
    /// <exception cref="LoopIOException">There are as many owners as a tag can tell apart.</exception>
    internal int Take()
    {
        if (_free.TryPop(out int slot))
        {
            return slot;
        }

        if (_owners.Count == RingTag.MaxSlots)
        {
            throw new LoopIOException("The loop holds as many sockets as it can.");
        }

        _owners.Add(null);
        _generations.Add(0);
        return _owners.Count - 1;
    }

    internal void Set(int slot, object owner) => _owners[slot] = owner;

    internal void Free(int slot)
    {
        Outdate(slot);
        _owners[slot] = null;
        _free.Push(slot);
    }

    /// <summary>What completes for what was asked until now is dropped; the owner stays.</summary>
    internal void Outdate(int slot) => _generations[slot]++;

    internal ulong Tag(RingTagKind kind, int slot) => new RingTag(kind, slot, _generations[slot]).Value;

    /// <summary>The owner that a tag was made for; null when it is gone or has outdated it.</summary>
    internal object? OwnerOf(in RingTag tag) => _generations[tag.Slot] == tag.Generation ? _owners[tag.Slot] : null;
}
