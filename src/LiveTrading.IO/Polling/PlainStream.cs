using System.Net.Sockets;
using System.Runtime.CompilerServices;
using LiveTrading.IO.Streams;

namespace LiveTrading.IO.Polling;

/// <summary>TCP without TLS: bytes go between the kernel and the receive buffer without a copy of ours.</summary>
/// <remarks>Thread: the loop's. Sending and receiving allocate nothing.</remarks>
internal sealed class PlainStream : SocketStream
{
    private bool _wantsRoom;
    private SocketError _sendError = SocketError.Success;

    internal PlainStream(PolledEventLoop loop, ConnectOptions options, IStreamHandler handler)
        : base(loop, options, handler)
    {
    }

    internal PlainStream(PolledEventLoop loop, StreamLimits limits)
        : base(loop, StreamPriority.MarketData, limits)
    {
    }

    public override int Offer(ReadOnlySpan<byte> data)
    {
        if (Phase != StreamPhase.Open || SendEnded || _sendError != SocketError.Success || data.IsEmpty)
        {
            return 0;
        }

        if (_wantsRoom)
        {
            // Told to wait: the kernel's buffer may have a little room, but the order of things is simpler kept.
            return 0;
        }

        int taken = Send(data, out SocketError error);
        if (taken == data.Length)
        {
            return taken;
        }

        return TakenPartly(taken, error);
    }

    public override void ShutdownSend()
    {
        if (Phase != StreamPhase.Open || SendEnded)
        {
            return;
        }

        SendEnded = true;
        SendFin();
        if (ReceiveEnded)
        {
            CloseBothEnded();
        }
    }

    private protected override void OnAttached(ReadOnlySpan<byte> alreadyReceived)
    {
        if (!alreadyReceived.IsEmpty)
        {
            Buffer.Append(alreadyReceived[..Math.Min(alreadyReceived.Length, Buffer.MaxBytes)]);
        }

        EnterOpen();
        if (!alreadyReceived.IsEmpty && Phase == StreamPhase.Open && !ReceivePaused)
        {
            DeliverReceived();
        }
    }

    private protected override void OnReadable()
    {
        int budget = BytesPerTurn;
        while (!ReceivePaused && !ReceiveEnded)
        {
            int kept = Buffer.Length;
            Span<byte> lent = Channel.Lend(kept, Buffer.MaxBytes);
            if (!lent.IsEmpty)
            {
                Buffer.Pending.CopyTo(lent);
                bool goesOn = DeliverLent(lent);
                Channel.EndLending();
                budget -= lent.Length - kept;
                if (!goesOn || budget <= 0)
                {
                    return;
                }

                Kernel.ServeFlushes();
                continue;
            }

            Span<byte> space = Buffer.Space(BytesPerReceive);
            int count = Receive(space, out SocketError error);
            if (count <= 0)
            {
                ReceivedNothing(count, error);
                return;
            }

            Buffer.Filled(count);
            bool more = DeliverReceived();
            budget -= count;

            // A short read has emptied the kernel's buffer: asking again would cost a call to learn that.
            if (!more || (count < space.Length && _sendError == SocketError.Success) || budget <= 0)
            {
                return;
            }

            Kernel.ServeFlushes();
        }
    }

    private protected override void OnWritable()
    {
        Want(Interest.Write, false);
        if (_wantsRoom)
        {
            _wantsRoom = false;
            if (!SendEnded && _sendError == SocketError.Success)
            {
                DeliverSendReady();
            }
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
        if (!ReceiveEnded)
        {
            WatchAgain();
        }

        if (DeliverReceived() && _sendError != SocketError.Success)
        {
            OnReadable();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int TakenPartly(int taken, SocketError error)
    {
        if (taken < 0 && error is not (SocketError.WouldBlock or SocketError.NoBufferSpaceAvailable))
        {
            // The other side may have said why before it went: what it sent is read first, then the stream ends.
            _sendError = error;
            if (ReceiveEnded)
            {
                Fail(error);
            }
            else if (!ReceivePaused)
            {
                WatchAgain();
                AskResume();
            }

            return 0;
        }

        _wantsRoom = true;
        Want(Interest.Write, true);
        return Math.Max(taken, 0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReceivedNothing(int count, SocketError error)
    {
        if (count == 0 && _sendError == SocketError.Success)
        {
            EndReceive();
        }
        else if (count == 0)
        {
            Fail(_sendError);
        }
        else if (error != SocketError.WouldBlock)
        {
            Fail(error);
        }
        else if (_sendError != SocketError.Success)
        {
            Fail(_sendError);
        }
    }
}
