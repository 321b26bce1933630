namespace LiveTrading.WebSockets.Client;

/// <summary>Where a <see cref="ClientSession"/> stands; it only ever moves down this list.</summary>
internal enum SessionPhase
{
    /// <summary>The transport is being made.</summary>
    Dialing,

    /// <summary>The upgrade was asked for.</summary>
    Handshaking,

    /// <summary>Messages go both ways.</summary>
    Open,

    /// <summary>We asked for the close: messages still come in.</summary>
    Closing,

    /// <summary>Over for the owner; the close frame still leaves and the transport is drained, for a bounded time.</summary>
    Lingering,

    /// <summary>Over.</summary>
    Ended,
}
