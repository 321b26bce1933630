using LiveTrading.IO;
using LiveTrading.WebSockets.Compression;
using LiveTrading.WebSockets.Frames;

namespace LiveTrading.WebSockets.Sending;

/// <summary>
/// Messages that wait for the transport, as finished frames in a bounded ring of bytes. One thread. Queuing, flushing and
/// handing over cost O(1) each and allocate nothing once the ring of records has grown to its use; withdrawing is a walk
/// over what waits. A message is handed over when the transport took its first byte; until then it can be discarded.
/// When full it refuses. A frame lies in one piece, so up to one frame's length at the end of the ring may stay unused;
/// an empty queue takes a frame as long as the whole ring.
/// </summary>
internal sealed class SendQueue
{
    /// <summary>Most messages that wait, whatever their size.</summary>
    public const int MaxMessages = 16_384;

    private const int FirstRecords = 64;

    private readonly ISendQueueOwner? _owner;
    private readonly RandomSource? _mask;
    private readonly byte[] _bytes;
    private readonly ControlFrames _control = new();
    private readonly byte[] _close = new byte[FrameWriter.MaxControlFrameBytes];
    private Deflater? _deflater;
    private int _minCompressedBytes;
    private Record[] _records = new Record[FirstRecords];
    private int _head;
    private int _count;
    private int _headSent;
    private int _closeLength;
    private int _closeSent;
    private long _queuedBytes;
    private long _bytesSent;
    private int _withDeadline;
    private bool _walking;

    /// <summary>Makes an empty queue.</summary>
    /// <param name="capacityBytes">Of the ring.</param>
    /// <param name="mask">Keys of a client's frames; null on a server.</param>
    /// <param name="owner">Told of messages with a token; null: nobody.</param>
    public SendQueue(int capacityBytes, RandomSource? mask, ISendQueueOwner? owner)
    {
        // Not cleared: pages that no message has reached take no memory.
        _bytes = GC.AllocateUninitializedArray<byte>(capacityBytes);
        _mask = mask;
        _owner = owner;
    }

    /// <summary>Bytes that wait, control frames included.</summary>
    public long QueuedBytes => _queuedBytes + _control.QueuedBytes + _closeLength - _closeSent;

    /// <summary>Bytes the transport took.</summary>
    public long BytesSent => _bytesSent;

    /// <summary>Messages of which the transport took a byte.</summary>
    public long MessagesSent { get; private set; }

    /// <summary>A close frame is queued or sent: nothing more can be queued.</summary>
    public bool IsClosing => _closeLength > 0;

    /// <summary>Whether a waiting message has a deadline.</summary>
    public bool HasDeadlines => _withDeadline > 0;

    /// <summary>Queues a message.</summary>
    /// <param name="opcode">Text or binary.</param>
    /// <param name="payload">Copied.</param>
    /// <param name="token">0: nobody is told.</param>
    /// <param name="deadlineNanos">Monotonic; 0: none.</param>
    /// <returns>False when there is no room for the message uncompressed.</returns>
    /// <exception cref="ArgumentException">Longer than the ring.</exception>
    public bool TryAdd(FrameOpcode opcode, ReadOnlySpan<byte> payload, long token, long deadlineNanos)
    {
        long frameBytes = (long)payload.Length + FrameWriter.HeaderBytes(payload.Length, _mask is not null);
        if (frameBytes > _bytes.Length)
            ThrowTooLong(frameBytes);
        // Room is asked for the message as it is, compressed or not: a refusal costs nothing and leaves the compressor's history alone.
        if (!TryReserve((int)frameBytes, out int offset))
            return false;
        if (_deflater is not null && payload.Length >= _minCompressedBytes)
            AddCompressed(offset, opcode, payload, token, deadlineNanos);
        else
            AddFrame(offset, opcode, payload, compressed: false, token, deadlineNanos);
        return true;
    }

    /// <summary>From here on messages of some length are compressed: what the handshake agreed on.</summary>
    public void Compress(Deflater deflater, int minMessageBytes)
    {
        _deflater = deflater;
        _minCompressedBytes = minMessageBytes;
    }

    /// <summary>Queues bytes as they are.</summary>
    public bool TryAddRaw(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || !TryReserve(bytes.Length, out int offset))
            return false;
        bytes.CopyTo(_bytes.AsSpan(offset));
        Append(new Record { Offset = offset, Length = bytes.Length });
        return true;
    }

    /// <summary>Queues a ping or pong.</summary>
    public bool TryAddControl(FrameOpcode opcode, ReadOnlySpan<byte> payload) => !IsClosing && _control.TryAdd(opcode, payload, _mask);

    /// <summary>Queues the close frame behind everything; only the first one counts.</summary>
    /// <param name="code">1005: an empty close frame.</param>
    /// <param name="reason">At most 123 bytes of UTF-8.</param>
    public void AddClose(ushort code, ReadOnlySpan<byte> reason)
    {
        if (IsClosing)
            return;
        Span<byte> payload = stackalloc byte[2 + CloseCodes.MaxReasonBytes];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(payload, code);
        reason.CopyTo(payload[2..]);
        payload = code == CloseCodes.NoStatus ? [] : payload[..(2 + reason.Length)];
        _closeLength = _mask is null
            ? FrameWriter.Write(_close, FrameOpcode.Close, final: true, payload)
            : FrameWriter.WriteMasked(_close, FrameOpcode.Close, final: true, payload, _mask.NextUInt32());
    }

    /// <summary>Takes a message back that was not begun, and reports it discarded.</summary>
    public bool Withdraw(long token)
    {
        if (token <= 0)
            return false;
        for (int i = 0; i < _count; i++)
        {
            ref Record record = ref At(i);
            if (record.Token != token || record.IsDead || IsBegun(i))
                continue;
            Kill(ref record);
            TrimDead();
            _owner?.OnDiscarded(token, DiscardReason.Withdrawn);
            return true;
        }
        return false;
    }

    /// <summary>Discards every message that was not begun, and control frames likewise, and reports them in order. One that was begun stays, for its rest.</summary>
    public void DiscardWaiting(DiscardReason reason)
    {
        _control.Clear();
        DiscardWaiting(reason, keepsUntracked: false);
    }

    /// <summary>Discards and reports, in order, the messages not begun that have a token or a deadline; the others still go out, ahead of the close frame.</summary>
    public void DiscardTracked(DiscardReason reason) => DiscardWaiting(reason, keepsUntracked: true);

    private void DiscardWaiting(DiscardReason reason, bool keepsUntracked)
    {
        _walking = true;
        // A hand-over may be untold yet: a callback of the flush that is under way got us here.
        for (int i = 0; i < _count; i++)
        {
            ref Record record = ref At(i);
            long token = record.Token;
            if (record.IsDead || token == Record.Told || (keepsUntracked && token == 0 && record.Deadline == 0))
                continue;
            record.Token = Record.Told;
            bool begun = IsBegun(i);
            if (!begun)
                Kill(ref record);
            if (token <= 0)
                continue;
            if (begun)
                _owner?.OnHandedOver(token);
            else
                _owner?.OnDiscarded(token, reason);
        }
        _walking = false;
        TrimDead();
    }

    /// <summary>Discards and reports messages whose deadline passed.</summary>
    /// <param name="nowNanos">Monotonic.</param>
    /// <returns>The earliest deadline that is still to come; <see cref="long.MaxValue"/>: none.</returns>
    public long DiscardExpired(long nowNanos)
    {
        long next = long.MaxValue;
        _walking = true;
        for (int i = 0; i < _count && _withDeadline > 0; i++)
        {
            ref Record record = ref At(i);
            if (record.Deadline == 0 || record.IsDead || IsBegun(i))
                continue;
            if (record.Deadline > nowNanos)
            {
                next = Math.Min(next, record.Deadline);
                continue;
            }
            long token = record.Token;
            Kill(ref record);
            if (token > 0)
                _owner?.OnDiscarded(token, DiscardReason.DeadlinePassed);
        }
        _walking = false;
        TrimDead();
        return next;
    }

    /// <summary>Offers what waits: the rest of what was begun, control frames, messages, the close frame.</summary>
    /// <param name="stream">Takes it.</param>
    /// <param name="nowNanos">Monotonic, for deadlines.</param>
    public FlushOutcome Flush(LoopStream stream, long nowNanos)
    {
        while (true)
        {
            if (_headSent == 0)
            {
                // Again each time round: a callback may have queued something that is already too late.
                if (_withDeadline > 0)
                    DiscardExpired(nowNanos);
                if (!_control.IsEmpty && !_control.Flush(stream, ref _bytesSent))
                    return FlushOutcome.Blocked;
                TrimDead();
                if (_count == 0)
                    return FlushClose(stream);
            }
            ReadOnlySpan<byte> run = NextRun(nowNanos);
            int taken = stream.Offer(run);
            if (taken > 0)
                Account(taken);
            if (taken < run.Length)
                return FlushOutcome.Blocked;
        }
    }

    private void AddCompressed(int offset, FrameOpcode opcode, ReadOnlySpan<byte> payload, long token, long deadlineNanos)
    {
        // A message that may never leave stands alone: the peer's window and ours would differ if others referred to it.
        bool mayBeDiscarded = token > 0 || deadlineNanos != 0;
        if (mayBeDiscarded)
            _deflater!.Forget();
        bool isShorter = _deflater!.TryCompress(payload, out ReadOnlySpan<byte> compressed);
        AddFrame(offset, opcode, isShorter ? compressed : payload, isShorter, token, deadlineNanos);
        if (mayBeDiscarded)
            _deflater.Forget();
    }

    /// <summary>Writes a frame where there is room for it.</summary>
    private void AddFrame(int offset, FrameOpcode opcode, ReadOnlySpan<byte> payload, bool compressed, long token, long deadlineNanos)
    {
        int frameBytes = payload.Length + FrameWriter.HeaderBytes(payload.Length, _mask is not null);
        Span<byte> frame = _bytes.AsSpan(offset, frameBytes);
        if (_mask is null)
            FrameWriter.Write(frame, opcode, final: true, payload, compressed);
        else
            FrameWriter.WriteMasked(frame, opcode, final: true, payload, _mask.NextUInt32(), compressed);
        Append(new Record { Offset = offset, Length = frameBytes, Token = token, Deadline = deadlineNanos });
    }

    private FlushOutcome FlushClose(LoopStream stream)
    {
        if (_closeLength == 0)
            return FlushOutcome.Drained;
        if (_closeSent == _closeLength)
            return FlushOutcome.CloseSent;
        int taken = stream.Offer(_close.AsSpan(_closeSent.._closeLength));
        _bytesSent += taken;
        _closeSent += taken;
        return _closeSent == _closeLength ? FlushOutcome.CloseSent : FlushOutcome.Blocked;
    }

    /// <summary>The waiting frames that lie in one piece from the head on, so that a batch leaves with one write.</summary>
    private ReadOnlySpan<byte> NextRun(long nowNanos)
    {
        ref Record head = ref At(0);
        int start = head.Offset + _headSent;
        int end = head.Offset + head.Length;
        // Control frames wait for the border of a message, so only the begun one may go before them.
        int most = _control.IsEmpty ? _count : 1;
        for (int i = 1; i < most; i++)
        {
            ref Record record = ref At(i);
            if (record.Offset != end || record.IsDead || (record.Deadline != 0 && record.Deadline <= nowNanos))
                break;
            end += record.Length;
        }
        return _bytes.AsSpan(start..end);
    }

    /// <summary>Books what the transport took, then tells: a callback finds every message in the state it really has.</summary>
    private void Account(int taken)
    {
        _bytesSent += taken;
        _queuedBytes -= taken;
        int left = taken;
        int sent = _headSent;
        for (int i = 0; left > 0; i++)
        {
            ref Record record = ref At(i);
            if (!record.IsTaken)
            {
                record.IsTaken = true;
                MessagesSent++;
                if (record.Deadline != 0)
                    _withDeadline--;
            }
            int part = Math.Min(left, record.Length - sent);
            left -= part;
            sent = 0;
        }
        while (taken > 0)
        {
            ref Record record = ref At(0);
            long token = record.Token;
            record.Token = Record.Told;
            int part = Math.Min(taken, record.Length - _headSent);
            taken -= part;
            _headSent += part;
            if (_headSent == record.Length)
            {
                _headSent = 0;
                _head = (_head + 1) & (_records.Length - 1);
                _count--;
            }
            if (token > 0)
                _owner?.OnHandedOver(token);
        }
    }

    private bool IsBegun(int index) => At(index).IsTaken;

    private bool TryReserve(int length, out int offset)
    {
        offset = 0;
        if (IsClosing || _count == MaxMessages)
            return false;
        if (_count == 0)
            return length <= _bytes.Length;
        int first = At(0).Offset;
        ref Record last = ref At(_count - 1);
        int end = last.Offset + last.Length;
        if (last.Offset < first)
        {
            offset = end;
            return length <= first - end;
        }
        if (length <= _bytes.Length - end)
        {
            offset = end;
            return true;
        }
        return length <= first;
    }

    private void Append(in Record record)
    {
        if (_count == _records.Length)
            GrowRecords();
        _records[(_head + _count++) & (_records.Length - 1)] = record;
        _queuedBytes += record.Length;
        if (record.Deadline != 0)
            _withDeadline++;
    }

    private void GrowRecords()
    {
        var larger = new Record[_records.Length * 2];
        for (int i = 0; i < _count; i++)
            larger[i] = At(i);
        _records = larger;
        _head = 0;
    }

    private void Kill(ref Record record)
    {
        record.IsDead = true;
        _queuedBytes -= record.Length;
        if (record.Deadline != 0)
            _withDeadline--;
    }

    /// <summary>Gives back the room of dead messages at both ends, but not under the feet of a walk whose callback got here.</summary>
    private void TrimDead()
    {
        if (_walking)
            return;
        while (_count > 0 && At(0).IsDead)
        {
            _head = (_head + 1) & (_records.Length - 1);
            _count--;
        }
        while (_count > 0 && At(_count - 1).IsDead)
            _count--;
    }

    private ref Record At(int index) => ref _records[(_head + index) & (_records.Length - 1)];

    private void ThrowTooLong(long frameBytes) =>
        throw new ArgumentException($"The message needs {frameBytes} bytes as a frame: more than the whole send queue of {_bytes.Length} bytes.");

    private struct Record
    {
        /// <summary>In <see cref="Token"/>: its hand-over was told, or there is nobody to tell.</summary>
        public const long Told = -1;

        public int Offset;
        public int Length;
        public long Token;
        public long Deadline;
        public bool IsTaken;
        public bool IsDead;
    }
}
