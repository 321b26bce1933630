namespace LiveTrading.Engine.Strategies;

/// <summary>Bounds of a <see cref="StrategyHost"/>.</summary>
public sealed class StrategyHostOptions
{
    /// <summary>Strategies it may hold. 1 to 10,000; default 256.</summary>
    public int MaxStrategies { get; init; } = 256;

    /// <summary>Timers one strategy may have active. 1 to 100,000; default 1,000. One more is the strategy's error.</summary>
    public int MaxTimersPerStrategy { get; init; } = 1_000;

    /// <summary>Bytes of saved state one strategy may write. 1,024 to 1,073,741,824; default 16,777,216. More is not saved, and said.</summary>
    public int MaxStateBytes { get; init; } = 16_777_216;

    /// <summary>Checks every bound.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range; the message says which and what is allowed.</exception>
    public void Validate()
    {
        Check(MaxStrategies, 1, 10_000, nameof(MaxStrategies));
        Check(MaxTimersPerStrategy, 1, 100_000, nameof(MaxTimersPerStrategy));
        Check(MaxStateBytes, 1_024, 1_073_741_824, nameof(MaxStateBytes));
    }

    private static void Check(int value, int least, int most, string name)
    {
        if (value < least || value > most)
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be {least} to {most}.");
    }
}
