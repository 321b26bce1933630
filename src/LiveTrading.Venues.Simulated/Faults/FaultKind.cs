namespace LiveTrading.Venues.Simulated.Faults;

/// <summary>What can go wrong on demand.</summary>
public enum FaultKind
{
    /// <summary>Answers of requests leave <see cref="VenueFault.Delay"/> late.</summary>
    DelayAnswers,

    /// <summary>The connection of an order request drops; the request was not taken.</summary>
    DropBeforeAccept,

    /// <summary>The connection of an order request drops before its answer; the request was taken.</summary>
    DropAfterAccept,

    /// <summary>An order request is answered with <see cref="VenueFault.Status"/> and <see cref="VenueFault.Code"/>; it was not taken.</summary>
    ErrorBeforeAccept,

    /// <summary>An order request is answered with <see cref="VenueFault.Status"/> and <see cref="VenueFault.Code"/> although it was taken.</summary>
    ErrorAfterAccept,

    /// <summary>Requests are refused with 429, to come again after <see cref="VenueFault.Delay"/>.</summary>
    RateLimited,

    /// <summary>Requests are refused with 418, banned until after <see cref="VenueFault.Delay"/>.</summary>
    Banned,

    /// <summary>A depth frame goes to nobody: a gap in the update ids.</summary>
    DepthGap,

    /// <summary>A frame that is not JSON goes out before the next frame of any stream.</summary>
    GarbageFrame,

    /// <summary>Connections that stand now go silent: nothing is answered or sent on them any more, and they stay open.</summary>
    HalfOpen,

    /// <summary>User events leave <see cref="VenueFault.Delay"/> late.</summary>
    LateUserEvents,

    /// <summary>A user event goes out twice.</summary>
    DuplicateUserEvents,

    /// <summary>A user event goes out after the one that follows it, or after one second if none follows.</summary>
    ReorderUserEvents,

    /// <summary>A query for one order does not find it.</summary>
    LaggingQuery,

    /// <summary>Every request is refused with 503.</summary>
    Maintenance,

    /// <summary>At once, to every connection: the notice that the server shuts down.</summary>
    ShutdownNotice,

    /// <summary>At once: every WebSocket is cut without a close frame.</summary>
    DropConnections,
}
