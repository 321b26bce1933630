namespace LiveTrading.Engine.Events;

/// <summary>What became of a connection.</summary>
public enum ConnectionEventKind : byte
{
    /// <summary>The transport is up; the venue is not ready yet.</summary>
    Connected,

    /// <summary>The transport is gone.</summary>
    Disconnected,

    /// <summary>A new attempt is planned after the delay in the event.</summary>
    Reconnecting,

    /// <summary>Authenticated, subscribed, answering: data flows and orders may be sent.</summary>
    Ready,

    /// <summary>Given up: attempts are used up.</summary>
    Failed,
}
