using LiveTrading.Engine.Bus;
using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Portfolios;
using LiveTrading.Engine.Ports;
using LiveTrading.Engine.Risk;
using LiveTrading.Engine.Strategies;
using LiveTrading.Engine.Time;
using LiveTrading.Model;
using LiveTrading.Model.Accounts;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Execution;

/// <summary>
/// Places, cancels and changes orders and keeps their state equal to the venue's: risk check, journal, hand-over; unknown
/// outcomes are queried until the venue answers; nothing is ever sent twice. Loop thread. Submitting and an event are O(1);
/// the journal's record is written before the effect. Order events go out on the <c>order.*</c> topics.
/// </summary>
public sealed class ExecutionEngine : IOrderEntry
{
    /// <summary>Owner of own orders that were found at the venue without being in the journal.</summary>
    public static readonly StrategyId RecoveredOrders = new("RECOVERED");

    private readonly Cache _cache;
    private readonly Portfolio _portfolio;
    private readonly RiskEngine _risk;
    private readonly OrderJournal _journal;
    private readonly IEngineTimers _timers;
    private readonly ClientOrderIdGenerator _ids;
    private readonly ExecutionOptions _options;
    private readonly FillRegister _fills;
    private readonly OrderLedger _ledger;
    private readonly OrderDesk _desk;
    private readonly List<VenueExecution> _venues = [];
    private readonly Publisher<ReconciliationSummary> _reconciled;
    private readonly long _sendDeadline;
    private long _requestId;

    /// <summary>An engine without venues: <see cref="AddVenue"/>, then <see cref="Restore"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public ExecutionEngine(
        Cache cache,
        MessageBus bus,
        Portfolio portfolio,
        RiskEngine risk,
        OrderJournal journal,
        IEngineClock clock,
        IEngineTimers timers,
        ClientOrderIdGenerator ids,
        ExecutionOptions options)
    {
        ArgumentNullException.ThrowIfNull(cache);
        ArgumentNullException.ThrowIfNull(bus);
        ArgumentNullException.ThrowIfNull(portfolio);
        ArgumentNullException.ThrowIfNull(risk);
        ArgumentNullException.ThrowIfNull(journal);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(timers);
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _cache = cache;
        _portfolio = portfolio;
        _risk = risk;
        _journal = journal;
        Clock = clock;
        _timers = timers;
        _ids = ids;
        _options = options;
        _sendDeadline = ExecutionOptions.Nanos(options.SendDeadline);
        _fills = new FillRegister(options.MaxRememberedFills);
        _reconciled = bus.GetPublisher<ReconciliationSummary>(SystemTopics.Reconciled);
        Alerts = new AlertDesk(bus, clock);
        _ledger = new OrderLedger(cache, bus, portfolio, risk, journal, _fills, Alerts)
        {
            OrderInDoubt = DoubtOrder,
            FillsInDoubt = DoubtFills,
            Changed = OnOrderChanged,
        };
        _desk = new OrderDesk(_ledger, cache, clock, timers, Alerts, options) { Replace = SubmitReplacement };
        journal.Failed = OnJournalFailed;
        bus.Subscribe("risk.baselines", (in RiskBaselines baselines) => journal.AppendRiskBaselines(baselines));
    }

    /// <summary>What was done since the start.</summary>
    public ExecutionCounters Counters => _ledger.Counters with { JournalRecords = _journal.Records };

    /// <summary>Venues in the order of adding.</summary>
    public IReadOnlyList<VenueExecution> Venues => _venues;

    /// <summary>True once <see cref="BeginShutdown"/> was called: no new orders.</summary>
    public bool IsShuttingDown { get; private set; }

    /// <summary>Own orders that work, may work, or have a request without an answer.</summary>
    public int OpenOrUnknownCount
    {
        get
        {
            int count = _cache.OpenOrders.Count;
            foreach (Order order in _cache.InFlightOrders)
            {
                if (!order.IsOpen)
                    count++;
            }

            return count;
        }
    }

    internal IEngineClock Clock { get; }

    internal AlertDesk Alerts { get; }

    /// <summary>Adds a venue. Its adapter gets the result as its sink and is named with <see cref="VenueExecution.Attach"/>.</summary>
    /// <exception cref="ArgumentException">The venue was added before.</exception>
    public VenueExecution AddVenue(VenueId venue)
    {
        if (FindVenue(venue) is not null)
            throw new ArgumentException($"Venue {venue} was added already.", nameof(venue));
        var added = new VenueExecution(this, _desk, venue);
        _venues.Add(added);
        return added;
    }

    /// <summary>The venue of that name; null when it was not added.</summary>
    public VenueExecution? FindVenue(VenueId venue)
    {
        foreach (VenueExecution known in _venues)
        {
            if (known.Venue == venue)
                return known;
        }

        return null;
    }

    /// <summary>Takes over what the journal tells: orders, fills, positions, baselines. After venues are attached and <see cref="OrderJournal.Start"/>, before anything is submitted. Requests without an answer become unknown and are queried.</summary>
    /// <exception cref="InvalidOperationException">There are orders already.</exception>
    public void Restore(RecoveredJournal recovered)
    {
        ArgumentNullException.ThrowIfNull(recovered);
        if (_cache.OrderCount != 0)
            throw new InvalidOperationException("The journal can be restored into an empty engine only.");
        _desk.Enter();
        try
        {
            new JournalRestore(this, _cache, _portfolio, _risk, _fills, _desk).Run(recovered);
        }
        finally
        {
            _desk.Leave();
        }
    }

    /// <inheritdoc/>
    public Order Submit(StrategyId strategy, in OrderRequest request)
    {
        _desk.Enter();
        try
        {
            return Submit(strategy, in request, ClientOrderId.None);
        }
        finally
        {
            _desk.Leave();
        }
    }

    /// <inheritdoc/>
    public bool Cancel(Order order) => Cancel(order, null);

    /// <inheritdoc/>
    public bool CancelForGood(Order order, string reason)
    {
        ArgumentNullException.ThrowIfNull(order);
        _desk.Enter();
        try
        {
            return CancelForGoodCore(order, reason);
        }
        finally
        {
            _desk.Leave();
        }
    }

    /// <inheritdoc/>
    public int CancelAll(StrategyId? strategy, InstrumentHandle? instrument, string reason)
    {
        _desk.Enter();
        try
        {
            int count = 0;
            foreach (Order order in _cache.OpenOrders)
            {
                bool meant = (strategy is null || order.StrategyId == strategy) && (instrument is null || order.Instrument == instrument);
                if (meant && CancelForGoodCore(order, reason))
                    count++;
            }

            return count;
        }
        finally
        {
            _desk.Leave();
        }
    }

    /// <summary>Cancels own open orders for a stop, sent together.</summary>
    /// <param name="includeProtective">False keeps stops that only reduce the position.</param>
    /// <param name="reason">Why, for the record.</param>
    /// <returns>How many cancels were asked for.</returns>
    public int CancelAllOwn(bool includeProtective, string reason)
    {
        _desk.Enter();
        try
        {
            int count = 0;
            foreach (Order order in _cache.OpenOrders)
            {
                if ((includeProtective || !IsProtective(order)) && CancelForGoodCore(order, reason))
                    count++;
            }

            return count;
        }
        finally
        {
            _desk.Leave();
        }
    }

    /// <summary>True for a stop that only reduces the engine's position.</summary>
    public bool IsProtective(Order order)
    {
        ArgumentNullException.ThrowIfNull(order);
        if (order.Type is not (OrderType.StopMarket or OrderType.StopLimit))
            return false;
        if (order.ReduceOnly)
            return true;
        decimal position = _portfolio.EnginePosition(order.Instrument);
        return order.Side == OrderSide.Sell ? order.LeavesQuantity.AsDecimal <= position : order.LeavesQuantity.AsDecimal <= -position;
    }

    /// <inheritdoc/>
    public bool Modify(Order order, Price price, Quantity quantity)
    {
        ArgumentNullException.ThrowIfNull(order);
        _desk.Enter();
        try
        {
            return ModifyCore(order, price, quantity);
        }
        finally
        {
            _desk.Leave();
        }
    }

    /// <summary>From now on every new order is denied and changes under way get no second leg; cancels and queries go on. Idempotent.</summary>
    public void BeginShutdown()
    {
        if (IsShuttingDown)
            return;
        IsShuttingDown = true;
        _desk.Enter();
        try
        {
            _desk.DropReplacements();
        }
        finally
        {
            _desk.Leave();
        }
    }

    /// <summary>Adds own orders that work, may work, or have a request without an answer to a list.</summary>
    public void CopyOpenOrUnknown(ICollection<Order> into)
    {
        ArgumentNullException.ThrowIfNull(into);
        foreach (Order order in _cache.OpenOrders)
            into.Add(order);
        foreach (Order order in _cache.InFlightOrders)
        {
            if (!order.IsOpen)
                into.Add(order);
        }
    }

    /// <summary>A person accepts that balances and own trades differ: the baseline is moved by the difference, by name, and the instrument may trade again.</summary>
    /// <returns>False when there is no difference, it cannot be told, or the journal did not take the adjustment.</returns>
    public bool AcceptDifference(InstrumentHandle instrument, string person, string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(person);
        Instrument known = _cache.Instrument(instrument);
        if (_portfolio.VenuePosition(instrument) is not { } venue || _portfolio.FindAccount(known.Id.Venue) is not { } account)
            return false;
        decimal difference = venue - _portfolio.EnginePosition(instrument);
        var adjustment = new JournalAdjustment(account.Id, known.BaseCurrency, difference, person, reason, Clock.Now);
        if (difference == 0m || _journal.AppendAdjustment(in adjustment) != JournalWriteResult.Written)
            return false;
        Adjust(in adjustment);
        if (_risk.InstrumentState(instrument) == TradingState.Reducing)
            _risk.SetInstrumentState(instrument, TradingState.Active, $"difference of {difference} {known.BaseCurrency} accepted by {person}");
        return true;
    }

    internal void Adjust(in JournalAdjustment adjustment)
    {
        decimal baseline = _portfolio.Baseline(adjustment.Account, adjustment.Currency) ?? 0m;
        UnixNanos time = _portfolio.FindAccount(adjustment.Account)?.Find(adjustment.Currency) is { } balance ? new UnixNanos(balance.BaselineTime) : adjustment.Time;
        _portfolio.SetBaseline(new BalanceBaseline(adjustment.Account, adjustment.Currency, baseline + adjustment.Amount, time));
    }

    internal ReportInterpreter CreateInterpreter(ExecutionCapabilities capabilities) =>
        new(_ledger, _desk, Clock, Alerts, capabilities.NotFoundHorizonNanos, ExecutionOptions.Nanos(_options.QuietPeriod));

    internal Reconciler CreateReconciler(VenueExecution venue, IExecutionClient client)
    {
        _portfolio.AddAccount(client.Venue, client.Account);
        var positions = new PositionCheck(_cache, _portfolio, _risk, Alerts, Clock, ExecutionOptions.Nanos(_options.QuietPeriod));
        return new Reconciler(this, venue, client, _timers, positions, _options);
    }

    internal long NextRequestId() => ++_requestId;

    internal void Publish(ReconciliationSummary summary) => _reconciled.Publish(in summary);

    internal void RecordReconciled(VenueId venue, UnixNanos started) => _journal.AppendReconciled(new JournalReconciled(venue, started));

    internal void SetForeignOrders(VenueId venue, IReadOnlyList<OrderStatusReport> orders) => _risk.SetExternalOrders(venue, orders);

    /// <summary>An order of ours by its id. An unknown id is counted: an adapter speaks of what it was never given.</summary>
    internal Order? FindOwn(ClientOrderId id)
    {
        Order? order = _cache.FindOrder(id);
        if (order is null)
            _ledger.Counters.IllegalEvents++;
        return order;
    }

    internal void TakeOrderEvent(VenueExecution venue, in OrderEvent e)
    {
        Order? order = Find(e.ClientOrderId, e.Instrument, e.VenueOrderId);
        if (order is null)
        {
            TakeOrphan(venue, in e);
            return;
        }

        OrderEvent known = e with { ClientOrderId = order.ClientOrderId, Instrument = order.Instrument, ReceivedTime = Clock.Now };
        _ledger.Apply(order, in known);
        if (e.VenueFilledQuantity > order.FilledQuantity && _cache.FindOrder(order.ClientOrderId) is not null)
            NoteVenueFilled(venue, order, e.VenueFilledQuantity);
    }

    /// <summary>A trade out of the history.</summary>
    /// <returns>False when it is not ours.</returns>
    internal bool TakeFillReport(VenueExecution venue, FillReport fill)
    {
        Order? order = Find(fill.ClientOrderId, fill.Instrument, fill.VenueOrderId);
        var e = new OrderEvent
        {
            Kind = OrderEventKind.Filled,
            ClientOrderId = order?.ClientOrderId ?? fill.ClientOrderId,
            VenueOrderId = fill.VenueOrderId,
            Instrument = fill.Instrument,
            Side = fill.Side,
            TradeId = fill.TradeId,
            LastPrice = fill.Price,
            LastQuantity = fill.Quantity,
            Commission = fill.Commission,
            CommissionCurrency = fill.CommissionCurrency,
            Liquidity = fill.Liquidity,
            Reason = "out of the trade history",
            FromReconciliation = true,
            EventTime = fill.EventTime,
            ReceivedTime = Clock.Now,
        };
        if (order is not null)
            _ledger.Apply(order, in e);
        else if (_fills.Judge(new FillIdentity(e.Instrument, e.VenueOrderId, e.TradeId), in e) == FillNovelty.New)
            return TakeOrphan(venue, in e);
        return true;
    }

    /// <summary>The order a venue's report speaks of, taken back when it is ours and not known; null for another's.</summary>
    internal Order? FindOrAdopt(VenueExecution venue, OrderStatusReport report, out bool adopted)
    {
        adopted = false;
        if (Find(report.ClientOrderId, report.Instrument, report.VenueOrderId) is { } known)
            return known;
        if (!IsOwn(report.ClientOrderId) || !_cache.Contains(report.Instrument))
            return null;
        adopted = true;
        return Adopt(venue, NewOrder(report.ClientOrderId, report.Instrument, RecoveredOrders, new OrderRequest
        {
            Instrument = report.Instrument,
            Side = report.Side,
            Type = report.Type,
            Quantity = report.Quantity,
            Price = report.Price,
            TriggerPrice = report.TriggerPrice,
            TimeInForce = report.TimeInForce,
            PostOnly = report.PostOnly,
        }, ClientOrderId.None));
    }

    /// <summary>Own orders that the venue has accepted and its list of open orders lacks: asked about one by one, never guessed.</summary>
    internal int DoubtMissing(VenueExecution venue, HashSet<ClientOrderId> seen, long askedAt)
    {
        int missing = 0;
        foreach (Order order in _cache.OpenOrders)
        {
            bool confirmed = order.State is OrderState.Accepted or OrderState.Triggered or OrderState.PartiallyFilled;
            if (!confirmed || order.InstrumentId.Venue != venue.Venue || order.UpdatedAt >= askedAt || seen.Contains(order.ClientOrderId))
                continue;
            missing++;
            _desk.Doubt(order, venue);
        }

        return missing;
    }

    /// <summary>Orders that were not found often and long enough, and that neither the open orders nor the trade history of a run begun afterwards show: the conclusion is drawn.</summary>
    internal void ConcludeNotFound(VenueExecution venue, long runStartedAt)
    {
        for (int i = _desk.Watches.Count - 1; i >= 0; i--)
        {
            OrderWatch watch = _desk.Watches[i];
            if (watch.Venue != venue || watch.ProofFrom > runStartedAt || watch.Order.IsClosed)
                continue;
            Order order = watch.Order;
            watch.ProofFrom = OrderWatch.Never;
            watch.IsInDoubt = false;
            watch.HeldFinal = null;
            if (order.State is OrderState.Pending or OrderState.Submitted)
            {
                Alerts.Raise(AlertCode.OrderNotReceived, order, $"Order {order.ClientOrderId} never reached {venue.Venue}: not found {watch.NotFoundCount} times, neither open nor traded.");
                _desk.Tell(order, OrderEventKind.Rejected, "not received: the venue does not know it");
            }
            else
            {
                Alerts.Raise(AlertCode.OrderForgotten, order, $"{venue.Venue} no longer knows order {order.ClientOrderId}, which it had accepted: not found {watch.NotFoundCount} times, neither open nor traded.");
                _desk.Tell(order, OrderEventKind.Canceled, "venue no longer knows it");
            }
        }
    }

    internal void TakeAccount(AccountReport report)
    {
        if (report.IsComplete && _portfolio.FindAccount(report.Account) is { HasBaseline: false })
            SetBaselines(report);
        _portfolio.ApplyAccount(report);
    }

    internal void TakeTransfer(BalanceTransfer transfer)
    {
        // Applying is idempotent, so a record without its effect does no harm at the next start.
        _journal.AppendTransfer(transfer);
        _portfolio.ApplyTransfer(transfer);
    }

    /// <summary>What the account holds at the first start is not this engine's doing. Without a record it is not set: the next report tries again.</summary>
    private void SetBaselines(AccountReport report)
    {
        IReadOnlyList<BalanceBaseline> baselines = Portfolio.BaselinesOf(report);
        foreach (BalanceBaseline baseline in baselines)
        {
            if (_journal.AppendBaseline(in baseline) != JournalWriteResult.Written)
                return;
        }

        foreach (BalanceBaseline baseline in baselines)
            _portfolio.SetBaseline(baseline);
    }

    private bool IsOwn(ClientOrderId id) => !id.IsNone && id.Instance == _ids.Instance;

    private Order? Find(ClientOrderId id, InstrumentHandle instrument, VenueOrderId venueOrderId)
    {
        Order? order = id.IsNone ? null : _cache.FindOrder(id);
        return order ?? (venueOrderId.IsNone ? null : _cache.FindOrder(instrument, venueOrderId));
    }

    /// <summary>An event of an order that is not in memory.</summary>
    /// <returns>True when it is ours.</returns>
    private bool TakeOrphan(VenueExecution venue, in OrderEvent e)
    {
        if (!IsOwn(e.ClientOrderId) || !_cache.Contains(e.Instrument))
        {
            _ledger.Counters.ForeignEvents++;
            return false;
        }

        // A fill of an order that has left memory is known by its identity; anything else of it came too late to matter.
        bool isFill = e.Kind == OrderEventKind.Filled && e.LastQuantity.Raw > 0 && e.LastPrice.Raw > 0 && !e.TradeId.IsNone;
        if (!isFill || _fills.Judge(new FillIdentity(e.Instrument, e.VenueOrderId, e.TradeId), in e) != FillNovelty.New)
        {
            _ledger.Counters.DuplicateEvents++;
            venue.Reconciler.Request("an event of an own order that is not in memory");
            return true;
        }

        Quantity quantity = e.Quantity.IsZero ? e.LastQuantity : e.Quantity;
        Order order = Adopt(venue, NewOrder(e.ClientOrderId, e.Instrument, RecoveredOrders, new OrderRequest
        {
            Instrument = e.Instrument,
            Side = e.Side,
            Type = OrderType.Limit,
            Quantity = quantity,
            Price = e.LastPrice,
        }, ClientOrderId.None));
        _ledger.Apply(order, in e);
        if (!order.IsClosed)
            _desk.Doubt(order, venue);
        return true;
    }

    /// <summary>Takes an own order back that the journal does not know.</summary>
    private Order Adopt(VenueExecution venue, Order order)
    {
        _ledger.Counters.Adopted++;
        _cache.AddOrder(order);
        venue.Reconciler.Include(order.Instrument);
        Alerts.Raise(AlertCode.OrderAdopted, order, $"{venue.Venue} has order {order.ClientOrderId} of this instance, which the journal does not know: taken back.");
        var pending = new OrderEvent { Kind = OrderEventKind.Pending, ClientOrderId = order.ClientOrderId, Instrument = order.Instrument, Side = order.Side, Reason = "taken back", FromReconciliation = true, ReceivedTime = Clock.Now };

        // Unlike a new order it exists whether or not it can be recorded.
        if (_ledger.Open(order, in pending) != JournalWriteResult.Written)
            _ledger.OpenUnrecorded(order, in pending);
        return order;
    }

    private Order NewOrder(ClientOrderId id, InstrumentHandle instrument, StrategyId strategy, in OrderRequest request, ClientOrderId parent) => new()
    {
        ClientOrderId = id,
        ParentId = parent,
        Instrument = instrument,
        InstrumentId = _cache.Contains(instrument) ? _cache.Instrument(instrument).Id : default,
        StrategyId = strategy,
        Side = request.Side,
        Type = request.Type,
        TimeInForce = request.TimeInForce,
        PostOnly = request.PostOnly,
        ReduceOnly = request.ReduceOnly,
        Price = request.Price,
        TriggerPrice = request.TriggerPrice,
        Quantity = request.Quantity,
        CreatedTime = Clock.Now,
        UpdatedTime = Clock.Now,
        SendDeadline = Clock.Now + _sendDeadline,
    };

    private Order Submit(StrategyId strategy, in OrderRequest request, ClientOrderId parent)
    {
        Order order = NewOrder(_ids.Next(), request.Instrument, strategy, in request, parent);
        if (!_cache.Contains(request.Instrument))
            return Deny(order, "no such instrument");
        _cache.AddOrder(order);
        VenueExecution? venue = FindVenue(order.InstrumentId.Venue);
        if (Refusal(venue) is { } refusal)
            return Deny(order, refusal);
        RiskDecision decision = _risk.CheckSubmit(order);
        if (!decision.Allowed)
            return Deny(order, decision.Describe(order));
        JournalWriteResult recorded = _ledger.Open(order, EventOf(order, OrderEventKind.Pending, null));
        if (recorded != JournalWriteResult.Written)
            return Deny(order, $"not sent: the order journal cannot be written ({recorded})");

        // A subscriber may have canceled it meanwhile: nothing was sent, so it ends here.
        venue!.Reconciler.Include(order.Instrument);
        if (order.CancelRequest != RequestState.None)
            _desk.Tell(order, OrderEventKind.Denied, "canceled before it was sent");
        else if (order.State == OrderState.Pending)
            _desk.Submit(order, venue);
        return order;
    }

    private string? Refusal(VenueExecution? venue)
    {
        if (IsShuttingDown)
            return "not sent: the engine is stopping";
        if (venue is not { HasClient: true })
            return "not sent: the venue is not configured";
        if (!_journal.IsWritable)
            return $"not sent: the order journal cannot be written ({_journal.Result})";
        if (!venue.Client.IsReady)
            return "not sent: the venue is not ready";
        return venue.IsReconciled || _options.AllowUnreconciledTrading ? null : "not sent: the venue is not reconciled yet";
    }

    private Order Deny(Order order, string reason)
    {
        _ledger.DenyUnrecorded(order, EventOf(order, OrderEventKind.Denied, reason));
        return order;
    }

    private bool Cancel(Order order, string? reason)
    {
        ArgumentNullException.ThrowIfNull(order);
        _desk.Enter();
        try
        {
            return CancelCore(order, reason);
        }
        finally
        {
            _desk.Leave();
        }
    }

    private bool CancelCore(Order order, string? reason)
    {
        if (order.IsClosed || FindVenue(order.InstrumentId.Venue) is not { HasClient: true } venue)
            return false;
        if (order.State == OrderState.Initialized)
            return false;
        if (order.CancelRequest == RequestState.None)
            _desk.Cancel(order, venue, reason);
        return true;
    }

    private bool CancelForGoodCore(Order order, string reason)
    {
        bool asked = order.CancelRequest == RequestState.None && CancelCore(order, reason);
        if (order.CancelRequest != RequestState.None && FindVenue(order.InstrumentId.Venue) is { HasClient: true } venue)
            _desk.LetCancelStand(order, venue);
        return asked;
    }

    private bool ModifyCore(Order order, Price price, Quantity quantity)
    {
        bool works = order.State is OrderState.Accepted or OrderState.Triggered or OrderState.PartiallyFilled;
        bool changes = price != order.Price || quantity != order.Quantity;
        if (!works || order.IsInFlight || !changes || quantity <= order.FilledQuantity || IsShuttingDown || FindVenue(order.InstrumentId.Venue) is not { HasClient: true } venue)
            return false;
        if (!_risk.CheckModify(order, price, quantity).Allowed || !_journal.IsWritable)
            return false;
        OrderEvent pending = EventOf(order, OrderEventKind.PendingModify, null) with { Price = price, Quantity = quantity };
        _ledger.Apply(order, in pending);
        if (!_journal.IsWritable)
        {
            _desk.Tell(order, OrderEventKind.ModifyRejected, "not sent: the order journal cannot be written");
            return false;
        }

        if (order.ModifyRequest != RequestState.Queued)
            return false;
        ExecutionCapabilities capabilities = venue.Client.Capabilities;
        bool onlyReduces = price == order.Price && quantity < order.Quantity;
        if (capabilities.ModifyInPlace || (capabilities.ReduceQuantityInPlace && onlyReduces))
            _desk.ModifyInPlace(order, venue, price, quantity);
        else
            _desk.ModifyByReplacing(order, venue, price, quantity);
        return true;
    }

    /// <summary>Second leg of a change: the first is canceled for certain and its fills are complete.</summary>
    private void SubmitReplacement(Order first, Price price, Quantity quantity) => Submit(first.StrategyId, new OrderRequest
    {
        Instrument = first.Instrument,
        Side = first.Side,
        Type = first.Type,
        Quantity = quantity,
        Price = price,
        TriggerPrice = first.TriggerPrice,
        TimeInForce = first.TimeInForce,
        PostOnly = first.PostOnly,
        ReduceOnly = first.ReduceOnly,
    }, first.ClientOrderId);

    private OrderEvent EventOf(Order order, OrderEventKind kind, string? reason) => new()
    {
        Kind = kind,
        ClientOrderId = order.ClientOrderId,
        VenueOrderId = order.VenueOrderId,
        Instrument = order.Instrument,
        Side = order.Side,
        Reason = reason,
        ReceivedTime = Clock.Now,
    };

    /// <summary>The stream says that more was filled than its fills so far: one was missed. A second leg must not be sent before it is known.</summary>
    private void NoteVenueFilled(VenueExecution venue, Order order, Quantity filled)
    {
        if (_desk.Watches.Find(order) is { } watch && filled > watch.VenueFilled)
            watch.VenueFilled = filled;
        venue.Reconciler.RequestFills(order.Instrument, "a fill was missed");
    }

    private void DoubtOrder(Order order)
    {
        if (FindVenue(order.InstrumentId.Venue) is { HasClient: true } venue)
            _desk.Doubt(order, venue);
    }

    private void DoubtFills(InstrumentHandle instrument)
    {
        if (FindVenue(_cache.Instrument(instrument).Id.Venue) is not { HasClient: true } venue)
            return;
        venue.Reconciler.RequestFills(instrument, "fills are in doubt");
    }

    private void OnOrderChanged(Order order)
    {
        order.UpdatedAt = Clock.MonotonicNanos;
        _desk.OnChanged(order);
        if (FindVenue(order.InstrumentId.Venue) is { HasClient: true } venue)
            venue.Reconciler.Include(order.Instrument).LastActivity = Clock.MonotonicNanos;
    }

    private void OnJournalFailed(JournalWriteResult result)
    {
        string text = $"The order journal cannot be written ({result}): trading is halted, no order is sent; cancels still go out.";
        _risk.SetTradingState(TradingState.Halted, text);
        Alerts.Raise(AlertCode.JournalFailed, text);
    }
}
