namespace LiveTrading.IO.Simulated;

/// <summary>What one direction of a simulated connection does to bytes. They are never lost or reordered within a direction, as with TCP; random delays reorder between connections and directions.</summary>
public sealed record SimulatedLink
{
    /// <summary>100 µs each way, everything whole, 256 KiB in flight.</summary>
    public static readonly SimulatedLink Default = new();

    /// <summary>Nanoseconds from offering to arriving; 0 or more, default 100,000.</summary>
    public long DelayNanos { get; init; } = 100_000;

    /// <summary>Up to so many nanoseconds are added at random to each offer's delay; 0 or more, default 0.</summary>
    public long JitterNanos { get; init; }

    /// <summary>An offer takes at most so many bytes (with <see cref="RandomSplit"/>: from 1 to so many, at random); 0, the default: all that fits the window.</summary>
    public int MaxWriteBytes { get; init; }

    /// <summary>A received piece is at most so long (with <see cref="RandomSplit"/>: from 1 to so long, at random); 1 forces the split at every byte; 0, the default: all that has arrived.</summary>
    public int MaxReadBytes { get; init; }

    /// <summary>Whether the two maxima above are exact sizes (false, the default) or bounds of a random choice.</summary>
    public bool RandomSplit { get; init; }

    /// <summary>Bytes in flight and received but unread before <see cref="LoopStream.Offer"/> is back-pressured; 1 or more, default 262,144.</summary>
    public int WindowBytes { get; init; } = 256 * 1024;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(DelayNanos);
        ArgumentOutOfRangeException.ThrowIfNegative(JitterNanos);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxWriteBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxReadBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(WindowBytes, 1);
    }

    internal int WriteSize(int wanted, SeededRandom random) => Size(wanted, MaxWriteBytes, random);

    internal int ReadSize(int wanted, SeededRandom random) => Size(wanted, MaxReadBytes, random);

    private int Size(int wanted, int most, SeededRandom random)
    {
        if (most == 0 || wanted == 0)
        {
            return wanted;
        }

        int size = Math.Min(wanted, most);
        return RandomSplit ? 1 + (int)random.Below(size) : size;
    }
}
