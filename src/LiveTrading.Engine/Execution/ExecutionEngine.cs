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
    private readonly ExecutionOptions _options;
    private readonly FillRegister _fills;
    private readonly OrderLedger _ledger;
    private readonly OrderDesk _desk;
    private readonly OrderHold _hold;
    private readonly OrderEntry _entry;
    private readonly List<VenueExecution> _venues = [];
    private readonly Publisher<ReconciliationSummary> _reconciled;
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
        _options = options;
        _fills = new FillRegister(options.MaxRememberedFills);
        _reconciled = bus.GetPublisher<ReconciliationSummary>(SystemTopics.Reconciled);
        Alerts = new AlertDesk(bus, clock);
        _ledger = new OrderLedger(cache, bus, portfolio, risk, journal, _fills, Alerts)
        {
            Changed = OnOrderChanged,
        };
        _desk = new OrderDesk(_ledger, cache, clock, timers, Alerts, options);
        _hold = new OrderHold(journal, _desk, clock, timers, ExecutionOptions.Nanos(options.SendDeadline));
        _entry = new OrderEntry(this, cache, portfolio, risk, journal, ids, _ledger, _desk, _hold, options);
        _desk.Replace = _entry.SubmitReplacement;
        _hold.Refusal = _entry.ReleaseRefusal;
        Doubts = new OutcomeDoubts(this, cache, _desk);
        _ledger.OrderInDoubt = Doubts.DoubtOrder;
        _ledger.FillsInDoubt = Doubts.DoubtFills;
        Foreign = new ForeignTrades(cache, portfolio, journal);
        Reports = new ReportIntake(this, cache, portfolio, ids, _fills, _ledger, _desk, _entry, Foreign);
        Accounts = new AccountIntake(cache, portfolio, risk, journal);
        journal.Failed = OnJournalFailed;
        if (_hold.IsNeeded)
            bus.Subscribe("risk.state", (in TradingStateChange change) => OnTradingState(in change));
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

    internal ReportIntake Reports { get; }

    internal ForeignTrades Foreign { get; }

    internal OutcomeDoubts Doubts { get; }

    internal AccountIntake Accounts { get; }

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
            return _entry.Submit(strategy, in request, ClientOrderId.None);
        }
        finally
        {
            _desk.Leave();
        }
    }

    /// <inheritdoc/>
    public int SubmitBatch(StrategyId strategy, ReadOnlySpan<OrderRequest> requests, Span<Order> orders)
    {
        if (requests.Length > IOrderEntry.MaxBatch)
            throw new ArgumentException($"{requests.Length} orders are more than one batch may have ({IOrderEntry.MaxBatch}).", nameof(requests));
        if (orders.Length < requests.Length)
            throw new ArgumentException($"There is room for {orders.Length} orders of {requests.Length}.", nameof(orders));
        _desk.Enter();
        try
        {
            return _entry.SubmitBatch(strategy, requests, orders);
        }
        finally
        {
            _desk.Leave();
        }
    }

    /// <inheritdoc/>
    public int CancelBatch(ReadOnlySpan<Order> orders)
    {
        _desk.Enter();
        try
        {
            int count = 0;
            foreach (Order order in orders)
            {
                if (_entry.Cancel(order, null))
                    count++;
            }

            return count;
        }
        finally
        {
            _desk.Leave();
        }
    }

    /// <inheritdoc/>
    public bool Cancel(Order order)
    {
        ArgumentNullException.ThrowIfNull(order);
        _desk.Enter();
        try
        {
            return _entry.Cancel(order, null);
        }
        finally
        {
            _desk.Leave();
        }
    }

    /// <inheritdoc/>
    public bool CancelForGood(Order order, string reason)
    {
        ArgumentNullException.ThrowIfNull(order);
        _desk.Enter();
        try
        {
            return _entry.CancelForGood(order, reason);
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
                if (meant && _entry.CancelForGood(order, reason))
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
                if ((includeProtective || !_entry.IsProtective(order)) && _entry.CancelForGood(order, reason))
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
        return _entry.IsProtective(order);
    }

    /// <inheritdoc/>
    public bool Modify(Order order, Price price, Quantity quantity)
    {
        ArgumentNullException.ThrowIfNull(order);
        _desk.Enter();
        try
        {
            return _entry.Modify(order, price, quantity);
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
            _hold.DropAll("not sent: the engine is stopping");
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
        return Accounts.AcceptDifference(instrument, person, reason, Clock.Now);
    }

    internal ReportInterpreter CreateInterpreter(ExecutionCapabilities capabilities) =>
        new(_ledger, _desk, Clock, Alerts, capabilities.NotFoundHorizonNanos, ExecutionOptions.Nanos(_options.QuietPeriod));

    internal Reconciler CreateReconciler(VenueExecution venue, IExecutionClient client)
    {
        _portfolio.AddAccount(client.Venue, client.Account);
        var positions = new PositionCheck(_cache, _portfolio, _risk, Alerts, Clock, ExecutionOptions.Nanos(_options.QuietPeriod), ExecutionOptions.Nanos(_options.DifferencePatience));
        return new Reconciler(this, venue, client, _cache, _portfolio, _timers, positions, _options);
    }

    internal long NextRequestId() => ++_requestId;

    internal void Publish(ReconciliationSummary summary) => _reconciled.Publish(in summary);

    internal void RecordReconciled(VenueId venue, UnixNanos started) => _journal.AppendReconciled(new JournalReconciled(venue, started));

    internal void SetForeignOrders(VenueId venue, IReadOnlyList<OrderStatusReport> orders) => _risk.SetExternalOrders(venue, orders);

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
        _hold.OnJournalFailed();
    }

    private void OnTradingState(in TradingStateChange change)
    {
        if (change.State == TradingState.Active)
            return;
        _desk.Enter();
        try
        {
            _hold.DropRefused();
        }
        finally
        {
            _desk.Leave();
        }
    }
}
