namespace LiveTrading.Engine.Risk;

/// <summary>What the kill switch did.</summary>
public enum KillSwitchEventKind : byte
{
    /// <summary>It was engaged.</summary>
    Engaged,

    /// <summary>It was engaged before the restart and still is.</summary>
    Restored,

    /// <summary>It could not be recorded: it works, but a restart would forget it.</summary>
    LatchFailed,

    /// <summary>Cancels were asked for.</summary>
    CancelsSent,

    /// <summary>No own order works or is unknown.</summary>
    OrdersGone,

    /// <summary>Closing orders went out.</summary>
    ClosingOrdersSent,

    /// <summary>Nothing but dust is held.</summary>
    Flat,

    /// <summary>It is done.</summary>
    Completed,

    /// <summary>It could not finish in time; a person must look.</summary>
    Alarm,

    /// <summary>A person released it.</summary>
    Released,

    /// <summary>The release could not be recorded; it stays engaged.</summary>
    ReleaseFailed,

    /// <summary>A single strategy's was engaged.</summary>
    StrategyEngaged,

    /// <summary>A single strategy's was engaged before the restart and still is.</summary>
    StrategyRestored,

    /// <summary>A person released a single strategy's.</summary>
    StrategyReleased,
}
