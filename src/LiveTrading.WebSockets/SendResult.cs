namespace LiveTrading.WebSockets;

/// <summary>What became of a message offered for sending. Sending never blocks.</summary>
public enum SendResult
{
    /// <summary>Queued; it leaves with the next flush, or is reported as discarded.</summary>
    Accepted,

    /// <summary>The send queue is full: nothing was queued.</summary>
    BackPressured,

    /// <summary>No open connection: nothing was queued. Nothing is ever kept for a later connection.</summary>
    NotConnected,
}
