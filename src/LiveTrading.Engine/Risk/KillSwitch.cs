using System.Globalization;
using LiveTrading.Engine.Bus;
using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Portfolios;
using LiveTrading.Engine.Strategies;
using LiveTrading.Engine.Time;
using LiveTrading.Model;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Risk;

/// <summary>
/// Ends trading: latch, deny all but reducing orders, cancel own orders, wait until none works or is unknown and, with
/// flatten, close the position this engine made. Nothing of it waits for the latch: a journal that cannot be written is
/// reported and does not stop the cancels. Stays engaged, across restarts, until a person releases it. Loop thread; driven by
/// its calls and one timer.
/// </summary>
public sealed class KillSwitch
{
    private readonly RiskEngine _risk;
    private readonly IOrderEntry _orders;
    private readonly IKillSwitchReconciler _reconciler;
    private readonly IKillSwitchLatch _latch;
    private readonly IEngineClock _clock;
    private readonly IEngineTimer _timer;
    private readonly KillSwitchOptions _options;
    private readonly PositionCloser _closer;
    private readonly Publisher<KillSwitchEvent> _events;
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

    /// <summary>Where it stands.</summary>
    public KillSwitchState State { get; private set; }

    /// <summary>True unless <see cref="KillSwitchState.Released"/>.</summary>
    public bool IsEngaged => State != KillSwitchState.Released;

    /// <summary>Why it was engaged; empty when it is not.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>Rounds of closing since it was engaged.</summary>
    public int Round { get; private set; }

    /// <summary>
    /// Ends trading. Engaging again asks for all cancels again and may add flatten; it never takes flatten away, and never makes
    /// what is done already undone.
    /// </summary>
    /// <param name="reason">Why, for the record and for people.</param>
    /// <param name="flatten">Also close the position that this engine made.</param>
    public void Engage(string reason, bool flatten)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        bool latched = _latch.TryLatch(reason);
        Begin(reason, flatten || (_flatten && IsEngaged));
        Say(KillSwitchEventKind.Engaged, reason);
        if (!latched)
            Say(KillSwitchEventKind.LatchFailed, "The kill switch could not be recorded: it works, but a restart would forget it.");
        SendCancels();
        Poll();
    }

    /// <summary>Engages it as the journal remembers it after a restart: orders are canceled, nothing is closed. Before trading starts.</summary>
    /// <param name="reason">Why it was engaged.</param>
    public void Restore(string reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        Begin(reason, flatten: false);
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
        State = KillSwitchState.Released;
        Reason = "";
        _flatten = false;
        _risk.SetKillSwitch(engaged: false, "Kill switch released by " + person);
        Say(KillSwitchEventKind.Released, person);
        return true;
    }

    private static long Nanos(TimeSpan span) => span.Ticks * TimeSpan.NanosecondsPerTick;

    private void Begin(string reason, bool flatten)
    {
        Reason = reason;
        State = KillSwitchState.Canceling;
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
        switch (State)
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
        }
    }

    private void PollCanceling()
    {
        if (_risk.OpenOrderCount == 0)
        {
            Say(KillSwitchEventKind.OrdersGone, "No own order works or is unknown.");
            if (!_flatten)
            {
                Complete("All own orders have ended.");
                return;
            }

            _flattenUntil = _clock.MonotonicNanos + Nanos(_options.FlattenTimeout);
            Reconcile();
            return;
        }

        long now = _clock.MonotonicNanos;
        if (now >= _nextCancel)
            SendCancels();
        if (now >= _waitUntil && !_alarmed)
        {
            _alarmed = true;
            Say(KillSwitchEventKind.Alarm, string.Create(CultureInfo.InvariantCulture, $"{_risk.OpenOrderCount} own orders still work or are unknown after {_options.CancelTimeout}; the kill switch goes on waiting."));
        }
    }

    private void PollReconciling()
    {
        if (_reconciler.IsSettled)
            CloseOrFinish();
        else if (_clock.MonotonicNanos >= _flattenUntil)
            Alarm("The venues did not confirm orders and balances in time; nothing more is closed.");
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
            Alarm("Closing orders still work or are unknown.");
        else if (now >= _nextCancel)
            SendCancels();
    }

    private void Reconcile()
    {
        State = KillSwitchState.Reconciling;
        _reconciler.Request("kill switch");
    }

    private void CloseOrFinish()
    {
        if (_risk.OpenOrderCount > 0)
        {
            // A reconciliation may take orders back from the venue.
            State = KillSwitchState.Flattening;
            SendCancels();
            return;
        }

        if (!_closer.HasClosable)
        {
            Say(KillSwitchEventKind.Flat, _closer.DescribeLeft());
            Complete("All own orders have ended and the position is closed.");
            return;
        }

        if (_clock.MonotonicNanos >= _flattenUntil || Round >= _options.MaxFlattenRounds)
        {
            Alarm(string.Create(CultureInfo.InvariantCulture, $"The position is not closed after {Round} rounds: {_closer.DescribeLeft()}"));
            return;
        }

        if (_clock.MonotonicNanos < _nextAttempt)
            return;
        _nextAttempt = _clock.MonotonicNanos + Nanos(_options.CancelRepeatInterval);
        int sent = _closer.SendClosingOrders();
        if (sent == 0)
        {
            // Denied, or no price: tried again a little later, until the time is over.
            return;
        }

        Round++;
        _nextAttempt = 0;
        State = KillSwitchState.Flattening;
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
        _timer.Cancel();
        State = KillSwitchState.Engaged;
        Say(KillSwitchEventKind.Completed, text);
    }

    private void Alarm(string text)
    {
        _timer.Cancel();
        State = KillSwitchState.Alarm;
        Say(KillSwitchEventKind.Alarm, text);
    }

    private void Say(KillSwitchEventKind kind, string text) =>
        _events.Publish(new KillSwitchEvent(kind, text, _risk.OpenOrderCount, Round, _clock.Now));
}
