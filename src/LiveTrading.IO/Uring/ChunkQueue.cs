using System.Runtime.InteropServices;

namespace LiveTrading.IO.Uring;

/// <summary>What a channel has received and its stream has not taken, oldest first.</summary>
/// <remarks>Thread: the loop's. Bounded by the number of shared blocks, since what is moved out of them makes no room for the same stream.</remarks>
internal sealed unsafe class ChunkQueue(ProvidedBuffers buffers)
{
    // All shared blocks at once: it grows only when some were moved out besides.
    private Chunk[] _chunks = new Chunk[ProvidedBuffers.Count];
    private int _head;
    private int _count;

    internal bool IsEmpty => _count == 0;

    internal ref Chunk First => ref _chunks[_head];

    internal void Add(ushort block, int length) => Add(new Chunk { Start = buffers.Take(block), Length = length, Block = block });

    /// <summary>So many bytes of the first chunk are consumed; it goes when nothing is left.</summary>
    internal void Consume(int count)
    {
        ref Chunk first = ref First;
        first.Start += count;
        first.Length -= count;
        if (first.Length == 0)
        {
            RemoveFirst();
        }
    }

    /// <summary>Moves what is held in the ring's blocks to memory of its own, so that others can receive.</summary>
    internal void MoveOut()
    {
        for (int i = 0; i < _count; i++)
        {
            ref Chunk chunk = ref _chunks[(_head + i) & (_chunks.Length - 1)];
            if (chunk.Block == Chunk.OwnMemory)
            {
                continue;
            }

            // SAFETY: room and bytes fit what is allocated; freed with the chunk.
            byte* allocated = (byte*)NativeMemory.Alloc((nuint)(ProvidedBuffers.RoomBytes + chunk.Length));
            byte* start = allocated + ProvidedBuffers.RoomBytes;
            new ReadOnlySpan<byte>(chunk.Start, chunk.Length).CopyTo(new Span<byte>(start, chunk.Length));
            buffers.Return((ushort)chunk.Block);
            chunk = new Chunk { Start = start, Length = chunk.Length, Block = Chunk.OwnMemory, Allocated = allocated };
        }
    }

    internal void Clear()
    {
        while (_count > 0)
        {
            RemoveFirst();
        }
    }

    private void RemoveFirst()
    {
        ref Chunk first = ref First;
        if (first.Block == Chunk.OwnMemory)
        {
            NativeMemory.Free(first.Allocated);
        }
        else
        {
            buffers.Return((ushort)first.Block);
        }

        first = default;
        _head = (_head + 1) & (_chunks.Length - 1);
        _count--;
    }

    private void Add(Chunk chunk)
    {
        if (_count == _chunks.Length)
        {
            Chunk[] grown = new Chunk[_chunks.Length * 2];
            for (int i = 0; i < _count; i++)
            {
                grown[i] = _chunks[(_head + i) & (_chunks.Length - 1)];
            }

            _chunks = grown;
            _head = 0;
        }

        _chunks[(_head + _count) & (_chunks.Length - 1)] = chunk;
        _count++;
    }
}
