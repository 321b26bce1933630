namespace LiveTrading.WebSockets.Server;

/// <summary>The server's end of a WebSocket. For the loop thread. Sending never blocks.</summary>
public sealed class ServerWebSocket
{
    internal ServerWebSocket(string remoteName) => RemoteName = remoteName;

    /// <summary>For the handler's own use.</summary>
    public object? Tag { get; set; }

    /// <summary>The client, as address and port.</summary>
    public string RemoteName { get; }

    /// <summary>True from <see cref="IServerWebSocketHandler.OnOpened"/> until the close was asked for by either side.</summary>
    public bool IsOpen => throw new NotSupportedException();

    /// <summary>Bytes queued that the transport has not taken.</summary>
    public long QueuedBytes => throw new NotSupportedException();

    /// <summary>Queues a text message.</summary>
    /// <param name="utf8">Copied; valid UTF-8 is the caller's duty.</param>
    /// <exception cref="ArgumentException">Longer than the whole send queue.</exception>
    public SendResult SendText(ReadOnlySpan<byte> utf8) => throw new NotSupportedException();

    /// <summary>Queues a binary message.</summary>
    /// <exception cref="ArgumentException">Longer than the whole send queue.</exception>
    public SendResult SendBinary(ReadOnlySpan<byte> payload) => throw new NotSupportedException();

    /// <summary>Queues a ping.</summary>
    /// <param name="payload">At most 125 bytes.</param>
    /// <exception cref="ArgumentException">Longer.</exception>
    public SendResult SendPing(ReadOnlySpan<byte> payload) => throw new NotSupportedException();

    /// <summary>For tests and fault injection: queues bytes as they are, as if they were frames.</summary>
    /// <returns>All of the length, or 0 when there is no room or the socket is not open.</returns>
    public int SendRawFrames(ReadOnlySpan<byte> bytes) => throw new NotSupportedException();

    /// <summary>Starts the close handshake after what is queued; bounded by <see cref="WebServerOptions.CloseTimeout"/>. Idempotent.</summary>
    /// <param name="code">1000 to 1003, 1007 to 1014 or 3000 to 4999.</param>
    /// <param name="reason">At most 123 bytes of UTF-8.</param>
    /// <exception cref="ArgumentException">A code or reason that may not be sent.</exception>
    public void Close(ushort code, string reason) => throw new NotSupportedException();

    /// <summary>Cuts the connection without a close frame.</summary>
    /// <param name="reset">True: with a TCP reset.</param>
    public void Abort(bool reset) => throw new NotSupportedException();
}
