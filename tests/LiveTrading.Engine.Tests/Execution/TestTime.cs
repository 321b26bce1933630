using LiveTrading.Engine.Time;
using LiveTrading.Model;

namespace LiveTrading.Engine.Tests.Execution;

/// <summary>Clock and timers that move only when a test says so; between firings it lets the venue's answers through.</summary>
internal sealed class TestTime : IEngineClock, IEngineTimers
{
    private readonly List<Timer> _timers = [];

    public UnixNanos Now => new(1_700_000_000 * UnixNanos.PerSecond + MonotonicNanos);

    public long MonotonicNanos { get; private set; }

    public Action? AfterStep { get; set; }

    public IEngineTimer Create(Action<IEngineTimer> callback)
    {
        var timer = new Timer(this, callback);
        _timers.Add(timer);
        return timer;
    }

    public void Advance(double seconds)
    {
        long end = MonotonicNanos + (long)(seconds * UnixNanos.PerSecond);
        AfterStep?.Invoke();
        while (_timers.Where(t => t.IsActive && t.Due <= end).MinBy(t => t.Due) is { } next)
        {
            MonotonicNanos = Math.Max(MonotonicNanos, next.Due);
            next.Fire();
            AfterStep?.Invoke();
        }

        MonotonicNanos = end;
        AfterStep?.Invoke();
    }

    private sealed class Timer(TestTime time, Action<IEngineTimer> callback) : IEngineTimer
    {
        private long _period;

        public long Due { get; private set; }

        public bool IsActive { get; private set; }

        public long MissedTicks => 0;

        public void Start(long dueNanos, long periodNanos = 0)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(dueNanos);
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
