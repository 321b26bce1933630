namespace LiveTrading.WebSockets;

/// <summary>Why a queued message was never handed over.</summary>
public enum DiscardReason
{
    /// <summary>Its send deadline passed while the connection was back-pressured.</summary>
    DeadlinePassed,

    /// <summary>The connection dropped while it was queued.</summary>
    ConnectionLost,

    /// <summary>Its sender took it back.</summary>
    Withdrawn,
}
