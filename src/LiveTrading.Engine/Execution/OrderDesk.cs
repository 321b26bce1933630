using System.Globalization;
using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Ports;
using LiveTrading.Engine.Time;
using LiveTrading.Model;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Execution;

/// <summary>
/// Sends requests and follows them until the venue has answered: time-outs, retries of cancels that never left, queries of
/// unknown outcomes, second legs. Loop thread; one timer for all; a request costs O(1), a due moment O(requests in flight).
/// </summary>
/// <remarks>Nothing that may have been handed over is sent again. What an order needs next is done when the outermost call ends (<see cref="Leave"/>), so events keep their order.</remarks>
internal sealed class OrderDesk
{
    /// <summary>Not-found answers in a row before "not found" may be concluded.</summary>
    public const int NotFoundAnswers = 3;

    /// <summary>Queries after which a person is told that an outcome stays unknown.</summary>
    public const int QueriesBeforeAlert = 6;

    private readonly OrderLedger _ledger;
    private readonly Cache _cache;
    private readonly IEngineClock _clock;
    private readonly IEngineTimer _timer;
    private readonly AlertDesk _alerts;
    private readonly WatchList _watches;
    private readonly Queue<OrderWatch> _work = new();
    private readonly long _submitTimeout;
    private readonly long _cancelTimeout;
    private readonly long _sendDeadline;
    private readonly long _cancelRetry;
    private readonly long _queryDelay;
    private readonly long _queryDelayMax;
    private readonly long _queryTimeout;
    private long _timerDue = OrderWatch.Never;
    private int _depth;

    public OrderDesk(OrderLedger ledger, Cache cache, IEngineClock clock, IEngineTimers timers, AlertDesk alerts, ExecutionOptions options)
    {
        _ledger = ledger;
        _cache = cache;
        _clock = clock;
        _alerts = alerts;
        _submitTimeout = ExecutionOptions.Nanos(options.SubmitTimeout);
        _cancelTimeout = ExecutionOptions.Nanos(options.CancelTimeout);
        _sendDeadline = ExecutionOptions.Nanos(options.SendDeadline);
        _cancelRetry = ExecutionOptions.Nanos(options.CancelRetry);
        _queryDelay = ExecutionOptions.Nanos(options.QueryBackOff);
        _queryDelayMax = ExecutionOptions.Nanos(options.QueryBackOffMax);
        _queryTimeout = ExecutionOptions.Nanos(options.QueryTimeout);
        _watches = new WatchList(_queryDelay);
        _timer = timers.Create(OnTimer);
    }

    /// <summary>Sends the second leg of a change: the closed order, price and quantity left.</summary>
    public Action<Order, Price, Quantity>? Replace { get; set; }

    /// <summary>A cancel is wanted: whatever is held back of the order is not to be sent.</summary>
    public Action<Order>? Withdraw { get; set; }

    public WatchList Watches => _watches;

    private long Now => _clock.MonotonicNanos;

    /// <summary>A call from outside begins.</summary>
    public void Enter() => _depth++;

    /// <summary>A call from outside ends: the outermost one does what has become due.</summary>
    public void Leave()
    {
        if (_depth == 1)
        {
            while (_work.TryDequeue(out OrderWatch? watch))
            {
                watch.HasWork = false;
                if (watch.Place >= 0)
                    Proceed(watch);
            }
        }

        _depth--;
    }

    public OrderWatch Watch(Order order, VenueExecution venue) => _watches.Get(order, venue);

    /// <summary>Gives a recorded order to the adapter.</summary>
    public void Submit(Order order, VenueExecution venue)
    {
        OrderWatch watch = Watch(order, venue);
        HandOver result = venue.Client.Submit(order);
        if (result != HandOver.Queued)
        {
            Tell(order, OrderEventKind.Denied, result switch
            {
                HandOver.BackPressured => "not sent: the send queue is full",
                HandOver.NotReady => "not sent: the venue is not ready",
                HandOver.RateLimited => "not sent: the venue's request budget is used up",
                _ => "not sent: the venue does not offer this",
            });
            return;
        }

        _ledger.Counters.Submitted++;
        watch.SubmitSentAt = Now + _sendDeadline;
        watch.SubmitDue = Now + _sendDeadline + _submitTimeout;
        Arm(watch);
    }

    /// <summary>Records that a cancel is wanted; it goes out as soon as the venue can know the order.</summary>
    public void Cancel(Order order, VenueExecution venue, string? reason)
    {
        // The one before may have ended a moment ago, in this very call: nothing of it may hold this one back.
        OrderWatch watch = Watch(order, venue);
        watch.CancelGiven = false;
        watch.CancelDue = watch.CancelRetryDue = OrderWatch.Never;
        Tell(order, OrderEventKind.PendingCancel, reason);
        AddWork(watch);
    }

    /// <summary>The order is to end, and who asked will not look again. A cancel must be outstanding.</summary>
    public void LetCancelStand(Order order, VenueExecution venue) => Watch(order, venue).CancelStands = true;

    /// <summary>Asks for a change in place. <see cref="OrderEventKind.PendingModify"/> was applied.</summary>
    public void ModifyInPlace(Order order, VenueExecution venue, Price price, Quantity quantity)
    {
        OrderWatch watch = Watch(order, venue);
        watch.ReplacePrice = price;
        watch.ReplaceQuantity = quantity;
        HandOver result = venue.Client.Modify(order, price, quantity);
        if (result != HandOver.Queued)
        {
            Tell(order, OrderEventKind.ModifyRejected, string.Create(CultureInfo.InvariantCulture, $"not sent: {result}"));
            return;
        }

        watch.ModifySentAt = Now + _sendDeadline;
        watch.ModifyDue = Now + _sendDeadline + _cancelTimeout;
        Arm(watch);
    }

    /// <summary>Begins a change by cancel and new order. <see cref="OrderEventKind.PendingModify"/> was applied.</summary>
    public void ModifyByReplacing(Order order, VenueExecution venue, Price price, Quantity quantity)
    {
        OrderWatch watch = Watch(order, venue);
        watch.IsReplacing = true;
        watch.ReplacePrice = price;
        watch.ReplaceQuantity = quantity;
        Cancel(order, venue, "first leg of a change");
    }

    /// <summary>No second leg any more, for any order: the engine is stopping.</summary>
    public void DropReplacements()
    {
        for (int i = _watches.Count - 1; i >= 0; i--)
            DropReplacement(_watches[i], "the engine is stopping");
    }

    public void OnHandedOver(Order order, RequestKind request)
    {
        if (_watches.Find(order) is not { } watch)
            return;
        switch (request)
        {
            case RequestKind.Submit when order.SubmitRequest == RequestState.Queued:
                watch.SubmitSentAt = Now;
                watch.SubmitDue = Now + _submitTimeout;
                Tell(order, OrderEventKind.Submitted, null);
                break;
            case RequestKind.Cancel when order.CancelRequest == RequestState.Queued:
                watch.CancelSentAt = Now;
                watch.CancelDue = Now + _cancelTimeout;
                order.CancelRequest = RequestState.Sent;
                _cache.OnOrderChanged(order);
                break;
            case RequestKind.Modify when order.ModifyRequest == RequestState.Queued:
                watch.ModifySentAt = Now;
                watch.ModifyDue = Now + _cancelTimeout;
                order.ModifyRequest = RequestState.Sent;
                _cache.OnOrderChanged(order);
                break;
        }

        Arm(watch);
    }

    public void OnUnsent(Order order, RequestKind request, string reason)
    {
        switch (request)
        {
            case RequestKind.Submit:
                Tell(order, OrderEventKind.Denied, "not sent: " + reason);
                break;
            case RequestKind.Modify:
                Tell(order, OrderEventKind.ModifyRejected, "not sent: " + reason);
                break;
            case RequestKind.Cancel when order.CancelRequest == RequestState.Queued && _watches.Find(order) is { } watch:
                RetryCancel(watch, _cancelRetry);
                break;
        }
    }

    public void OnRetryLater(Order order, RequestKind request, string reason, long retryAfterNanos)
    {
        switch (request)
        {
            case RequestKind.Submit:
                // A price of now is not worth sending later: it ends here, and the strategy decides anew.
                Tell(order, order.State == OrderState.Pending ? OrderEventKind.Denied : OrderEventKind.Rejected, "refused for now: " + reason);
                break;
            case RequestKind.Modify:
                Tell(order, OrderEventKind.ModifyRejected, "refused for now: " + reason);
                break;
            case RequestKind.Cancel when order.CancelRequest != RequestState.None && _watches.Find(order) is { } watch:
                order.CancelRequest = RequestState.Queued;
                _cache.OnOrderChanged(order);
                RetryCancel(watch, Math.Clamp(retryAfterNanos, _cancelRetry, _queryDelayMax));
                break;
        }
    }

    public void OnOutcomeUnknown(Order order, RequestKind request, string reason) => Tell(order, OrderEventKind.Unknown, reason, request);

    /// <summary>An order must be asked about.</summary>
    public void Doubt(Order order, VenueExecution venue)
    {
        OrderWatch watch = Watch(order, venue);
        watch.IsInDoubt = true;
        ScheduleQuery(watch);
    }

    /// <summary>A venue answers again: what is unknown there is asked about soon, not after the back-off of the outage.</summary>
    public void OnVenueReady(VenueExecution venue)
    {
        for (int i = 0; i < _watches.Count; i++)
        {
            OrderWatch watch = _watches[i];
            if (watch.Venue != venue)
                continue;
            watch.QueryDelay = _queryDelay;
            EndQuery(watch);
            if (watch.Order.IsUnknown || watch.IsInDoubt || watch.HeldFinal is not null)
                ScheduleQuery(watch);
        }
    }

    /// <summary>An order changed.</summary>
    public void OnChanged(Order order)
    {
        if (_watches.Find(order) is { } watch)
            AddWork(watch);
    }

    /// <summary>A query was answered, but not to the end: the next one comes after the back-off.</summary>
    public void ScheduleQuery(OrderWatch watch)
    {
        if (watch.IsQueryOut || watch.QueryDue != OrderWatch.Never)
            return;
        watch.QueryDue = Now + watch.QueryDelay;
        watch.QueryDelay = Math.Min(watch.QueryDelay * 2, _queryDelayMax);
        Arm(watch);
    }

    /// <summary>An answer came: no query is out.</summary>
    public static void EndQuery(OrderWatch watch)
    {
        watch.IsQueryOut = false;
        watch.QueryDue = OrderWatch.Never;
    }

    public void DropReplacement(OrderWatch watch, string reason)
    {
        if (!watch.IsReplacing)
            return;
        watch.IsReplacing = false;
        Tell(watch.Order, OrderEventKind.ModifyRejected, reason);
    }

    /// <summary>Applies an event of our own making.</summary>
    public bool Tell(Order order, OrderEventKind kind, string? reason, RequestKind request = RequestKind.Submit) => _ledger.Apply(order, new OrderEvent
    {
        Kind = kind,
        ClientOrderId = order.ClientOrderId,
        VenueOrderId = order.VenueOrderId,
        Instrument = order.Instrument,
        Side = order.Side,
        Request = request,
        Reason = reason,
        ReceivedTime = _clock.Now,
    });

    public void AddWork(OrderWatch watch)
    {
        if (watch.HasWork)
            return;
        watch.HasWork = true;
        _work.Enqueue(watch);
    }

    /// <summary>Does what an order needs next.</summary>
    private void Proceed(OrderWatch watch)
    {
        Order order = watch.Order;
        if (order.CancelRequest == RequestState.Queued && !watch.CancelGiven)
            Withdraw?.Invoke(order);
        if (order.SubmitRequest == RequestState.None)
            watch.SubmitDue = OrderWatch.Never;
        if (order.CancelRequest is RequestState.None or RequestState.Unknown)
            watch.CancelDue = OrderWatch.Never;
        if (order.CancelRequest == RequestState.None)
        {
            watch.CancelRetryDue = OrderWatch.Never;
            watch.CancelGiven = false;
        }

        if (order.ModifyRequest == RequestState.None)
            watch.ModifyDue = OrderWatch.Never;
        if (watch.HeldFinal is { } final && order.FilledQuantity >= final.FilledQuantity)
        {
            watch.HeldFinal = null;
            watch.Venue.Interpreter.ApplyFinal(order, final);
        }

        if (watch.IsReplacing)
            ProceedReplacing(watch);
        if (order.IsUnknown || watch.HeldFinal is not null)
            ScheduleQuery(watch);
        else if (!watch.IsInDoubt)
            EndDoubt(watch);
        if (order.CancelRequest == RequestState.Queued && order.SubmitRequest == RequestState.None && !watch.CancelGiven && watch.CancelRetryDue == OrderWatch.Never)
            SendCancel(watch);
        if (watch.IsIdle)
            _watches.Remove(watch);
        else
            Arm(watch);
    }

    private static void EndDoubt(OrderWatch watch)
    {
        EndQuery(watch);
        watch.NotFoundCount = 0;
        watch.ProofFrom = OrderWatch.Never;
    }

    private void ProceedReplacing(OrderWatch watch)
    {
        Order order = watch.Order;
        if (order.CancelRequest == RequestState.Unknown)
        {
            DropReplacement(watch, "the cancel's outcome is unknown: no second leg");
        }
        else if (order.State == OrderState.Canceled)
        {
            if (order.FilledQuantity < watch.VenueFilled)
                return;
            watch.IsReplacing = false;
            Quantity left = watch.ReplaceQuantity - order.FilledQuantity;
            if (left.Raw > 0)
                Replace?.Invoke(order, watch.ReplacePrice, left);
        }
        else if (order.IsClosed)
        {
            watch.IsReplacing = false;
        }
        else if (order.CancelRequest == RequestState.None)
        {
            DropReplacement(watch, "the cancel was refused");
        }
    }

    private void SendCancel(OrderWatch watch)
    {
        HandOver result = watch.Venue.Client.Cancel(watch.Order);
        switch (result)
        {
            case HandOver.Queued:
                watch.CancelGiven = true;
                watch.CancelSentAt = Now + _sendDeadline;
                watch.CancelDue = Now + _sendDeadline + _cancelTimeout;
                Arm(watch);
                break;
            case HandOver.Unsupported:
                Tell(watch.Order, OrderEventKind.CancelRejected, "the venue cannot cancel this order");
                break;
            default:
                RetryCancel(watch, _cancelRetry);
                break;
        }
    }

    private void RetryCancel(OrderWatch watch, long delay)
    {
        watch.CancelGiven = false;
        watch.CancelDue = OrderWatch.Never;
        watch.CancelRetryDue = Now + delay;
        Arm(watch);
    }

    private void Arm(OrderWatch watch)
    {
        long due = watch.NextDue;
        if (due >= _timerDue)
            return;
        _timerDue = due;
        _timer.Start(Math.Max(0, due - Now));
    }

    private void OnTimer(IEngineTimer timer)
    {
        Enter();
        _timerDue = OrderWatch.Never;
        for (int i = _watches.Count - 1; i >= 0; i--)
        {
            if (i < _watches.Count && _watches[i].NextDue <= Now)
                ServeDue(_watches[i]);
        }

        Leave();
        for (int i = 0; i < _watches.Count; i++)
            Arm(_watches[i]);
    }

    private void ServeDue(OrderWatch watch)
    {
        Order order = watch.Order;
        long now = Now;
        if (watch.SubmitDue <= now)
        {
            watch.SubmitDue = OrderWatch.Never;
            Tell(order, OrderEventKind.Unknown, "no answer to the submit in time", RequestKind.Submit);
        }

        if (watch.CancelDue <= now)
        {
            watch.CancelDue = OrderWatch.Never;
            Tell(order, OrderEventKind.Unknown, "no answer to the cancel in time", RequestKind.Cancel);
        }

        if (watch.ModifyDue <= now)
        {
            watch.ModifyDue = OrderWatch.Never;
            Tell(order, OrderEventKind.Unknown, "no answer to the change in time", RequestKind.Modify);
        }

        if (watch.CancelRetryDue <= now)
        {
            watch.CancelRetryDue = OrderWatch.Never;
            AddWork(watch);
        }

        if (watch.QueryDue <= now)
            ServeQuery(watch);
    }

    private void ServeQuery(OrderWatch watch)
    {
        watch.QueryDue = OrderWatch.Never;
        if (watch.IsQueryOut || !watch.Venue.Client.IsReady)
        {
            // No answer in time, or nobody to ask: neither says anything about the order.
            watch.IsQueryOut = false;
            ScheduleQuery(watch);
            return;
        }

        watch.IsQueryOut = true;
        watch.QueryDue = Now + _queryTimeout;
        if (++watch.Queries == QueriesBeforeAlert)
            _alerts.Raise(AlertCode.OutcomeStaysUnknown, watch.Order, string.Create(CultureInfo.InvariantCulture, $"Order {watch.Order.ClientOrderId} ({watch.Order.State}) was queried {QueriesBeforeAlert} times without a final answer; it is asked on."));
        watch.Venue.Client.QueryOrder(watch.Order);
    }
}
