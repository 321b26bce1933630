namespace LiveTrading.IO.Uring;

/// <summary>Which operation a completion belongs to.</summary>
internal enum RingTagKind : byte
{
    /// <summary>Nobody waits for it: a cancel.</summary>
    Ignored,

    /// <summary>The wake-up from other threads.</summary>
    Wake,

    /// <summary>A poll of a listener or of a dial.</summary>
    Poll,

    /// <summary>The receive of a channel.</summary>
    Receive,

    /// <summary>The send of a channel.</summary>
    Send,

    /// <summary>A channel's wait for room in the kernel's buffer.</summary>
    Room,

    /// <summary>A channel's wait for the end of the connection, after the other side ended its sending.</summary>
    End,

    /// <summary>The write or the sync of a file.</summary>
    File,
}
