namespace LiveTrading.IO;

/// <summary>Why a stream ended.</summary>
public enum StreamError
{
    /// <summary>Closed by us.</summary>
    None,

    /// <summary>Both sides ended in order, or the other side closed.</summary>
    RemoteClosed,

    /// <summary>The name could not be resolved.</summary>
    NameResolution,

    /// <summary>Nothing listens there.</summary>
    Refused,

    /// <summary>No route, network down.</summary>
    Unreachable,

    /// <summary>The time-out of <see cref="ConnectOptions.Timeout"/> passed.</summary>
    TimedOut,

    /// <summary>Reset by the other side or the network.</summary>
    Reset,

    /// <summary>The certificate is expired, self-signed, untrusted or for another host; the text says which.</summary>
    Certificate,

    /// <summary>TLS failed otherwise.</summary>
    Tls,

    /// <summary>The proxy refused; the text has its answer.</summary>
    Proxy,

    /// <summary>The receive buffer is at its limit and the handler consumed nothing.</summary>
    BufferFull,

    /// <summary>Anything else; the text says what.</summary>
    Other,
}
