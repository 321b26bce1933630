namespace LiveTrading.WebSockets;

/// <summary>A snapshot of a <see cref="WebSocketConnection"/> for people and monitors.</summary>
public sealed record ConnectionStatus
{
    /// <summary>Where it leads, without headers and query.</summary>
    public required string Endpoint { get; init; }

    /// <summary>Where it stands.</summary>
    public required ConnectionState State { get; init; }

    /// <summary>Loop wall time in nanoseconds since 1970 UTC at which <see cref="State"/> was entered.</summary>
    public required long SinceWallNanos { get; init; }

    /// <summary>Latest ping-to-pong round trip, nanoseconds; −1 before the first pong of the present connection.</summary>
    public required long RoundTripNanos { get; init; }

    /// <summary>Whole messages received since the object was made, over all connections.</summary>
    public required long MessagesReceived { get; init; }

    /// <summary>Transport bytes received since the object was made, handshakes included.</summary>
    public required long BytesReceived { get; init; }

    /// <summary>Messages whose first byte was handed over since the object was made.</summary>
    public required long MessagesSent { get; init; }

    /// <summary>Transport bytes handed over since the object was made, handshakes included.</summary>
    public required long BytesSent { get; init; }

    /// <summary>Bytes queued and not handed over.</summary>
    public required long QueuedBytes { get; init; }

    /// <summary>Reconnect attempts since the connection was last stable.</summary>
    public required int Attempts { get; init; }

    /// <summary>Connections that stood, over the object's life.</summary>
    public required long Connections { get; init; }

    /// <summary>Why the last connection or attempt ended, in one sentence; empty when none has.</summary>
    public required string LastError { get; init; }
}
