namespace LiveTrading.Engine.Risk;

/// <summary>Where the kill switch stands.</summary>
public enum KillSwitchState : byte
{
    /// <summary>Not engaged.</summary>
    Released,

    /// <summary>Engaged; waits until no own order works or is unknown.</summary>
    Canceling,

    /// <summary>Engaged; no order is left, and the venues are asked whether they agree.</summary>
    Reconciling,

    /// <summary>Engaged; closing orders are out.</summary>
    Flattening,

    /// <summary>Engaged and done: nothing works, and with flatten nothing but dust is held.</summary>
    Engaged,

    /// <summary>Engaged, but orders or a position are left that it could not end in time, or at all: a person must look.</summary>
    Alarm,
}
