using LiveTrading.IO;

namespace LiveTrading.Venues.Binance;

/// <summary>
/// The venue's time, learnt from its <c>time</c> method only: the answer with the least round trip among the latest
/// <see cref="Samples"/> rules. Bound to monotonic time, so that a step of the wall clock does not disturb it.
/// </summary>
internal sealed class ServerClock(EventLoop loop)
{
    /// <summary>How many answers are compared; older ones fall out, so that drift is followed.</summary>
    public const int Samples = 8;

    /// <summary>By how much an answer may contradict the ruling one beyond both round trips before the venue's clock counts as stepped: drift between two answers stays far below it.</summary>
    public const long StepNanos = 100_000_000;

    private readonly (long OffsetNanos, long RoundTripNanos)[] _samples = new (long, long)[Samples];
    private int _count;
    private int _next;

    // Until the first answer this machine's clock as it stood at the start: a step of it must not move what is bound to our time.
    private long _offsetNanos = loop.WallNanos - loop.MonotonicNanos;

    /// <summary>At least one answer came.</summary>
    public bool HasSample => _count > 0;

    /// <summary>Round trip of the ruling answer, nanoseconds.</summary>
    public long RoundTripNanos { get; private set; }

    /// <summary>The venue's time now in Unix milliseconds; until the first answer this machine's, going on from where it stood at the start.</summary>
    public long Milliseconds => (loop.MonotonicNanos + _offsetNanos) / 1_000_000;

    /// <summary>How far the venue's clock is ahead of this machine's, nanoseconds; 0 until known.</summary>
    public long SkewNanos => HasSample ? loop.MonotonicNanos + _offsetNanos - loop.WallNanos : 0;

    /// <summary>Takes an answer. One that the earlier ones contradict shows that the venue's clock was set: they are forgotten.</summary>
    /// <param name="serverMilliseconds">What the venue said.</param>
    /// <param name="sentNanos">Monotonic time at which the question left.</param>
    /// <param name="receivedNanos">Monotonic time at which the answer was dispatched.</param>
    public void AddSample(long serverMilliseconds, long sentNanos, long receivedNanos)
    {
        long roundTrip = Math.Max(0, receivedNanos - sentNanos);
        long offset = (serverMilliseconds * 1_000_000) - (sentNanos + (roundTrip / 2));
        if (_count > 0 && Math.Abs(offset - _offsetNanos) > (roundTrip / 2) + (RoundTripNanos / 2) + StepNanos)
            _count = _next = 0;
        _samples[_next] = (offset, roundTrip);
        _next = (_next + 1) % Samples;
        _count = Math.Min(_count + 1, Samples);
        RoundTripNanos = long.MaxValue;
        for (int i = 0; i < _count; i++)
        {
            if (_samples[i].RoundTripNanos >= RoundTripNanos)
                continue;
            RoundTripNanos = _samples[i].RoundTripNanos;
            _offsetNanos = _samples[i].OffsetNanos;
        }
    }

    /// <summary>Forgets all answers but keeps the present time until the next one: the venue found our time wrong.</summary>
    public void Distrust()
    {
        if (_count == 0)
            return;
        _samples[0] = (_offsetNanos, long.MaxValue - 1);
        RoundTripNanos = long.MaxValue - 1;
        _count = 1;
        _next = 1;
    }
}
