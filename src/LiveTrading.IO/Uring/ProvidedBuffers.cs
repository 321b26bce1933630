using System.Runtime.InteropServices;

namespace LiveTrading.IO.Uring;

/// <summary>
/// The memory that the kernel receives into: blocks it takes by itself from a ring shared with it. In front of each block lies
/// room of ours, so that what was left of the block before can be put there and both read as one.
/// </summary>
/// <remarks>Thread: the loop's. Nothing is allocated after construction; pages that are never filled never become resident.</remarks>
internal sealed unsafe class ProvidedBuffers : IDisposable
{
    /// <summary>One receive takes at most so much: more would leave the second-level cache before it is parsed.</summary>
    internal const int BlockBytes = 64 * 1024;

    /// <summary>Ours, in front of each block.</summary>
    internal const int RoomBytes = 16 * 1024;

    internal const int Count = 64;

    internal const ushort Group = 1;

    private const int Stride = RoomBytes + BlockBytes;
    private const nuint PageBytes = 4096;

    private readonly Entry* _ring;
    private readonly byte* _memory;
    private ushort _tail;
    private bool _freed;

    private ProvidedBuffers()
    {
        // SAFETY: freed in Dispose alone, which the poller calls once the kernel can write no more.
        _ring = (Entry*)NativeMemory.AlignedAlloc(Count * (nuint)sizeof(Entry), PageBytes);
        NativeMemory.Clear(_ring, Count * (nuint)sizeof(Entry));
        _memory = (byte*)NativeMemory.AlignedAlloc(Count * (nuint)Stride, PageBytes);
    }

    /// <summary>Blocks that the kernel may fill.</summary>
    internal int Free { get; private set; }

    /// <returns>Null when the kernel refuses.</returns>
    internal static ProvidedBuffers? TryCreate(Ring ring)
    {
        ProvidedBuffers buffers = new();
        Registration registration = new() { Address = (ulong)buffers._ring, Entries = Count, Group = Group };
        if (ring.Register(RingCalls.RegisterBufferRing, &registration, 1) != 0)
        {
            buffers.Dispose();
            return null;
        }

        for (ushort i = 0; i < Count; i++)
        {
            buffers.Return(i);
        }

        return buffers;
    }

    /// <summary>The kernel has filled a block.</summary>
    /// <returns>Where its bytes begin; <see cref="RoomBytes"/> before it are ours.</returns>
    internal byte* Take(ushort block)
    {
        Free--;
        return _memory + (block * (nint)Stride) + RoomBytes;
    }

    /// <summary>Gives a block back to the kernel.</summary>
    internal void Return(ushort block)
    {
        if (_freed)
        {
            return;
        }

        // SAFETY: the mask keeps the index inside the ring; the kernel reads the entry only below the tail, published after it.
        Entry* entry = _ring + (_tail & (Count - 1));
        entry->Address = (ulong)(_memory + (block * (nint)Stride) + RoomBytes);
        entry->Bytes = BlockBytes;
        entry->Block = block;
        _tail++;
        Free++;

        // The tail lies in the reserved field of the first entry.
        Volatile.Write(ref _ring->Tail, _tail);
    }

    public void Dispose()
    {
        if (_freed)
        {
            return;
        }

        _freed = true;
        NativeMemory.AlignedFree(_ring);
        NativeMemory.AlignedFree(_memory);
    }

    [StructLayout(LayoutKind.Explicit, Size = 16)]
    private struct Entry
    {
        [FieldOffset(0)]
        internal ulong Address;

        [FieldOffset(8)]
        internal uint Bytes;

        [FieldOffset(12)]
        internal ushort Block;

        [FieldOffset(14)]
        internal ushort Tail;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Registration
    {
        internal ulong Address;
        internal uint Entries;
        internal ushort Group;
        internal ushort Flags;
        internal ulong Reserved0;
        internal ulong Reserved1;
        internal ulong Reserved2;
    }
}
