namespace LiveTrading.Engine.Recording;

/// <summary>
/// Where the blocks of a recording go: a ring of memory that another thread empties. Loop thread; no member throws, and none
/// blocks but where it says so.
/// </summary>
public interface IRecordingBlocks
{
    /// <summary>The first block to be filled, <see cref="RecordingFormat.MaxBlockBytes"/> long.</summary>
    byte[] First { get; }

    /// <summary>Why nothing is stored any more; null while all is well.</summary>
    string? Failure { get; }

    /// <summary>Hands over a filled block.</summary>
    /// <param name="block">The block given last.</param>
    /// <param name="length">Bytes of it that count.</param>
    /// <param name="wait">Wait, bounded, until there is room: only before the session begins.</param>
    /// <returns>The next block to be filled; null when none is free.</returns>
    byte[]? Exchange(byte[] block, int length, bool wait);

    /// <summary>Nothing more comes. What was handed over is stored as far as that is possible within a bound, and how it ended is noted.</summary>
    /// <param name="failure">Why it ended before its session; null when it is complete.</param>
    void Complete(string? failure);
}
