namespace LiveTrading.Simulation.Faults;

/// <summary>Everything a scenario may do to a world. Those of the venue carry the names of its own fault kinds.</summary>
internal enum FaultName
{
    /// <summary>The engine's process is killed between two turns; its connections are reset or closed.</summary>
    Kill,

    /// <summary>It is killed before, within or after a journal write.</summary>
    KillAtWrite,

    /// <summary>It is killed before, within or after the bytes of a request go out.</summary>
    KillAtSend,

    /// <summary>The engine's machine loses power: of what was not synced, some sectors may have reached the disk. At durability Process it is a kill: that promise does not cover it.</summary>
    PowerLoss,

    /// <summary>A sync of the journal fails, where there are any; the process is restarted later.</summary>
    SyncFails,

    /// <summary>The journal's disk is full from a write on, or fails; the process is restarted later.</summary>
    JournalFails,

    /// <summary>A graceful stop, then a start.</summary>
    StopAndStart,

    /// <summary>A connection is reset now.</summary>
    Reset,

    /// <summary>A connection is reset at a byte to come, in either direction.</summary>
    ResetAtByte,

    /// <summary>A connection is half-open: nothing arrives any more and nobody is told.</summary>
    Sever,

    /// <summary>A direction of a connection is held back for a while, then arrives at once.</summary>
    Hold,

    /// <summary>A connection becomes slow, jittery and arrives in pieces.</summary>
    Slow,

    /// <summary>New connections are refused, unanswered or not routed for a while.</summary>
    Unreachable,

    /// <summary>The engine's wall clock steps.</summary>
    EngineClockStep,

    /// <summary>The venue's wall clock steps.</summary>
    VenueClockStep,

    /// <summary>The kill switch is engaged, and released later.</summary>
    KillSwitch,

    /// <summary>The kill switch with flatten.</summary>
    KillSwitchFlatten,

    /// <summary>Another client of the account places an order.</summary>
    ForeignOrder,

    /// <summary>A deposit or a withdrawal.</summary>
    Transfer,

    /// <summary>The venue's server goes away and comes back with its books.</summary>
    VenueRestart,

    DelayAnswers,
    DropBeforeAccept,
    DropAfterAccept,
    ErrorBeforeAccept,
    ErrorAfterAccept,
    RateLimited,
    Banned,
    DepthGap,
    GarbageFrame,
    HalfOpen,
    LateUserEvents,
    DuplicateUserEvents,
    ReorderUserEvents,
    LaggingQuery,
    Maintenance,
    ShutdownNotice,
    DropConnections,
}
