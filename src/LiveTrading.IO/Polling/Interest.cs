namespace LiveTrading.IO.Polling;

/// <summary>What to wait for on a socket, and what was found.</summary>
[Flags]
internal enum Interest
{
    /// <summary>Nothing; failures are reported nevertheless.</summary>
    None = 0,

    /// <summary>Bytes, a connection, or the end can be read.</summary>
    Read = 1,

    /// <summary>Bytes can be written, or a connect is done.</summary>
    Write = 2,

    /// <summary>Found only: the connection failed or is gone in both directions.</summary>
    Failed = 4,
}
