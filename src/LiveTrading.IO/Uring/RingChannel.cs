using System.Net.Sockets;
using LiveTrading.IO.Polling;

namespace LiveTrading.IO.Uring;

/// <summary>
/// A channel over the ring: one receive that goes on by itself into shared blocks, one send at a time out of a buffer of its
/// own. What it was asked for is prepared when the loop next enters the kernel, all channels' in one call.
/// </summary>
/// <remarks>
/// Thread: the loop's. The kernel holds the socket until every operation on it has completed: a released channel lives on
/// until then, unseen by its stream.
/// </remarks>
internal sealed unsafe class RingChannel : StreamChannel
{
    // From this size on a copy costs more than a call of its own, which takes straight out of the caller's memory.
    private const int DirectSendBytes = 32 * 1024;

    private readonly UringPoller _poller;
    private readonly ChunkQueue _received;
    private readonly SendBuffer _send = new();
    private readonly int _descriptor;
    private SocketError _receiveError = SocketError.Success;
    private SocketError _sendError = SocketError.Success;
    private int _operations;
    private int _lent;
    private bool _receiveArmed;
    private bool _cancelAsked;
    private bool _receiveEnded;
    private bool _endArmed;
    private bool _connectionEnded;
    private bool _roomArmed;
    private bool _roomDue;
    private bool _finDue;
    private bool _lending;
    private bool _released;
    private bool _reset;

    internal RingChannel(UringPoller poller, ProvidedBuffers buffers, IPolled owner, Socket socket)
        : base(owner, socket)
    {
        _poller = poller;
        _received = new ChunkQueue(buffers);
        _descriptor = (int)socket.SafeHandle.DangerousGetHandle();
    }

    /// <summary>The poller's own number for it.</summary>
    internal int RingSlot { get; init; }

    /// <summary>In the poller's list of channels with something to prepare.</summary>
    internal bool IsChanged { get; set; }

    /// <summary>In the poller's list of channels that may have something to report.</summary>
    internal bool IsActive { get; set; }

    /// <summary>The kernel still works on something of it.</summary>
    internal bool HasOperations => _operations > 0;

    /// <summary>Nothing of it is with the kernel, and its stream is gone.</summary>
    internal bool IsOver => _released && _operations == 0 && !_lending && _send.Length == 0;

    /// <summary>Its stream is gone; bytes taken before are still going out.</summary>
    internal bool Lingers => _released && _send.Length > 0;

    /// <summary>When a channel that lingers is cut off, in the poller's monotonic time.</summary>
    internal long LingerUntil { get; set; }

    /// <summary>What its stream is to be told, as long as it is so.</summary>
    internal Interest Found
    {
        get
        {
            if (_released || !IsWatched)
            {
                return Interest.None;
            }

            Interest found = Interest.None;
            if ((Entry.Interest & Interest.Read) != 0 && (!_received.IsEmpty || _receiveEnded || _receiveError != SocketError.Success))
            {
                found |= Interest.Read;
            }

            if ((Entry.Interest & Interest.Write) != 0 && HasRoom)
            {
                found |= Interest.Write;
            }

            return _connectionEnded ? found | Interest.Failed : found;
        }
    }

    private bool HasRoom => _sendError != SocketError.Success || (!_roomArmed && !_roomDue && _send.HasRoom);

    internal override void Watch()
    {
        Entry.Slot = RingSlot;
        OnInterestChanged();
    }

    internal override void Unwatch() => Entry.Slot = PollEntry.Unwatched;

    internal override Span<byte> Lend(int prefix, int most)
    {
        if (_received.IsEmpty || prefix > ProvidedBuffers.RoomBytes || prefix >= most)
        {
            return [];
        }

        _lending = true;
        ref Chunk first = ref _received.First;
        int count = Math.Min(first.Length, most - prefix);
        _lent = count;

        // SAFETY: a chunk has room in front of it for the prefix, and count bytes; it is neither moved nor given back before
        // EndLending.
        return new Span<byte>(first.Start - prefix, prefix + count);
    }

    internal override void EndLending()
    {
        _lending = false;
        if (_poller.IsDisposed)
        {
            return;
        }

        if (_released)
        {
            _received.Clear();
            _poller.OnMaybeOver(this);
            return;
        }

        _received.Consume(_lent);
    }

    internal override int Receive(Span<byte> space, out SocketError error)
    {
        error = SocketError.Success;
        if (!_received.IsEmpty)
        {
            int taken = 0;
            while (!_received.IsEmpty && taken < space.Length)
            {
                ref Chunk first = ref _received.First;
                int count = Math.Min(first.Length, space.Length - taken);

                // SAFETY: count is within the chunk.
                new ReadOnlySpan<byte>(first.Start, count).CopyTo(space[taken..]);
                _received.Consume(count);
                taken += count;
            }

            return taken;
        }

        if (_receiveError != SocketError.Success)
        {
            error = _receiveError;
            return -1;
        }

        if (_receiveEnded)
        {
            return 0;
        }

        error = SocketError.WouldBlock;
        return -1;
    }

    internal override int Send(ReadOnlySpan<byte> data, out SocketError error)
    {
        error = _sendError;
        if (error != SocketError.Success)
        {
            return -1;
        }

        if (_send.Length == 0 && data.Length >= DirectSendBytes)
        {
            return SendDirectly(data, out error);
        }

        if (!HasRoom)
        {
            error = SocketError.WouldBlock;
            return -1;
        }

        int taken = _send.Take(data);
        _poller.OnChanged(this);
        return taken;
    }

    internal override SocketError EndSending()
    {
        if (_send.Length > 0)
        {
            _finDue = true;
            return SocketError.Success;
        }

        return base.EndSending();
    }

    internal override void Release(bool reset)
    {
        _released = true;
        _reset = reset;
        Entry.Slot = PollEntry.Unwatched;
        if (!_lending)
        {
            _received.Clear();
        }

        if (!_poller.CanEnter)
        {
            // The loop is being disposed: its ring ends with everything in it.
            CloseSocket(reset);
            return;
        }

        if (reset || _sendError != SocketError.Success)
        {
            _send.Drop();
        }

        CancelOperations(sends: _send.Length == 0);
        if (_send.HasMore && !_send.IsSending)
        {
            PrepareSend();
        }

        // Now, so that the kernel lets go of the socket and closing it is closing the connection.
        _poller.EnterNow();
        if (!Lingers)
        {
            CloseSocket(reset);
            _poller.OnMaybeOver(this);
        }
        else
        {
            _poller.Linger(this);
        }
    }

    /// <summary>Time is up for what still goes out.</summary>
    internal void CutOff()
    {
        LingerUntil = 0;
        _send.Drop();
        CancelOperations(sends: true);
        CloseSocket(reset: true);
    }

    /// <summary>Before the loop enters the kernel: what it wants by now.</summary>
    internal void Prepare(bool mayReceive)
    {
        if (_released)
        {
            if (_send.HasMore && !_send.IsSending)
            {
                PrepareSend();
            }

            return;
        }

        bool wantsRead = IsWatched && (Entry.Interest & Interest.Read) != 0 && !_receiveEnded && _receiveError == SocketError.Success;
        if (wantsRead && !_receiveArmed)
        {
            if (mayReceive)
            {
                _poller.Submissions.Receive(_descriptor, Tag(RingTagKind.Receive));
                _receiveArmed = true;
                _operations++;
            }
            else
            {
                // Every block is taken: again after the next turn, which gives some back.
                _poller.OnStarved(this);
            }
        }
        else if (!wantsRead && _receiveArmed && !_cancelAsked)
        {
            _poller.Submissions.Cancel(Tag(RingTagKind.Receive));
            _cancelAsked = true;
        }

        if (_receiveEnded && !_endArmed && !_connectionEnded)
        {
            // Errors and hang-ups alone, which are told whatever is asked for.
            _poller.Submissions.Poll(_descriptor, 0, goesOn: true, Tag(RingTagKind.End));
            _endArmed = true;
            _operations++;
        }

        if (_roomDue && !_roomArmed)
        {
            _poller.Submissions.Poll(_descriptor, LinuxCalls.EventOut, goesOn: false, Tag(RingTagKind.Room));
            _roomDue = false;
            _roomArmed = true;
            _operations++;
        }

        if (_send.HasMore && !_send.IsSending)
        {
            PrepareSend();
        }
    }

    internal void OnReceive(in Completion completion)
    {
        if (!completion.HasMore)
        {
            _operations--;
            _receiveArmed = false;
            _cancelAsked = false;
        }

        int result = completion.Result;
        if (completion.HasBuffer && result > 0)
        {
            _received.Add(completion.Buffer, result);
            if (_released && !_lending)
            {
                _received.Clear();
            }
        }
        else if (result == 0)
        {
            _receiveEnded = true;
        }
        else if (result is not (-RingCalls.NoBuffers or -RingCalls.Canceled or -RingCalls.Interrupted or -RingCalls.Again))
        {
            _receiveError = LinuxCalls.Translate(-result);
        }

        if (!_receiveArmed)
        {
            _poller.OnChanged(this);
        }
    }

    internal void OnSend(int result)
    {
        _operations--;
        if (result < 0 && result is not (-RingCalls.Interrupted or -RingCalls.Again))
        {
            _sendError = result == -RingCalls.Canceled ? SocketError.OperationAborted : LinuxCalls.Translate(-result);
            _send.Drop();
        }
        else
        {
            _send.Sent(Math.Min(Math.Max(result, 0), _send.StartBytes));
            if (_send.IsSending)
            {
                SubmitSend();
            }
            else if (_send.HasMore)
            {
                _poller.OnChanged(this);
            }
        }

        if (_send.Length == 0)
        {
            AllSent();
        }
    }

    internal void OnRoom()
    {
        _operations--;
        _roomArmed = false;
    }

    internal void OnEnd(in Completion completion)
    {
        const int ErrorOrHangUp = 0x8 | 0x10;
        if (!completion.HasMore)
        {
            _operations--;
            _endArmed = false;
        }

        if (completion.Result > 0 && (completion.Result & ErrorOrHangUp) != 0)
        {
            _connectionEnded = true;
        }
    }

    /// <summary>Gives the shared blocks back that its stream leaves lying.</summary>
    internal void MoveOut()
    {
        if (!_lending)
        {
            _received.MoveOut();
        }
    }

    /// <summary>Frees what it holds, after its last operation.</summary>
    internal void Free()
    {
        _received.Clear();
        _send.Free();
    }

    private protected override void OnInterestChanged()
    {
        if (!_released)
        {
            _poller.OnChanged(this);
            _poller.OnActive(this);
        }
    }

    private ulong Tag(RingTagKind kind) => _poller.Tag(this, kind);

    private void CancelOperations(bool sends)
    {
        if (sends)
        {
            _poller.Submissions.CancelDescriptor(_descriptor);
            return;
        }

        _poller.Submissions.Cancel(Tag(RingTagKind.Receive));
        _poller.Submissions.Cancel(Tag(RingTagKind.End));
        _poller.Submissions.Cancel(Tag(RingTagKind.Room));
    }

    private int SendDirectly(ReadOnlySpan<byte> data, out SocketError error)
    {
        _poller.DirectSends.Count();
        int taken = LinuxCalls.Send(_descriptor, data, out error);
        if (taken < data.Length && (taken >= 0 || error == SocketError.WouldBlock))
        {
            _roomDue = true;
            _poller.OnChanged(this);
        }

        return taken;
    }

    private void PrepareSend()
    {
        _send.Turn();
        SubmitSend();
    }

    private void SubmitSend()
    {
        _poller.Submissions.Send(_descriptor, _send.Start, _send.StartBytes, Tag(RingTagKind.Send));
        _operations++;
    }

    private void AllSent()
    {
        if (_finDue && !_released)
        {
            _finDue = false;
            SocketError error = base.EndSending();
            if (error != SocketError.Success)
            {
                _sendError = error;
            }
        }

        if (_released && LingerUntil != 0)
        {
            LingerUntil = 0;
            CloseSocket(_reset);
        }
    }
}
