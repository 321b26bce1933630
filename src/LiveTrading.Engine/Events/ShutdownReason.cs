namespace LiveTrading.Engine.Events;

/// <summary>Why the engine stops.</summary>
public enum ShutdownReason : byte
{
    /// <summary>A call, a command or a request.</summary>
    UserRequest,

    /// <summary>SIGINT or SIGTERM.</summary>
    Signal,

    /// <summary>Something that cannot be gone on from.</summary>
    Error,

    /// <summary>The recorded data ended.</summary>
    EndOfData,
}
