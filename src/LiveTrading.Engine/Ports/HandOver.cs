namespace LiveTrading.Engine.Ports;

/// <summary>What an adapter did with a request.</summary>
public enum HandOver : byte
{
    /// <summary>Queued: a hand-over or an unsent notice follows.</summary>
    Queued,

    /// <summary>Not taken: the send queue is full. It was not and will not be sent.</summary>
    BackPressured,

    /// <summary>Not taken: not connected or not ready.</summary>
    NotReady,

    /// <summary>Not taken: the venue's request budget is used up.</summary>
    RateLimited,

    /// <summary>Not taken: the venue cannot do this.</summary>
    Unsupported,
}
