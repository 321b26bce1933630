using System.Buffers.Binary;
using System.Globalization;
using LiveTrading.IO;

namespace LiveTrading.WebSockets.Client;

/// <summary>
/// Finds half-open connections: a ping each interval whose pong must come before the next, and, on a feed that should have
/// data, no silence of two intervals. Control frames are not data. Allocates nothing after construction.
/// </summary>
internal sealed class Heartbeat
{
    private const int PayloadBytes = 8;

    private readonly EventLoop _loop;
    private readonly bool _expectData;
    private readonly ClientSession _session;
    private readonly LoopTimer _pingTimer;
    private readonly LoopTimer _silenceTimer;
    private TimeSpan _interval;
    private long _pingNumber;
    private long _pingSentNanos;
    private bool _awaitsPong;
    private long _lastDataNanos;

    public Heartbeat(EventLoop loop, bool expectData, ClientSession session)
    {
        _loop = loop;
        _expectData = expectData;
        _session = session;
        _pingTimer = loop.CreateTimer(static timer => ((Heartbeat)timer.State!).OnPingDue(), this);
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
        _silenceTimer.Cancel();
    }

    /// <summary>A message came.</summary>
    public void OnData() => _lastDataNanos = _loop.MonotonicNanos;

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
            _session.Cut(string.Create(CultureInfo.InvariantCulture, $"no pong within {_interval.TotalSeconds:0.###} s: the connection is dead"));
            return;
        }
        Span<byte> payload = stackalloc byte[PayloadBytes];
        BinaryPrimitives.WriteInt64BigEndian(payload, ++_pingNumber);
        _awaitsPong = true;
        _pingSentNanos = _loop.MonotonicNanos;
        _session.SendPing(payload);
    }

    private void OnSilenceDue()
    {
        long limit = 2 * WebSocketConnection.Nanos(_interval);
        long silence = _loop.MonotonicNanos - _lastDataNanos;
        if (silence >= limit)
            _session.Cut(string.Create(CultureInfo.InvariantCulture, $"no data for {2 * _interval.TotalSeconds:0.###} s: the connection is dead"));
        else
            _silenceTimer.Start(limit - silence);
    }
}
