using LiveTrading.IO;
using LiveTrading.WebSockets.Frames;

namespace LiveTrading.WebSockets.Sending;

/// <summary>
/// Pings and pongs that wait for the transport: they go out between messages, ahead of those that wait. Room for 64; when
/// full, a new pong takes the place of the newest waiting pong (RFC 6455 §5.5.3 asks only for the latest), and anything
/// else is refused. Allocates nothing after construction.
/// </summary>
internal sealed class ControlFrames
{
    /// <summary>Pings that came with one read are all answered up to this; 64 of the longest take 8 KiB.</summary>
    public const int Capacity = 64;

    private readonly byte[] _bytes = new byte[Capacity * FrameWriter.MaxControlFrameBytes];
    private readonly int[] _lengths = new int[Capacity];
    private readonly bool[] _isPong = new bool[Capacity];
    private int _head;
    private int _count;
    private int _headSent;

    public bool IsEmpty => _count == 0;

    /// <summary>Bytes not handed over.</summary>
    public int QueuedBytes
    {
        get
        {
            int sum = -_headSent;
            for (int i = 0; i < _count; i++)
                sum += _lengths[(_head + i) % Capacity];
            return sum;
        }
    }

    /// <summary>Queues a frame.</summary>
    /// <param name="opcode">Ping or pong.</param>
    /// <param name="payload">At most 125 bytes.</param>
    /// <param name="mask">Null on a server.</param>
    /// <returns>False when there is no room.</returns>
    public bool TryAdd(FrameOpcode opcode, ReadOnlySpan<byte> payload, RandomSource? mask)
    {
        bool isPong = opcode == FrameOpcode.Pong;
        int slot;
        if (_count < Capacity)
            slot = (_head + _count++) % Capacity;
        else if (!isPong || !TryFindNewestWaitingPong(out slot))
            return false;
        Span<byte> frame = Slot(slot);
        _lengths[slot] = mask is null
            ? FrameWriter.Write(frame, opcode, final: true, payload)
            : FrameWriter.WriteMasked(frame, opcode, final: true, payload, mask.NextUInt32());
        _isPong[slot] = isPong;
        return true;
    }

    /// <summary>Offers what waits.</summary>
    /// <param name="stream">Takes it.</param>
    /// <param name="bytesSent">Grows by what was taken.</param>
    /// <returns>True when nothing is left.</returns>
    public bool Flush(LoopStream stream, ref long bytesSent)
    {
        while (_count > 0)
        {
            Span<byte> frame = Slot(_head)[_headSent.._lengths[_head]];
            int taken = stream.Offer(frame);
            bytesSent += taken;
            if (taken < frame.Length)
            {
                _headSent += taken;
                return false;
            }
            _headSent = 0;
            _head = (_head + 1) % Capacity;
            _count--;
        }
        return true;
    }

    /// <summary>Forgets all but a frame that was begun, which has to be finished.</summary>
    public void Clear() => _count = _headSent > 0 ? 1 : 0;

    private Span<byte> Slot(int slot) => _bytes.AsSpan(slot * FrameWriter.MaxControlFrameBytes, FrameWriter.MaxControlFrameBytes);

    private bool TryFindNewestWaitingPong(out int slot)
    {
        for (int i = _count - 1; i >= (_headSent > 0 ? 1 : 0); i--)
        {
            slot = (_head + i) % Capacity;
            if (_isPong[slot])
                return true;
        }
        slot = -1;
        return false;
    }
}
