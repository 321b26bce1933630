using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using LiveTrading.IO.Streams;
using LiveTrading.IO.Tls;

namespace LiveTrading.IO.Polling;

/// <summary>A stream over a real socket: what plain and TLS streams share.</summary>
/// <remarks>Thread: the loop's.</remarks>
internal abstract class SocketStream : HandledStream, IPolled
{
    /// <summary>One receive takes at most so much: more would leave the second-level cache before it is parsed.</summary>
    private protected const int BytesPerReceive = 64 * 1024;

    /// <summary>What one stream may take in one turn, so that none starves; the rest is still there in the next, which does not wait.</summary>
    private protected const int BytesPerTurn = 4 * BytesPerReceive;

    private readonly Dialer? _dialer;
    private PollEntry? _entry;
    private Socket? _socket;
    private int _descriptor = -1;

    private protected SocketStream(PolledEventLoop loop, StreamPriority priority, StreamLimits limits)
        : base(loop.Kernel, priority, limits)
    {
        Loop = loop;
    }

    private protected SocketStream(PolledEventLoop loop, ConnectOptions options, IStreamHandler handler)
        : this(loop, options.Priority, options.Limits)
    {
        Handler = handler;
        Remote = string.Create(CultureInfo.InvariantCulture, $"{options.Host}:{options.Port}");
        _dialer = new Dialer(loop, this, options);
        AskStep();
    }

    public override string RemoteName => Remote;

    internal PolledEventLoop Loop { get; }

    private protected string Remote { get; private set; } = "";

    /// <summary>The other side ended its sending.</summary>
    private protected bool ReceiveEnded { get; private set; }

    private protected bool SendEnded { get; set; }

    /// <summary>The FIN is out.</summary>
    private protected virtual bool SendDone => SendEnded;

    /// <summary>Ciphertext or plain bytes can still come: neither ended nor failed.</summary>
    private protected bool Watches => _entry is { Slot: not PollEntry.Unwatched };

    internal static SocketStream Dialing(PolledEventLoop loop, ConnectOptions options, IStreamHandler handler) =>
        options.Tls ? new TlsStream(loop, options, handler) : new PlainStream(loop, options, handler);

    internal static SocketStream Accepted(PolledEventLoop loop, ListenOptions options, SslStreamCertificateContext? certificate) =>
        certificate is null ? new PlainStream(loop, options.Limits) : new TlsStream(loop, options.Limits, certificate);

    /// <summary>Takes a connected socket; the next is <see cref="OnAttached"/>.</summary>
    internal void Attach(Socket socket, ReadOnlySpan<byte> alreadyReceived)
    {
        _socket = socket;
        _descriptor = Loop.UsesDescriptors ? (int)socket.SafeHandle.DangerousGetHandle() : -1;
        _entry = new PollEntry(this, socket, Interest.Read);
        Loop.Poller.Add(_entry);
        OnAttached(alreadyReceived);
    }

    /// <summary>Takes an accepted socket and the handler it was given.</summary>
    internal void AttachAccepted(Socket socket, string remote, IStreamAcceptor acceptor)
    {
        Remote = remote;
        _socket = socket;
        IStreamHandler? handler;
        try
        {
            handler = acceptor.OnAccepted(this);
        }
        catch (Exception error)
        {
            Kernel.Report(error);
            handler = null;
        }

        if (handler is null || Phase != StreamPhase.Connecting)
        {
            CloseWith(StreamError.None, "", reset: true);
            return;
        }

        Handler = handler;
        Attach(socket, []);
    }

    void IPolled.Serve(Interest found)
    {
        if ((found & Interest.Write) != 0 && Phase < StreamPhase.Closing)
        {
            OnWritable();
        }

        if ((found & Interest.Read) != 0 && Phase < StreamPhase.Closing)
        {
            OnReadable();
        }

        if ((found & Interest.Failed) != 0 && (found & Interest.Read) == 0 && Phase < StreamPhase.Closing)
        {
            OnFailedUnread();
        }
    }

    StreamPriority IPolled.Priority => Priority;

    /// <summary>The socket is there.</summary>
    private protected abstract void OnAttached(ReadOnlySpan<byte> alreadyReceived);

    private protected abstract void OnReadable();

    private protected abstract void OnWritable();

    private protected override void OnStep() => _dialer!.Start();

    private protected override void OnGone() => Loop.Forget(this);

    private protected override void ReleaseTransport(bool reset)
    {
        _dialer?.Abort();
        if (_entry is not null)
        {
            Loop.Poller.Remove(_entry);
        }

        if (_socket is null)
        {
            return;
        }

        if (reset)
        {
            _socket.LingerState = new LingerOption(true, 0);
        }

        _descriptor = -1;
        _socket.Dispose();
    }

    private protected void Want(Interest interest, bool wanted)
    {
        Interest present = _entry!.Interest;
        Interest next = wanted ? present | interest : present & ~interest;
        if (next == present)
        {
            return;
        }

        _entry.Interest = next;
        if (Watches)
        {
            Loop.Poller.Update(_entry);
        }
    }

    /// <returns>Bytes; 0 at the end; −1 with <paramref name="error"/>.</returns>
    private protected int Receive(Span<byte> space, out SocketError error)
    {
        if (_descriptor >= 0)
        {
            return LinuxCalls.Receive(_descriptor, space, out error);
        }

        int count = _socket!.Receive(space, SocketFlags.None, out error);
        return error == SocketError.Success ? count : -1;
    }

    /// <returns>Bytes taken, or −1 with <paramref name="error"/>.</returns>
    private protected int Send(ReadOnlySpan<byte> data, out SocketError error)
    {
        if (_descriptor >= 0)
        {
            return LinuxCalls.Send(_descriptor, data, out error);
        }

        int count = _socket!.Send(data, SocketFlags.None, out error);
        return error == SocketError.Success || count > 0 ? count : -1;
    }

    private protected void SendFin()
    {
        try
        {
            _socket!.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException error)
        {
            Fail(error.SocketErrorCode);
        }
    }

    /// <summary>The stream is open: the time-out of the dial ends.</summary>
    private protected void EndDial() => _dialer?.Abort();

    /// <summary>The other side ended its sending: nothing more is read.</summary>
    private protected void EndReceive()
    {
        if (ReceiveEnded)
        {
            return;
        }

        ReceiveEnded = true;
        Want(Interest.Read, false);
        if (SendDone)
        {
            CloseBothEnded();
        }
        else
        {
            DeliverReceiveEnded();
        }
    }

    private protected void CloseBothEnded() => CloseWith(StreamError.RemoteClosed, "Both sides ended the connection.");

    private protected void Fail(SocketError error) =>
        CloseWith(SocketCauses.Translate(error), SocketCauses.Describe(error, Remote));

    /// <summary>The connection failed while nothing is being read.</summary>
    private void OnFailedUnread()
    {
        if (ReceiveEnded || Phase == StreamPhase.Connecting)
        {
            Fail(PendingError());
        }
        else if (ReceivePaused)
        {
            // What arrived before the failure is delivered after the resume; until then the poller would report it over and over.
            Loop.Poller.Remove(_entry!);
        }
        else
        {
            OnReadable();
        }
    }

    /// <summary>After a resume: watches again what <see cref="OnFailedUnread"/> let go.</summary>
    private protected void WatchAgain()
    {
        if (!Watches)
        {
            Loop.Poller.Add(_entry!);
        }
    }

    private SocketError PendingError()
    {
        var error = (SocketError)(int)_socket!.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
        return error == SocketError.Success ? SocketError.ConnectionReset : error;
    }
}
