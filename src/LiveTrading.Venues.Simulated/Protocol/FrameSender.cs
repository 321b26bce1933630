using LiveTrading.WebSockets;
using LiveTrading.WebSockets.Server;

namespace LiveTrading.Venues.Simulated.Protocol;

/// <summary>
/// Sends frames of one socket in order and loses none: what the socket does not take waits here. While anything waits,
/// playback stands still, so at most what one message causes piles up; beyond <see cref="MaxWaitingBytes"/> the socket is cut.
/// </summary>
internal sealed class FrameSender(SendGate gate)
{
    /// <summary>Frames waiting for one socket, bytes.</summary>
    public const int MaxWaitingBytes = 64 * 1024 * 1024;

    private readonly Queue<byte[]> _waiting = new();
    private long _waitingBytes;
    private ServerWebSocket? _socket;

    /// <summary>Half-open on demand: pretends to send, and answers no pings.</summary>
    public bool IsMute { get; private set; }

    public bool IsBlocked => _waiting.Count > 0;

    /// <summary>Since when it is blocked, on the loop's monotonic clock.</summary>
    public long BlockedSinceNanos { get; private set; }

    public ServerWebSocket? Socket => _socket;

    public void Open(ServerWebSocket socket) => _socket = socket;

    /// <summary>From now on nothing goes out, and the socket stays open.</summary>
    public void Mute()
    {
        IsMute = true;
        if (_socket is { } socket)
            socket.AnswersPings = false;
    }

    /// <summary>Sends a frame, now or as soon as there is room.</summary>
    public void Send(ReadOnlySpan<byte> frame)
    {
        if (_socket is null || IsMute)
            return;
        gate.FramesSent++;
        if (_waiting.Count == 0)
        {
            SendResult result = _socket.SendText(frame);
            if (result != SendResult.BackPressured)
                return;
            BlockedSinceNanos = gate.NowNanos;
            gate.Blocked++;
        }

        _waiting.Enqueue(frame.ToArray());
        _waitingBytes += frame.Length;
        if (_waitingBytes > MaxWaitingBytes)
            _socket.Abort(reset: true);
    }

    /// <summary>There is room again.</summary>
    public void Drained()
    {
        if (_waiting.Count == 0)
            return;
        while (_waiting.TryPeek(out byte[]? frame))
        {
            if (_socket is { } socket && socket.SendText(frame) == SendResult.BackPressured)
            {
                BlockedSinceNanos = gate.NowNanos;
                return;
            }

            _waiting.Dequeue();
            _waitingBytes -= frame.Length;
        }

        gate.Unblock();
    }

    /// <summary>The socket is gone; what waited goes with it.</summary>
    public void Closed()
    {
        _socket = null;
        _waitingBytes = 0;
        if (_waiting.Count == 0)
            return;
        _waiting.Clear();
        gate.Unblock();
    }
}
