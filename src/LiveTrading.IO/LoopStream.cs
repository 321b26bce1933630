namespace LiveTrading.IO;

/// <summary>A two-way byte stream of a loop: TCP, or TLS over it.</summary>
public abstract class LoopStream
{
    /// <summary>True from <see cref="IStreamHandler.OnConnected"/> until <see cref="Close"/> is called or the connection ends.</summary>
    public abstract bool IsOpen { get; }

    /// <summary>The other side, for messages: host and port.</summary>
    public abstract string RemoteName { get; }

    /// <summary>
    /// Offers bytes. What was taken is handed over: to the kernel, or to TLS. What was not taken the caller keeps and offers
    /// again after <see cref="IStreamHandler.OnSendReady"/>, or forgets, knowing that it was never sent.
    /// </summary>
    /// <returns>0 to the length of <paramref name="data"/>; less than all means back-pressured. 0 when not open.</returns>
    public abstract int Offer(ReadOnlySpan<byte> data);

    /// <summary>Pauses or resumes delivery of received bytes; while paused, TCP pushes back on the sender.</summary>
    public abstract bool ReceivePaused { get; set; }

    /// <summary>Half-closes: no more sends; receiving goes on. Idempotent.</summary>
    public abstract void ShutdownSend();

    /// <summary>Closes at once; what TLS has taken and the kernel has not is dropped (at most 64 KiB and a record, and only under back-pressure). <see cref="IStreamHandler.OnClosed"/> comes later in this or the next turn, exactly once, also when the connect was still under way.</summary>
    /// <param name="reset">True: send RST, throwing away what is queued.</param>
    public abstract void Close(bool reset = false);
}
