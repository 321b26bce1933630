namespace LiveTrading.Guarding;

/// <summary>What the guard saw or did.</summary>
public enum GuardEventKind
{
    /// <summary>There is no heartbeat yet.</summary>
    Waiting,

    /// <summary>The engine beats.</summary>
    Watching,

    /// <summary>The engine ended in order: nothing is to be guarded until it beats again.</summary>
    EngineStopped,

    /// <summary>The heartbeat stood still for too long: the venue is dialled.</summary>
    Silent,

    /// <summary>The venue's connection changed.</summary>
    Connection,

    /// <summary>The venue told the open orders.</summary>
    OrdersRead,

    /// <summary>The venue could not tell the open orders; it is asked again.</summary>
    ReadFailed,

    /// <summary>A cancel was handed to the connection.</summary>
    CancelSent,

    /// <summary>The venue confirmed a cancel.</summary>
    Canceled,

    /// <summary>A cancel was refused, not sent, or its outcome is not known; the next reading tells.</summary>
    CancelUnsure,

    /// <summary>A stop order stays: it may be the only protection of a position.</summary>
    Kept,

    /// <summary>Two readings in a row showed no order to cancel.</summary>
    Clear,

    /// <summary>The engine beats again while it is guarded: nothing more is canceled.</summary>
    EngineBack,

    /// <summary>The venue refuses, such as for its keys; it is tried again.</summary>
    Refused,

    /// <summary>The guard cannot guard: it ends.</summary>
    Failed,
}
