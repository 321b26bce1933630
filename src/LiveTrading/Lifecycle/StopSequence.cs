using LiveTrading.Engine.Execution;
using LiveTrading.Engine.Kernel;
using LiveTrading.Engine.Ports;
using LiveTrading.Engine.Time;
using LiveTrading.Model;
using LiveTrading.Model.Orders;

namespace LiveTrading.Lifecycle;

/// <summary>
/// The graceful stop: cancels own orders together, waits until none is open or unknown, reads the account once more, closes the
/// connections. Every wait is bounded; together they end within <see cref="StopOptions.Timeout"/>.
/// </summary>
internal sealed class StopSequence
{
    private const long PollNanos = 5_000_000;

    // Shares of the whole time: cancels may wait until 70 %, the last reading of the account until 85 %, closing until the end.
    private const double CancelShare = 0.70;
    private const double ReadShare = 0.85;

    private readonly TradingKernel _kernel;
    private readonly IReadOnlyList<IVenueAdapter> _venues;
    private readonly StopOptions _options;
    private readonly IEngineClock _clock;
    private readonly IEngineTimer _timer;
    private readonly Action _closeConnections;
    private readonly Action _done;
    private readonly List<Order> _open = [];
    private readonly HashSet<IVenueAdapter> _stopped = [];
    private Phase _phase;
    private long _started;
    private long _readFrom;

    public StopSequence(TradingKernel kernel, IReadOnlyList<IVenueAdapter> venues, StopOptions options, IEngineClock clock, IEngineTimers timers, Action closeConnections, Action done)
    {
        _kernel = kernel;
        _venues = venues;
        _options = options;
        _clock = clock;
        _closeConnections = closeConnections;
        _done = done;
        _timer = timers.Create(_ => Advance());
    }

    private enum Phase
    {
        Idle,
        Canceling,
        Reading,
        Closing,
        Done,
    }

    /// <summary>Own orders that were open or unknown when waiting ended, kept protective ones aside.</summary>
    public IReadOnlyList<Order> Left => _open;

    public void Begin(string reason)
    {
        _started = _clock.MonotonicNanos;
        _kernel.Execution.BeginShutdown();
        if (_options.CancelOrders)
            _kernel.Execution.CancelAllOwn(_options.CancelProtective, reason);
        _phase = Phase.Canceling;
        _timer.Start(PollNanos, PollNanos);
        Advance();
    }

    public void OnVenueStopped(IVenueAdapter venue)
    {
        _stopped.Add(venue);
        if (_phase == Phase.Closing)
            Advance();
    }

    private bool Past(double share) => _clock.MonotonicNanos - _started >= (long)(_options.Timeout.Ticks * 100 * share);

    private void Advance()
    {
        if (_phase == Phase.Canceling && (!_options.CancelOrders || CountLeft() == 0 || Past(CancelShare)))
            BeginReading();
        if (_phase == Phase.Reading && (IsRead() || Past(ReadShare)))
            BeginClosing();
        if (_phase == Phase.Closing && (_stopped.Count == _venues.Count || Past(1)))
        {
            _phase = Phase.Done;
            _timer.Cancel();
            CountLeft();
            _done();
        }
    }

    private int CountLeft()
    {
        _open.Clear();
        _kernel.Execution.CopyOpenOrUnknown(_open);
        if (!_options.CancelProtective)
            _open.RemoveAll(o => !o.IsUnknown && _kernel.Execution.IsProtective(o));
        return _open.Count;
    }

    private void BeginReading()
    {
        _phase = Phase.Reading;
        _readFrom = _clock.MonotonicNanos;
        foreach (VenueExecution venue in _kernel.Execution.Venues)
        {
            if (venue.IsReconciled)
                venue.Reconcile("the engine stops");
        }
    }

    private bool IsRead()
    {
        foreach (VenueExecution venue in _kernel.Execution.Venues)
        {
            if (venue.IsReconciled && (venue.LastReconciliation is not { } last || last.StartedAt < _readFrom))
                return false;
        }

        return true;
    }

    private void BeginClosing()
    {
        _phase = Phase.Closing;
        foreach (IVenueAdapter venue in _venues)
            venue.Stop();
        _closeConnections();
    }
}
