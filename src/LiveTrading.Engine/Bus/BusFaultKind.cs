namespace LiveTrading.Engine.Bus;

/// <summary>What went wrong on the bus.</summary>
public enum BusFaultKind : byte
{
    /// <summary>A handler threw; the other handlers still got the message.</summary>
    HandlerThrew,

    /// <summary>The queue is full: messages are dropped from now until it is empty; order events and commands are not.</summary>
    QueueOverflow,

    /// <summary>Handlers feed each other without end: what they publish is dropped until the queue is empty; order events and commands are not.</summary>
    CascadeLimit,

    /// <summary>A new topic matches a wildcard subscription but carries another type: that subscriber does not get it.</summary>
    TypeMismatch,
}
