namespace LiveTrading.IO;

/// <summary>Completions of a <see cref="LoopStream"/>, on the loop thread.</summary>
public interface IStreamHandler
{
    /// <summary>The connection stands (with TLS: its handshake is done and the certificate is good).</summary>
    void OnConnected(LoopStream stream);

    /// <summary>
    /// Bytes arrived. <paramref name="data"/> lies in the stream's receive buffer, is writable (for unmasking in place) and
    /// valid only during the call. Bytes not consumed are presented again, followed by newer ones; the buffer grows up to
    /// <see cref="StreamLimits.MaxReceiveBufferBytes"/>, beyond which the stream closes with <see cref="StreamError.BufferFull"/>.
    /// </summary>
    /// <returns>How many bytes from the start were consumed.</returns>
    int OnReceived(LoopStream stream, Span<byte> data);

    /// <summary>After <see cref="LoopStream.Offer"/> took less than everything: there is room again. Once per shortfall.</summary>
    void OnSendReady(LoopStream stream);

    /// <summary>The other side ended its sending (TCP FIN, or TLS close_notify); sending still works. Not followed by received bytes.</summary>
    void OnReceiveEnded(LoopStream stream);

    /// <summary>The end, exactly once per stream, also after a failed connect.</summary>
    void OnClosed(LoopStream stream, in StreamCloseInfo info);
}
