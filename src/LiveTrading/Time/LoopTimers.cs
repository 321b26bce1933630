using LiveTrading.Engine.Time;
using LiveTrading.IO;

namespace LiveTrading.Time;

/// <summary>The core's timers: those of the event loop.</summary>
internal sealed class LoopTimers(EventLoop loop) : IEngineTimers
{
    public IEngineTimer Create(Action<IEngineTimer> callback) => new EngineTimer(loop, callback);

    private sealed class EngineTimer : IEngineTimer
    {
        private readonly LoopTimer _timer;
        private readonly Action<IEngineTimer> _callback;

        public EngineTimer(EventLoop loop, Action<IEngineTimer> callback)
        {
            _callback = callback;
            _timer = loop.CreateTimer(static t => ((EngineTimer)t.State!).Fire(), this);
        }

        public bool IsActive => _timer.IsActive;

        public long MissedTicks => _timer.MissedTicks;

        public void Start(long dueNanos, long periodNanos = 0) => _timer.Start(dueNanos, periodNanos);

        public void Cancel() => _timer.Cancel();

        private void Fire() => _callback(this);
    }
}
