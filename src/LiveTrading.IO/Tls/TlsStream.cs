using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using System.Security.Cryptography;
using LiveTrading.IO.Polling;
using LiveTrading.IO.Streams;

namespace LiveTrading.IO.Tls;

/// <summary>TCP with TLS: the loop moves ciphertext between socket and <see cref="CiphertextTransport"/>, SslStream turns it into plain bytes and back, on the loop's thread once the handshake is done.</summary>
/// <remarks>
/// Thread: the loop's. Reads are asked of SslStream only when a whole record is there, so that they complete at once: sending
/// and receiving allocate nothing. A record without data of ours (a session ticket) leaves one read waiting until the next.
/// </remarks>
internal sealed class TlsStream : SocketStream, ITlsHandshakeOwner
{
    // Ciphertext waiting for the kernel, beyond which Offer is back-pressured.
    private const int MaxUnsentBytes = 64 * 1024;

    // Plain bytes of one record, RFC 8446 §5.1.
    private const int MaxRecordPlainBytes = 16 * 1024;

    private readonly ConnectOptions? _options;
    private readonly SslStreamCertificateContext? _certificate;
    private readonly CiphertextTransport _transport;
    private readonly SslStream _ssl;
    private readonly CiphertextSender _send;
    private readonly Action _onReadDone;
    private readonly byte[] _plain = GC.AllocateUninitializedArray<byte>(MaxRecordPlainBytes);
    private readonly LoopTimer? _handshakeTimeout;
    private readonly TimeSpan _serverHandshake;
    private ConfiguredValueTaskAwaitable<int>.ConfiguredValueTaskAwaiter _read;
    private int _lastSpace;
    private bool _reading;
    private bool _handshaking;
    private bool _moreInside;
    private bool _plainEnded;
    private string? _failure;
    private bool _finDue;
    private bool _wantsRoom;
    private SocketError _sendError = SocketError.Success;

    internal TlsStream(PolledEventLoop loop, ConnectOptions options, IStreamHandler handler)
        : base(loop, options, handler)
    {
        _options = options;
        (_transport, _ssl, _send, _onReadDone) = Build();
    }

    internal TlsStream(PolledEventLoop loop, ListenOptions options, SslStreamCertificateContext certificate)
        : base(loop, StreamPriority.MarketData, options.Limits)
    {
        _certificate = certificate;
        _serverHandshake = options.TlsHandshakeTimeout;
        (_transport, _ssl, _send, _onReadDone) = Build();
        _handshakeTimeout = loop.CreateTimer(static timer => ((TlsStream)timer.State!).OnServerHandshakeTimeout(), this);
    }

    private protected override bool SendDone => SendEnded && !_finDue;

    public override int Offer(ReadOnlySpan<byte> data)
    {
        if (Phase != StreamPhase.Open || SendEnded || _wantsRoom || _sendError != SocketError.Success)
        {
            return 0;
        }

        int taken = 0;
        while (taken < data.Length && _transport.UnsentBytes < MaxUnsentBytes)
        {
            int count = Math.Min(MaxRecordPlainBytes, data.Length - taken);
            data.Slice(taken, count).CopyTo(_plain);
            if (!Encrypt(count))
            {
                return taken;
            }

            taken += count;
            SendCiphertext();
            if (Phase != StreamPhase.Open || _sendError != SocketError.Success)
            {
                return taken;
            }
        }

        if (taken < data.Length)
        {
            _wantsRoom = true;
        }

        return taken;
    }

    public override void ShutdownSend()
    {
        if (Phase != StreamPhase.Open || SendEnded)
        {
            return;
        }

        SendEnded = true;
        SayGoodbye();
        _finDue = true;
        SendCiphertext();
        if (SendDone && ReceiveEnded)
        {
            CloseBothEnded();
        }
    }

    public void OnHandshakeDone(StreamCloseInfo? failure)
    {
        _handshaking = false;
        _handshakeTimeout?.Cancel();
        if (Phase != StreamPhase.Connecting)
        {
            // Closed meanwhile; the handshake's thread has let go now.
            _ssl.Dispose();
            return;
        }

        SendCiphertext();
        if (failure is { } why)
        {
            CloseWith(why.Error, why.Text);
            return;
        }

        _transport.Own();
        EndDial();
        Want(Interest.Read, true);
        EnterOpen();
        if (Phase == StreamPhase.Open && !ReceivePaused)
        {
            Drain();
        }
    }

    /// <summary>Hands ciphertext to the kernel; what it does not take waits for room.</summary>
    internal void SendCiphertext()
    {
        if (Phase >= StreamPhase.Closing)
        {
            return;
        }

        _transport.SendWith(_send);
        if (_sendError != SocketError.Success)
        {
            SendFailed();
            return;
        }

        bool unsent = _transport.UnsentBytes > 0;
        Want(Interest.Write, unsent);
        if (!unsent && _finDue)
        {
            _finDue = false;
            SendFin();
        }
    }

    private protected override void OnAttached(ReadOnlySpan<byte> alreadyReceived)
    {
        while (!alreadyReceived.IsEmpty)
        {
            Span<byte> space = _transport.Space(alreadyReceived.Length);
            alreadyReceived[..space.Length].CopyTo(space);
            _transport.Received(space.Length);
            alreadyReceived = alreadyReceived[space.Length..];
        }

        _handshaking = true;
        if (_options is not null)
        {
            TlsHandshake.BeginClient(Kernel, _ssl, this, _options);
        }
        else
        {
            _handshakeTimeout!.Start(_serverHandshake.Ticks * TimeSpan.NanosecondsPerTick);
            TlsHandshake.BeginServer(Kernel, _ssl, this, _certificate!, Remote);
        }
    }

    private protected override void OnReadable()
    {
        int budget = BytesPerTurn;
        while (!ReceivePaused && !ReceiveEnded)
        {
            Span<byte> space = _transport.Space(BytesPerReceive);
            if (space.IsEmpty)
            {
                // Only before the handshake's end is known here, while the peer sends already: it waits in the kernel.
                Want(Interest.Read, false);
                return;
            }

            int count = Receive(space, out SocketError error);
            if (count <= 0)
            {
                ReceivedNothing(count, error);
                return;
            }

            _transport.Received(count);
            budget -= count;
            bool more = Advance();
            if (!more || count < space.Length || budget <= 0)
            {
                return;
            }

            Kernel.ServeFlushes();
        }
    }

    private protected override void OnWritable()
    {
        SendCiphertext();
        if (Phase != StreamPhase.Open || _transport.UnsentBytes > 0 || _sendError != SocketError.Success)
        {
            return;
        }

        if (SendDone && ReceiveEnded)
        {
            CloseBothEnded();
        }
        else if (_wantsRoom)
        {
            _wantsRoom = false;
            DeliverSendReady();
        }
    }

    private protected override void OnPausedChanged()
    {
        if (!ReceiveEnded)
        {
            Want(Interest.Read, !ReceivePaused);
        }
    }

    private protected override void OnResumed()
    {
        if (ReceiveEnded)
        {
            DeliverReceived();
            return;
        }

        WatchAgain();
        if (DeliverReceived() && Drain() && _sendError != SocketError.Success)
        {
            OnReadable();
        }
    }

    private protected override void ReleaseTransport(bool reset)
    {
        _handshakeTimeout?.Cancel();
        if (Phase == StreamPhase.Closing && !_handshaking && !reset && !SendEnded && WasOpen && _failure is null && _sendError == SocketError.Success)
        {
            SayGoodbye();
            _transport.SendWith(_send);
        }

        base.ReleaseTransport(reset);
        _transport.Abort();
        if (!_handshaking)
        {
            _ssl.Dispose();
        }
    }

    private (CiphertextTransport Transport, SslStream Ssl, CiphertextSender Send, Action OnReadDone) Build()
    {
        var written = new CiphertextWritten(this);
        var transport = new CiphertextTransport(() => Kernel.PostOffLoop(written));
        return (transport, new SslStream(transport, leaveInnerStreamOpen: false), Transmit, OnReadDone);
    }

    private int Transmit(ReadOnlySpan<byte> data)
    {
        int taken = Send(data, out SocketError error);
        if (taken < 0 && error is not (SocketError.WouldBlock or SocketError.NoBufferSpaceAvailable))
        {
            _sendError = error;
        }

        return Math.Max(taken, 0);
    }

    private bool Encrypt(int count)
    {
        try
        {
            // Completed in memory: AsTask gives the shared completed task, without allocating.
            Task write = _ssl.WriteAsync(_plain.AsMemory(0, count)).AsTask();
            if (!write.IsCompleted)
            {
                throw new IOException("TLS did not take the bytes at once.");
            }

            write.GetAwaiter().GetResult();
            return true;
        }
        catch (Exception error) when (IsOfTls(error))
        {
            CloseWith(StreamError.Tls, $"TLS with {Remote} failed while sending: {TlsFailure.Describe(error, _options?.ClientCertificate is not null)}");
            return false;
        }
    }

    private void SayGoodbye()
    {
        try
        {
            // close_notify; written to memory, hence done when it returns.
            _ssl.ShutdownAsync().GetAwaiter().GetResult();
        }
        catch (Exception error) when (IsOfTls(error))
        {
            // The connection ends either way; without close_notify the other side sees a plain FIN.
            _sendError = _sendError == SocketError.Success ? SocketError.Shutdown : _sendError;
        }
    }

    // What SslStream throws depends on the platform's TLS beneath it.
    private static bool IsOfTls(Exception error) =>
        error is IOException or InvalidOperationException or CryptographicException or AuthenticationException or Win32Exception;

    private bool Advance()
    {
        if (Phase == StreamPhase.Connecting)
        {
            _transport.TryCompleteRead();
            return true;
        }

        return Drain();
    }

    /// <summary>Decrypts and delivers what is there.</summary>
    /// <returns>True when more may be received.</returns>
    private bool Drain()
    {
        while (true)
        {
            bool decrypted = false;

            // Counted from what the handler left: a long message it waits for may already exceed any fixed amount.
            int enough = Buffer.Length + BytesPerTurn;
            while (CanDecrypt() && (_reading || Buffer.Space(MaxRecordPlainBytes).Length > 0) && Buffer.Length < enough)
            {
                decrypted = true;
                if (!DecryptOnce())
                {
                    break;
                }
            }

            if (Phase != StreamPhase.Open || !DeliverReceived())
            {
                return false;
            }

            if (_failure is not null)
            {
                CloseWith(StreamError.Tls, _failure);
                return false;
            }

            if (_plainEnded)
            {
                EndReceive();
                return false;
            }

            if (!decrypted)
            {
                return true;
            }
        }
    }

    private bool CanDecrypt() => !_plainEnded && _failure is null && (_moreInside || _transport.HasRecord);

    [SuppressMessage("Reliability", "CA2012:Use ValueTasks correctly", Justification = "Consumed once: the awaiter is kept until the read is done, and only then asked for its result.")]
    private bool DecryptOnce()
    {
        if (_reading)
        {
            _transport.TryCompleteRead();
            return !_reading;
        }

        Memory<byte> space = Buffer.SpaceMemory(MaxRecordPlainBytes);
        _read = _ssl.ReadAsync(space).ConfigureAwait(false).GetAwaiter();
        _lastSpace = space.Length;
        if (_read.IsCompleted)
        {
            TakeRead();
            return true;
        }

        // The bytes will come to this very place of the buffer.
        _reading = true;
        Buffer.IsHeld = true;
        _moreInside = false;
        _read.UnsafeOnCompleted(_onReadDone);
        return false;
    }

    private void OnReadDone()
    {
        _reading = false;
        Buffer.IsHeld = false;
        TakeRead();
    }

    private void TakeRead()
    {
        int count;
        try
        {
            count = _read.GetResult();
        }
        catch (Exception error)
        {
            FailRead(error);
            return;
        }

        if (count == 0)
        {
            _plainEnded = true;
            return;
        }

        // SslStream may have decrypted more than there was room for.
        _moreInside = count == _lastSpace && count < MaxRecordPlainBytes;
        Buffer.Filled(count);
    }

    // Reported by Drain, after what was decrypted before.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void FailRead(Exception error)
    {
        _failure = $"TLS with {Remote} failed: {TlsFailure.Describe(error, _options?.ClientCertificate is not null)}";
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReceivedNothing(int count, SocketError error)
    {
        if (count == 0)
        {
            Want(Interest.Read, false);
            _transport.End();
            Advance();
            if (_sendError != SocketError.Success && Phase == StreamPhase.Open)
            {
                Fail(_sendError);
            }
        }
        else if (error != SocketError.WouldBlock)
        {
            Fail(error);
        }
        else if (_sendError != SocketError.Success && Phase == StreamPhase.Open)
        {
            Fail(_sendError);
        }
    }

    // As for plain streams: what the other side sent before it went is read first.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void SendFailed()
    {
        Want(Interest.Write, false);
        if (Phase == StreamPhase.Connecting)
        {
            // The handshake reads what there is, an alert perhaps, and says why.
            return;
        }

        if (ReceiveEnded)
        {
            Fail(_sendError);
        }
        else if (!ReceivePaused)
        {
            AskResume();
        }
    }

    private void OnServerHandshakeTimeout() =>
        CloseWith(StreamError.TimedOut, string.Create(CultureInfo.InvariantCulture, $"{Remote} did not finish the TLS handshake within {_serverHandshake.TotalSeconds:0.###} s."));
}
