using LiveTrading.Engine.Time;

namespace LiveTrading.Engine.Tests.Risk;

/// <summary>Timers that fire when virtual time passes them.</summary>
internal sealed class ManualTimers(ManualClock clock) : IEngineTimers
{
    private readonly List<ManualTimer> _timers = [];

    public int ActiveCount => _timers.Count(timer => timer.IsActive);

    public IEngineTimer Create(Action<IEngineTimer> callback)
    {
        var timer = new ManualTimer(clock, callback);
        _timers.Add(timer);
        return timer;
    }

    /// <summary>Lets time pass, step by step, firing what is due.</summary>
    public void Advance(TimeSpan span)
    {
        long end = clock.MonotonicNanos + span.Ticks * TimeSpan.NanosecondsPerTick;
        while (true)
        {
            ManualTimer? next = _timers.Where(timer => timer.IsActive && timer.Due <= end).MinBy(timer => timer.Due);
            long until = next is null ? end : Math.Max(next.Due, clock.MonotonicNanos);
            clock.Advance(TimeSpan.FromTicks((until - clock.MonotonicNanos) / TimeSpan.NanosecondsPerTick));
            if (next is null)
                return;
            next.Fire();
        }
    }

    private sealed class ManualTimer(ManualClock clock, Action<IEngineTimer> callback) : IEngineTimer
    {
        private long _period;

        public long Due { get; private set; }

        public bool IsActive { get; private set; }

        public long MissedTicks => 0;

        public void Start(long dueNanos, long periodNanos = 0)
        {
            Due = clock.MonotonicNanos + dueNanos;
            _period = periodNanos;
            IsActive = true;
        }

        public void Cancel() => IsActive = false;

        public void Fire()
        {
            IsActive = _period > 0;
            Due += _period;
            callback(this);
        }
    }
}
