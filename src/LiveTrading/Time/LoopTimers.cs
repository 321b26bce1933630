using LiveTrading.Engine.Time;
using LiveTrading.IO;

namespace LiveTrading.Time;

/// <summary>The core's timers: those of the event loop, until the run ends. Loop thread; starting and canceling allocate nothing.</summary>
internal sealed class LoopTimers(EventLoop loop) : IEngineTimers
{
    // The active ones, so that none outlives the run on a loop that goes on.
    private EngineTimer? _first;
    private bool _ended;

    public IEngineTimer Create(Action<IEngineTimer> callback) => new EngineTimer(this, loop, callback);

    /// <summary>Ends every timer; later starts have no effect.</summary>
    public void End()
    {
        _ended = true;
        while (_first is { } timer)
            timer.Cancel();
    }

    private sealed class EngineTimer : IEngineTimer
    {
        private readonly LoopTimers _owner;
        private readonly LoopTimer _timer;
        private readonly Action<IEngineTimer> _callback;
        private EngineTimer? _previous;
        private EngineTimer? _next;
        private bool _isListed;

        public EngineTimer(LoopTimers owner, EventLoop loop, Action<IEngineTimer> callback)
        {
            _owner = owner;
            _callback = callback;
            _timer = loop.CreateTimer(static t => ((EngineTimer)t.State!).Fire(), this);
        }

        public bool IsActive => _timer.IsActive;

        public long MissedTicks => _timer.MissedTicks;

        public void Start(long dueNanos, long periodNanos = 0)
        {
            if (_owner._ended)
                return;
            _timer.Start(dueNanos, periodNanos);
            if (_isListed)
                return;
            _isListed = true;
            _next = _owner._first;
            if (_next is not null)
                _next._previous = this;
            _owner._first = this;
        }

        public void Cancel()
        {
            _timer.Cancel();
            Unlist();
        }

        private void Fire()
        {
            if (!_timer.IsActive)
                Unlist();
            _callback(this);
        }

        private void Unlist()
        {
            if (!_isListed)
                return;
            _isListed = false;
            if (_previous is null)
                _owner._first = _next;
            else
                _previous._next = _next;
            if (_next is not null)
                _next._previous = _previous;
            _previous = null;
            _next = null;
        }
    }
}
