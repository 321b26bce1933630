namespace LiveTrading.Engine.Caching;

/// <summary>Bounds of a <see cref="Cache"/>.</summary>
public sealed class CacheOptions
{
    /// <summary>Instruments it may hold. 1 to 1,000,000; default 16,384. One more is an error of its adder.</summary>
    public int MaxInstruments { get; init; } = 16_384;

    /// <summary>Closed orders kept in memory, oldest leave first (they stay in the journal). 0 to 10,000,000; default 10,000. Orders that are open or wait for an answer never leave.</summary>
    public int MaxClosedOrders { get; init; } = 10_000;

    /// <summary>Bars kept per instrument, interval and source, oldest leave first. 1 to 1,000,000; default 1,000.</summary>
    public int MaxBars { get; init; } = 1_000;

    /// <summary>Levels a side of a book may hold. 10 to 10,000,000; default 100,000. A deeper book is invalidated and resynchronised.</summary>
    public int MaxBookLevels { get; init; } = 100_000;

    /// <summary>Checks every bound.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range; the message says which and what is allowed.</exception>
    public void Validate()
    {
        Check(MaxInstruments, 1, 1_000_000, nameof(MaxInstruments));
        Check(MaxClosedOrders, 0, 10_000_000, nameof(MaxClosedOrders));
        Check(MaxBars, 1, 1_000_000, nameof(MaxBars));
        Check(MaxBookLevels, 10, 10_000_000, nameof(MaxBookLevels));
    }

    private static void Check(int value, int least, int most, string name)
    {
        if (value < least || value > most)
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be {least} to {most}.");
    }
}
