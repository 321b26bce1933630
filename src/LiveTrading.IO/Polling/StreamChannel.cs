using System.Net.Sockets;

namespace LiveTrading.IO.Polling;

/// <summary>What moves a stream's bytes between its socket and itself, without blocking, in the way of one poller.</summary>
/// <remarks>Thread: the loop's. Sending and receiving allocate nothing.</remarks>
internal abstract class StreamChannel
{
    private protected StreamChannel(IPolled owner, Socket socket)
    {
        Socket = socket;
        Entry = new PollEntry(owner, socket, Interest.Read);
    }

    /// <summary>How the poller reports it.</summary>
    internal PollEntry Entry { get; }

    /// <summary>Reported when ready; false also before the first and after the last moment.</summary>
    internal bool IsWatched => Entry.Slot != PollEntry.Unwatched;

    private protected Socket Socket { get; }

    /// <summary>Begins to watch again after <see cref="Unwatch"/>.</summary>
    internal abstract void Watch();

    /// <summary>Ends watching; the connection stays.</summary>
    internal abstract void Unwatch();

    /// <summary>Adds or removes what it waits for.</summary>
    internal void Want(Interest interest, bool wanted)
    {
        Interest next = wanted ? Entry.Interest | interest : Entry.Interest & ~interest;
        if (next == Entry.Interest)
        {
            return;
        }

        Entry.Interest = next;
        if (IsWatched)
        {
            OnInterestChanged();
        }
    }

    /// <summary>Lends received bytes where they are, with bytes of the caller's in front of them.</summary>
    /// <param name="prefix">Room for the caller's bytes, at the front of what is lent.</param>
    /// <param name="most">Of both together.</param>
    /// <returns>Empty when this channel does not lend, or has nothing: then <see cref="Receive"/>. Else to be ended with <see cref="EndLending"/>.</returns>
    internal virtual Span<byte> Lend(int prefix, int most) => [];

    /// <summary>Ends what <see cref="Lend"/> began: the bytes are the channel's again.</summary>
    internal virtual void EndLending()
    {
    }

    /// <returns>Bytes; 0 at the end; −1 with <paramref name="error"/>.</returns>
    internal abstract int Receive(Span<byte> space, out SocketError error);

    /// <returns>Bytes taken, or −1 with <paramref name="error"/>.</returns>
    internal abstract int Send(ReadOnlySpan<byte> data, out SocketError error);

    /// <summary>Sends FIN after everything taken.</summary>
    internal virtual SocketError EndSending()
    {
        try
        {
            Socket.Shutdown(SocketShutdown.Send);
            return SocketError.Success;
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode;
        }
    }

    /// <summary>Why the connection failed.</summary>
    internal SocketError PendingError()
    {
        var error = (SocketError)(int)Socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
        return error == SocketError.Success ? SocketError.ConnectionReset : error;
    }

    /// <summary>Ends it. What was taken for sending still goes out, unless <paramref name="reset"/>.</summary>
    internal abstract void Release(bool reset);

    private protected abstract void OnInterestChanged();

    private protected void CloseSocket(bool reset)
    {
        if (reset)
        {
            Socket.LingerState = new LingerOption(true, 0);
        }

        Socket.Dispose();
    }
}
