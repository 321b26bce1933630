namespace LiveTrading.IO.Streams;

/// <summary>Where a stream is in its life.</summary>
internal enum StreamPhase
{
    /// <summary>Before <see cref="IStreamHandler.OnConnected"/>.</summary>
    Connecting,

    /// <summary>Between connected and closing.</summary>
    Open,

    /// <summary>Transport gone, <see cref="IStreamHandler.OnClosed"/> outstanding.</summary>
    Closing,

    /// <summary><see cref="IStreamHandler.OnClosed"/> delivered, or the loop disposed.</summary>
    Closed,
}
