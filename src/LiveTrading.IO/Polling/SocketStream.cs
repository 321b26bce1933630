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
    private StreamChannel? _channel;
    private Socket? _refused;

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
    private protected bool Watches => _channel is { IsWatched: true };

    /// <summary>There from <see cref="OnAttached"/> on.</summary>
    private protected StreamChannel Channel => _channel!;

    internal static SocketStream Dialing(PolledEventLoop loop, ConnectOptions options, IStreamHandler handler) =>
        options.Tls ? new TlsStream(loop, options, handler) : new PlainStream(loop, options, handler);

    internal static SocketStream Accepted(PolledEventLoop loop, ListenOptions options, SslStreamCertificateContext? certificate) =>
        certificate is null ? new PlainStream(loop, options.Limits) : new TlsStream(loop, options, certificate);

    /// <summary>Takes a connected socket; the next is <see cref="OnAttached"/>.</summary>
    internal void Attach(Socket socket, ReadOnlySpan<byte> alreadyReceived)
    {
        _channel = Loop.Poller.Open(this, socket);
        OnAttached(alreadyReceived);
    }

    /// <summary>Takes an accepted socket and the handler it was given.</summary>
    internal void AttachAccepted(Socket socket, string remote, IStreamAcceptor acceptor)
    {
        Remote = remote;
        _refused = socket;
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
        _refused = null;
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
        _channel?.Release(reset);
        if (_refused is not null)
        {
            if (reset)
            {
                _refused.LingerState = new LingerOption(true, 0);
            }

            _refused.Dispose();
        }
    }

    private protected void Want(Interest interest, bool wanted) => _channel!.Want(interest, wanted);

    /// <returns>Bytes; 0 at the end; −1 with <paramref name="error"/>.</returns>
    private protected int Receive(Span<byte> space, out SocketError error) => _channel!.Receive(space, out error);

    /// <returns>Bytes taken, or −1 with <paramref name="error"/>.</returns>
    private protected int Send(ReadOnlySpan<byte> data, out SocketError error) => _channel!.Send(data, out error);

    private protected void SendFin()
    {
        SocketError error = _channel!.EndSending();
        if (error != SocketError.Success)
        {
            Fail(error);
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
            Fail(_channel!.PendingError());
        }
        else if (ReceivePaused)
        {
            // What arrived before the failure is delivered after the resume; until then the poller would report it over and over.
            _channel!.Unwatch();
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
            _channel!.Watch();
        }
    }
}
