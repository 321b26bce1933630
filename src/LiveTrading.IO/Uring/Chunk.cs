namespace LiveTrading.IO.Uring;

/// <summary>Received bytes of one channel: in a block of <see cref="ProvidedBuffers"/>, or in memory of their own.</summary>
internal unsafe struct Chunk
{
    /// <summary>Not a block of the ring's.</summary>
    internal const int OwnMemory = -1;

    /// <summary>The first byte not consumed; at least <see cref="ProvidedBuffers.RoomBytes"/> before it may be written to.</summary>
    internal byte* Start;

    internal int Length;

    /// <summary>Of the shared blocks, or <see cref="OwnMemory"/>.</summary>
    internal int Block;

    /// <summary>What was allocated, with <see cref="OwnMemory"/>.</summary>
    internal byte* Allocated;
}
