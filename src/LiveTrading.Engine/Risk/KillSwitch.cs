using System.Globalization;
using LiveTrading.Engine.Bus;
using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Execution;
using LiveTrading.Engine.Portfolios;
using LiveTrading.Engine.Strategies;
using LiveTrading.Engine.Time;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Risk;

/// <summary>
/// Ends trading: latch, deny all but reducing orders, cancel own orders, wait until none works or is unknown and the venues
/// confirm it and, with flatten, close the position this engine made. Nothing of it waits for the latch: a journal that cannot
/// be written is reported and does not stop the cancels. Stays engaged, across restarts, until a person releases it. Loop
/// thread; driven by its calls and one timer.
/// </summary>
/// <remarks>
/// Each wait has a time after which a person is alarmed; it goes on all the same, so that a venue that comes back after an
/// hour finds its orders canceled and the position closed. Only rounds of closing that the venue took and did not fill end it,
/// in <see cref="KillSwitchState.Alarm"/>. While it is engaged, an own order that a venue brings to light is canceled too.
/// </remarks>
public sealed class KillSwitch
{
    // The journal's record of the latch holds about four times as much.
    private const int MaxReasonCharacters = 500;

    // How much slower closing is tried while there is no price, once a person was alarmed.
    private const int AlarmedAttemptFactor = 10;

    private readonly RiskEngine _risk;
    private readonly IOrderEntry _orders;
    private readonly IKillSwitchReconciler _reconciler;
    private readonly IKillSwitchLatch _latch;
    private readonly IEngineClock _clock;
    private readonly IEngineTimer _timer;
    private readonly KillSwitchOptions _options;
    private readonly PositionCloser _closer;
    private readonly Publisher<KillSwitchEvent> _events;
    private KillSwitchState _phase;
    private bool _flatten;
    private bool _alarmed;
    private long _waitUntil;
    private long _flattenUntil;
    private long _nextCancel;
    private long _nextAttempt;

    /// <summary>A kill switch, not engaged.</summary>
    /// <exception cref="ArgumentException">An option is out of range; all problems are named.</exception>
    public KillSwitch(
        RiskEngine risk,
        Portfolio portfolio,
        Cache cache,
        IOrderEntry orders,
        IKillSwitchReconciler reconciler,
        IKillSwitchLatch latch,
        MessageBus bus,
        IEngineClock clock,
        IEngineTimers timers,
        KillSwitchOptions options)
    {
        ArgumentNullException.ThrowIfNull(risk);
        ArgumentNullException.ThrowIfNull(orders);
        ArgumentNullException.ThrowIfNull(reconciler);
        ArgumentNullException.ThrowIfNull(latch);
        ArgumentNullException.ThrowIfNull(bus);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(timers);
        ArgumentNullException.ThrowIfNull(options);
        IReadOnlyList<string> problems = options.Validate("KillSwitch");
        if (problems.Count > 0)
            throw new ArgumentException(string.Join(" ", problems), nameof(options));
        _risk = risk;
        _orders = orders;
        _reconciler = reconciler;
        _latch = latch;
        _clock = clock;
        _options = options.Copy();
        _closer = new PositionCloser(portfolio, cache, orders, _options.FlattenPriceBand);
        _events = bus.GetPublisher<KillSwitchEvent>("risk.kill_switch");
        _timer = timers.Create(_ => Poll());
    }

    /// <summary>Where it stands. <see cref="KillSwitchState.Alarm"/> while something it waits for is overdue.</summary>
    public KillSwitchState State => _alarmed && IsEngaged ? KillSwitchState.Alarm : _phase;

    /// <summary>True unless <see cref="KillSwitchState.Released"/>.</summary>
    public bool IsEngaged => _phase != KillSwitchState.Released;

    /// <summary>Why it was engaged; empty when it is not.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>Rounds of closing since it was engaged.</summary>
    public int Round { get; private set; }

    /// <summary>
    /// Ends trading. Engaging again asks for all cancels again and may add flatten; it never takes flatten away, and never makes
    /// what is done already undone.
    /// </summary>
    /// <param name="reason">Why, for the record and for people; what is beyond 500 characters is left out.</param>
    /// <param name="flatten">Also close the position that this engine made.</param>
    public void Engage(string reason, bool flatten)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        if (reason.Length > MaxReasonCharacters)
            reason = reason[..MaxReasonCharacters];
        flatten |= _flatten && IsEngaged;
        bool latched = _latch.TryLatch(reason, flatten);
        Begin(reason, flatten);
        Say(KillSwitchEventKind.Engaged, reason);
        if (!latched)
            Say(KillSwitchEventKind.LatchFailed, "The kill switch could not be recorded: it works, but a restart would forget it.");
        SendCancels();
        Poll();
    }

    /// <summary>Engages it as the journal remembers it after a restart, and goes on with what it was to do. Before trading starts.</summary>
    /// <param name="reason">Why it was engaged.</param>
    /// <param name="flatten">It was to close the position too.</param>
    public void Restore(string reason, bool flatten)
    {
        ArgumentNullException.ThrowIfNull(reason);
        Begin(reason, flatten);
        Say(KillSwitchEventKind.Restored, reason);
        SendCancels();
    }

    /// <summary>Lets trading go on. What is still being canceled or closed is left as it is.</summary>
    /// <param name="person">Who decided it; recorded.</param>
    /// <returns>False when it is not engaged, or when the release could not be recorded: it then stays engaged.</returns>
    public bool Release(string person)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(person);
        if (!IsEngaged)
            return false;
        if (!_latch.TryRelease(person))
        {
            Say(KillSwitchEventKind.ReleaseFailed, "The release could not be recorded: the kill switch stays engaged.");
            return false;
        }

        _timer.Cancel();
        _phase = KillSwitchState.Released;
        _alarmed = false;
        Reason = "";
        _flatten = false;
        _risk.SetKillSwitch(engaged: false, "Kill switch released by " + person);
        Say(KillSwitchEventKind.Released, person);
        return true;
    }

    /// <summary>Ends one strategy's trading: latched, denied all but what reduces its own position, its orders canceled. The others go on. Engaging again asks for the cancels again.</summary>
    /// <param name="strategy">Which.</param>
    /// <param name="reason">Why, for the record and for people; what is beyond 500 characters is left out.</param>
    public void EngageStrategy(StrategyId strategy, string reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(strategy.Value, nameof(strategy));
        ArgumentException.ThrowIfNullOrEmpty(reason);
        if (reason.Length > MaxReasonCharacters)
            reason = reason[..MaxReasonCharacters];
        bool latched = _latch.TryLatch(reason, flatten: false, strategy);
        BeginStrategy(strategy, reason, KillSwitchEventKind.StrategyEngaged);
        if (!latched)
            Say(KillSwitchEventKind.LatchFailed, $"The kill switch of {strategy} could not be recorded: it works, but a restart would forget it.");
    }

    /// <summary>Engages a strategy's as the journal remembers it after a restart. Before trading starts.</summary>
    public void RestoreStrategy(StrategyId strategy, string reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        BeginStrategy(strategy, reason, KillSwitchEventKind.StrategyRestored);
    }

    /// <summary>Lets a strategy trade again, as far as its trading state allows.</summary>
    /// <param name="strategy">Which.</param>
    /// <param name="person">Who decided it; recorded.</param>
    /// <returns>False when its kill switch is not engaged, or when the release could not be recorded: it then stays engaged.</returns>
    public bool ReleaseStrategy(StrategyId strategy, string person)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(person);
        if (!_risk.IsStrategyKilled(strategy))
            return false;
        if (!_latch.TryRelease(person, strategy))
        {
            Say(KillSwitchEventKind.ReleaseFailed, $"The release of {strategy} could not be recorded: its kill switch stays engaged.");
            return false;
        }

        _risk.SetStrategyKillSwitch(strategy, engaged: false, "Kill switch released by " + person);
        Say(KillSwitchEventKind.StrategyReleased, $"{strategy}: {person}");
        return true;
    }

    /// <summary>True while a strategy's own kill switch is engaged.</summary>
    public bool IsStrategyEngaged(StrategyId strategy) => _risk.IsStrategyKilled(strategy);

    private void BeginStrategy(StrategyId strategy, string reason, KillSwitchEventKind kind)
    {
        _risk.SetStrategyKillSwitch(strategy, engaged: true, "kill switch: " + reason);
        Say(kind, $"{strategy}: {reason}");
        int asked = _orders.CancelAll(strategy, null, "kill switch: " + reason);
        if (asked > 0)
            Say(KillSwitchEventKind.CancelsSent, string.Create(CultureInfo.InvariantCulture, $"{asked} cancels of {strategy}."));
    }

    private static long Nanos(TimeSpan span) => span.Ticks * TimeSpan.NanosecondsPerTick;

    private void Begin(string reason, bool flatten)
    {
        Reason = reason;
        _phase = KillSwitchState.Canceling;
        Round = 0;
        _flatten = flatten;
        _alarmed = false;
        _nextAttempt = 0;
        _waitUntil = _clock.MonotonicNanos + Nanos(_options.CancelTimeout);
        _risk.SetKillSwitch(engaged: true, reason);
        _timer.Start(Nanos(_options.PollInterval), Nanos(_options.PollInterval));
    }

    private void Poll()
    {
        switch (_phase)
        {
            case KillSwitchState.Canceling:
                PollCanceling();
                break;
            case KillSwitchState.Reconciling:
                PollReconciling();
                break;
            case KillSwitchState.Flattening:
                PollFlattening();
                break;
            case KillSwitchState.Engaged:
            case KillSwitchState.Alarm:
                PollEngaged();
                break;
        }
    }

    private void PollCanceling()
    {
        if (_risk.OpenOrderCount == 0)
        {
            Say(KillSwitchEventKind.OrdersGone, "No own order works or is unknown.");
            _alarmed = false;
            _flattenUntil = _clock.MonotonicNanos + Nanos(_options.FlattenTimeout);
            Reconcile();
            return;
        }

        long now = _clock.MonotonicNanos;
        if (now >= _nextCancel)
            SendCancels();
        if (now >= _waitUntil)
            AlarmOnce(string.Create(CultureInfo.InvariantCulture, $"{_risk.OpenOrderCount} own orders still work or are unknown after {_options.CancelTimeout}; the kill switch goes on waiting."));
    }

    private void PollReconciling()
    {
        if (_reconciler.IsSettled)
            CloseOrFinish();
        else if (_clock.MonotonicNanos >= _flattenUntil)
            AlarmOnce("The venues did not confirm orders and balances in time; the kill switch goes on asking.");
    }

    private void PollFlattening()
    {
        if (_risk.OpenOrderCount == 0)
        {
            Reconcile();
            return;
        }

        long now = _clock.MonotonicNanos;
        if (now >= _flattenUntil)
            AlarmOnce("Closing orders still work or are unknown; the kill switch goes on waiting.");
        if (now >= _nextCancel)
            SendCancels();
    }

    // Orders that reduce the position may work now; one that was taken back from a venue has nobody who answers for it.
    private void PollEngaged()
    {
        if (_clock.MonotonicNanos < _nextCancel)
            return;
        _nextCancel = _clock.MonotonicNanos + Nanos(_options.CancelRepeatInterval);
        int asked = _orders.CancelAll(ExecutionEngine.RecoveredOrders, null, "kill switch: " + Reason);
        if (asked > 0)
            Say(KillSwitchEventKind.CancelsSent, string.Create(CultureInfo.InvariantCulture, $"{asked} cancels of orders that were taken back."));
    }

    private void Reconcile()
    {
        _phase = KillSwitchState.Reconciling;
        _reconciler.Request("kill switch");
    }

    private void CloseOrFinish()
    {
        if (_risk.OpenOrderCount > 0)
        {
            // A reconciliation may take orders back from the venue.
            _phase = KillSwitchState.Flattening;
            SendCancels();
            return;
        }

        if (!_flatten)
        {
            Complete("All own orders have ended.");
            return;
        }

        if (!_closer.HasClosable)
        {
            Say(KillSwitchEventKind.Flat, _closer.DescribeLeft());
            Complete("All own orders have ended and the position is closed.");
            return;
        }

        if (Round >= _options.MaxFlattenRounds)
        {
            GiveUp(string.Create(CultureInfo.InvariantCulture, $"The position is not closed after {Round} rounds: {_closer.DescribeLeft()}"));
            return;
        }

        if (_clock.MonotonicNanos >= _flattenUntil)
            AlarmOnce("The position is not closed yet; the kill switch goes on trying. " + _closer.DescribeLeft());
        if (_clock.MonotonicNanos < _nextAttempt)
            return;
        _nextAttempt = _clock.MonotonicNanos + Nanos(_options.CancelRepeatInterval) * (_alarmed ? AlarmedAttemptFactor : 1);
        int sent = _closer.SendClosingOrders();
        if (sent == 0)
        {
            // Denied, or no price: tried again a little later.
            return;
        }

        Round++;
        _nextAttempt = 0;
        _phase = KillSwitchState.Flattening;
        _nextCancel = _clock.MonotonicNanos + Nanos(_options.CancelRepeatInterval);
        Say(KillSwitchEventKind.ClosingOrdersSent, string.Create(CultureInfo.InvariantCulture, $"{sent} closing orders."));
    }

    private void SendCancels()
    {
        _nextCancel = _clock.MonotonicNanos + Nanos(_options.CancelRepeatInterval);
        int asked = _orders.CancelAll(null, null, "kill switch: " + Reason);
        if (asked > 0)
            Say(KillSwitchEventKind.CancelsSent, string.Create(CultureInfo.InvariantCulture, $"{asked} cancels."));
    }

    private void Complete(string text)
    {
        _alarmed = false;
        _phase = KillSwitchState.Engaged;
        Say(KillSwitchEventKind.Completed, text);
    }

    private void AlarmOnce(string text)
    {
        if (_alarmed)
            return;
        _alarmed = true;
        Say(KillSwitchEventKind.Alarm, text);
    }

    private void GiveUp(string text)
    {
        _phase = KillSwitchState.Alarm;
        Say(KillSwitchEventKind.Alarm, text);
    }

    private void Say(KillSwitchEventKind kind, string text) =>
        _events.Publish(new KillSwitchEvent(kind, text, _risk.OpenOrderCount, Round, _clock.Now));
}
