using LiveTrading.Engine.Time;
using LiveTrading.Model;

namespace LiveTrading.Engine.Tests.Data;

/// <summary>Clock and timers that move only when a test says so.</summary>
internal sealed class VirtualTime : IEngineClock, IEngineTimers
{
    private readonly List<Timer> _timers = [];

    public UnixNanos Now => new(1_767_225_600 * UnixNanos.PerSecond + MonotonicNanos);

    public long MonotonicNanos { get; private set; }

    public int ActiveTimers => _timers.Count(t => t.IsActive);

    public IEngineTimer Create(Action<IEngineTimer> callback)
    {
        var timer = new Timer(this, callback);
        _timers.Add(timer);
        return timer;
    }

    public void Advance(long nanos)
    {
        long end = MonotonicNanos + nanos;
        while (_timers.Where(t => t.IsActive && t.Due <= end).MinBy(t => t.Due) is { } next)
        {
            MonotonicNanos = Math.Max(MonotonicNanos, next.Due);
            next.Fire();
        }

        MonotonicNanos = end;
    }

    private sealed class Timer(VirtualTime time, Action<IEngineTimer> callback) : IEngineTimer
    {
        private long _period;

        public long Due { get; private set; }

        public bool IsActive { get; private set; }

        public long MissedTicks => 0;

        public void Start(long dueNanos, long periodNanos = 0)
        {
            Due = time.MonotonicNanos + dueNanos;
            _period = periodNanos;
            IsActive = true;
        }

        public void Cancel() => IsActive = false;

        public void Fire()
        {
            if (_period > 0)
                Due += _period;
            else
                IsActive = false;
            callback(this);
        }
    }
}
