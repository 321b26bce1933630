namespace LiveTrading.Engine.Strategies;

/// <summary>Where a strategy stands.</summary>
public enum StrategyState : byte
{
    /// <summary>Registered, not started.</summary>
    Created,

    /// <summary>Gets events and may trade.</summary>
    Running,

    /// <summary>Gets what happens to its orders and positions, but no market data, ticks or timers, and its new orders are refused.</summary>
    Paused,

    /// <summary>Ended on request. It still hears of its orders; it may be started again.</summary>
    Stopped,

    /// <summary>Ended because it threw. Its orders are canceled; it may be started again by a person.</summary>
    Failed,
}
