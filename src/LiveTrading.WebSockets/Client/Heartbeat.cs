using System.Buffers.Binary;
using System.Globalization;
using LiveTrading.IO;

namespace LiveTrading.WebSockets.Client;

/// <summary>
/// Finds half-open connections: a ping each interval whose pong must come before the next, and, on a feed that should have
/// data, no silence of two intervals. Control frames are not data. Allocates nothing after construction.
/// </summary>
/// <remarks>
/// A pong cannot come inside a frame (RFC 6455 §5.4), so behind a large one on a slow link it may be late on a connection
/// that is well. While nothing but bytes of one unfinished frame has come since the ping, the interval counts from the
/// newest of them, up to <see cref="MaxFrameIntervals"/> intervals; the same bytes are data to a feed that should have some.
/// </remarks>
internal sealed class Heartbeat
{
    /// <summary>Intervals after a ping in which a frame that is still coming in may hold up its pong.</summary>
    public const int MaxFrameIntervals = 10;

    private const int PayloadBytes = 8;

    private readonly EventLoop _loop;
    private readonly bool _expectData;
    private readonly ClientSession _session;
    private readonly LoopTimer _pingTimer;
    private readonly LoopTimer _pongTimer;
    private readonly LoopTimer _silenceTimer;
    private TimeSpan _interval;
    private long _pingNumber;
    private long _pingSentNanos;
    private bool _awaitsPong;
    private long _lastDataNanos;

    // Newest bytes of the unfinished frame at the front; 0: the newest bytes ended one.
    private long _lastPieceNanos;
    private bool _isFrameSincePing;

    public Heartbeat(EventLoop loop, bool expectData, ClientSession session)
    {
        _loop = loop;
        _expectData = expectData;
        _session = session;
        _pingTimer = loop.CreateTimer(static timer => ((Heartbeat)timer.State!).OnPingDue(), this);
        _pongTimer = loop.CreateTimer(static timer => ((Heartbeat)timer.State!).OnPongDue(), this);
        _silenceTimer = loop.CreateTimer(static timer => ((Heartbeat)timer.State!).OnSilenceDue(), this);
    }

    /// <summary>Of the latest answered ping; −1 before the first.</summary>
    public long RoundTripNanos { get; private set; } = -1;

    /// <summary>Starts or restarts with an interval; zero: none.</summary>
    public void Start(TimeSpan interval)
    {
        Stop();
        _interval = interval;
        _awaitsPong = false;
        _lastDataNanos = _loop.MonotonicNanos;
        if (interval == TimeSpan.Zero)
            return;
        long nanos = WebSocketConnection.Nanos(interval);
        _pingTimer.Start(nanos, nanos);
        if (_expectData)
            _silenceTimer.Start(2 * nanos);
    }

    public void Stop()
    {
        _pingTimer.Cancel();
        _pongTimer.Cancel();
        _silenceTimer.Cancel();
    }

    /// <summary>A message came.</summary>
    public void OnData() => _lastDataNanos = _loop.MonotonicNanos;

    /// <summary>Bytes came.</summary>
    /// <param name="endedFrames">They ended a frame at least.</param>
    /// <param name="isInsideFrame">Behind them stands a frame that is not whole.</param>
    public void OnBytes(bool endedFrames, bool isInsideFrame)
    {
        _isFrameSincePing |= endedFrames;
        _lastPieceNanos = isInsideFrame ? _loop.MonotonicNanos : 0;
    }

    /// <summary>A pong came; it counts only when it answers the latest ping.</summary>
    public void OnPong(ReadOnlySpan<byte> payload)
    {
        if (!_awaitsPong || payload.Length != PayloadBytes || BinaryPrimitives.ReadInt64BigEndian(payload) != _pingNumber)
            return;
        _awaitsPong = false;
        RoundTripNanos = _loop.MonotonicNanos - _pingSentNanos;
    }

    private void OnPingDue()
    {
        if (_awaitsPong)
        {
            OnPongDue();
            return;
        }
        Span<byte> payload = stackalloc byte[PayloadBytes];
        BinaryPrimitives.WriteInt64BigEndian(payload, ++_pingNumber);
        _awaitsPong = true;
        _isFrameSincePing = false;
        _pingSentNanos = _loop.MonotonicNanos;
        _session.SendPing(payload);
    }

    /// <summary>A pong did not come within the interval.</summary>
    private void OnPongDue()
    {
        if (!_awaitsPong)
            return;
        long nanos = WebSocketConnection.Nanos(_interval);
        long now = _loop.MonotonicNanos;
        // As long as one frame has been coming in since the ping.
        long due = _isFrameSincePing ? 0 : Math.Min(_lastPieceNanos + nanos, _pingSentNanos + (MaxFrameIntervals * nanos));
        if (due > now)
            _pongTimer.Start(due - now);
        else
            _session.Cut(string.Create(CultureInfo.InvariantCulture, $"no pong within {_interval.TotalSeconds:0.###} s: the connection is dead"));
    }

    private void OnSilenceDue()
    {
        long limit = 2 * WebSocketConnection.Nanos(_interval);
        long longest = MaxFrameIntervals * WebSocketConnection.Nanos(_interval);
        long now = _loop.MonotonicNanos;
        long due = Math.Min(Math.Max(_lastDataNanos, _lastPieceNanos) + limit, _lastDataNanos + longest);
        if (due > now)
            _silenceTimer.Start(due - now);
        else
            _session.Cut(string.Create(CultureInfo.InvariantCulture, $"no data for {2 * _interval.TotalSeconds:0.###} s: the connection is dead"));
    }
}
