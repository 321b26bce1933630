using LiveTrading.Engine.Ports;
using LiveTrading.Model;
using LiveTrading.Model.Accounts;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Execution;

/// <summary>A venue as the execution engine sees it: the sink of its adapter, whether it is reconciled, and its reconciliation. Loop thread.</summary>
public sealed class VenueExecution : IExecutionSink
{
    private readonly ExecutionEngine _engine;
    private readonly OrderDesk _desk;
    private IExecutionClient? _client;
    private Reconciler? _reconciler;
    private ReportInterpreter? _interpreter;

    internal VenueExecution(ExecutionEngine engine, OrderDesk desk, VenueId venue)
    {
        _engine = engine;
        _desk = desk;
        Venue = venue;
    }

    /// <summary>Which venue.</summary>
    public VenueId Venue { get; }

    /// <summary>A reconciliation has ended since the user stream came up: orders may go out.</summary>
    public bool IsReconciled => _reconciler is { IsReconciled: true };

    /// <summary>The latest complete reconciliation; null before the first.</summary>
    public ReconciliationSummary? LastReconciliation => _reconciler?.Last;

    /// <summary>Orders of others on the account, from the latest list of open orders.</summary>
    public IReadOnlyList<OrderStatusReport> ForeignOrders => _reconciler is { } reconciler ? reconciler.ForeignOrders : [];

    internal bool HasClient => _client is not null;

    internal IExecutionClient Client => _client ?? throw new InvalidOperationException($"Venue {Venue} has no execution client: call Attach first.");

    internal Reconciler Reconciler => _reconciler ?? throw new InvalidOperationException($"Venue {Venue} has no execution client: call Attach first.");

    internal ReportInterpreter Interpreter => _interpreter ?? throw new InvalidOperationException($"Venue {Venue} has no execution client: call Attach first.");

    /// <summary>Names the adapter whose sink this is. Once, before recovery.</summary>
    /// <exception cref="ArgumentException">The client is another venue's, or one is attached already.</exception>
    public void Attach(IExecutionClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        if (client.Venue != Venue)
            throw new ArgumentException($"The client serves {client.Venue}, not {Venue}.", nameof(client));
        if (_client is not null)
            throw new ArgumentException($"Venue {Venue} has an execution client already.", nameof(client));
        _client = client;
        _interpreter = _engine.CreateInterpreter(client.Capabilities);
        _reconciler = _engine.CreateReconciler(this, client);
    }

    /// <summary>Asks for a reconciliation now, or right after the one that is running. Does nothing while the user stream is down: its return starts one.</summary>
    public void Reconcile(string reason)
    {
        _desk.Enter();
        try
        {
            Reconciler.Request(reason);
        }
        finally
        {
            _desk.Leave();
        }
    }

    /// <summary>Includes an instrument in every reconciliation, also before its first order.</summary>
    public void IncludeInstrument(InstrumentHandle instrument) => Reconciler.Include(instrument);

    /// <inheritdoc/>
    public void OnHandedOver(ClientOrderId order, RequestKind request)
    {
        _desk.Enter();
        try
        {
            if (_engine.Reports.FindOwn(order) is { } known)
                _desk.OnHandedOver(known, request);
        }
        finally
        {
            _desk.Leave();
        }
    }

    /// <inheritdoc/>
    public void OnUnsent(ClientOrderId order, RequestKind request, string reason)
    {
        _desk.Enter();
        try
        {
            if (_engine.Reports.FindOwn(order) is { } known)
                _desk.OnUnsent(known, request, reason);
        }
        finally
        {
            _desk.Leave();
        }
    }

    /// <inheritdoc/>
    public void OnOrderEvent(in OrderEvent e)
    {
        _desk.Enter();
        try
        {
            _engine.Reports.TakeOrderEvent(this, in e);
        }
        finally
        {
            _desk.Leave();
        }
    }

    /// <inheritdoc/>
    public void OnOutcomeUnknown(ClientOrderId order, RequestKind request, string reason)
    {
        _desk.Enter();
        try
        {
            if (_engine.Reports.FindOwn(order) is { } known)
                _desk.OnOutcomeUnknown(known, request, reason);
        }
        finally
        {
            _desk.Leave();
        }
    }

    /// <inheritdoc/>
    public void OnRetryLater(ClientOrderId order, RequestKind request, string reason, long retryAfterNanos)
    {
        _desk.Enter();
        try
        {
            if (_engine.Reports.FindOwn(order) is { } known)
                _desk.OnRetryLater(known, request, reason, retryAfterNanos);
        }
        finally
        {
            _desk.Leave();
        }
    }

    /// <inheritdoc/>
    public void OnOrderQueried(ClientOrderId order, QueryOutcome outcome, OrderStatusReport? report, string reason)
    {
        _desk.Enter();
        try
        {
            // Only the reconciliation asks about orders without our id.
            if (order.IsNone)
                Reconciler.OnOwner(outcome, report, reason);
            else if (_engine.Reports.FindOwn(order) is { } known)
                TakeAnswer(known, outcome, report);
        }
        finally
        {
            _desk.Leave();
        }
    }

    /// <inheritdoc/>
    public void OnOpenOrders(long requestId, QueryOutcome outcome, IReadOnlyList<OrderStatusReport> reports, string reason)
    {
        _desk.Enter();
        try
        {
            Reconciler.OnOpenOrders(requestId, outcome, reports, reason);
        }
        finally
        {
            _desk.Leave();
        }
    }

    /// <inheritdoc/>
    public void OnFills(long requestId, InstrumentHandle instrument, QueryOutcome outcome, IReadOnlyList<FillReport> fills, string reason)
    {
        _desk.Enter();
        try
        {
            Reconciler.OnFills(requestId, instrument, outcome, fills, reason);
        }
        finally
        {
            _desk.Leave();
        }
    }

    /// <inheritdoc/>
    public void OnAccountQueried(long requestId, QueryOutcome outcome, AccountReport? report, string reason)
    {
        _desk.Enter();
        try
        {
            Reconciler.OnAccount(requestId, outcome, report, reason);
        }
        finally
        {
            _desk.Leave();
        }
    }

    /// <inheritdoc/>
    public void OnAccountUpdate(AccountReport report) => _engine.Accounts.Take(report, Reconciler.VenueNowIfKnown, long.MinValue);

    /// <inheritdoc/>
    public void OnTransfer(BalanceTransfer transfer) => _engine.Accounts.Take(transfer);

    /// <inheritdoc/>
    public void OnExecutionReady()
    {
        _desk.OnVenueReady(this);
        _desk.Enter();
        try
        {
            Reconciler.OnStreamUp();
        }
        finally
        {
            _desk.Leave();
        }
    }

    /// <inheritdoc/>
    public void OnExecutionLost(string reason) => Reconciler.Abandon();

    private void TakeAnswer(Order order, QueryOutcome outcome, OrderStatusReport? report)
    {
        // An answer nobody waits for any more still tells something.
        OrderWatch? watch = _desk.Watches.Find(order);
        if (watch is not null)
            OrderDesk.EndQuery(watch);
        if (outcome == QueryOutcome.Found && report is not null && IsAbout(order, report))
        {
            if (watch is not null)
            {
                watch.NotFoundCount = 0;
                watch.ProofFrom = OrderWatch.Never;
                if (report.FilledQuantity > watch.VenueFilled)
                    watch.VenueFilled = report.FilledQuantity;
            }

            Interpreter.Interpret(order, report, this);
            watch = _desk.Watches.Find(order);
        }
        else if (outcome == QueryOutcome.NotFound && watch is not null)
        {
            TakeNotFound(order, watch);
        }

        if (watch is not null)
            _desk.AddWork(watch);
        if (watch is { IsInDoubt: true })
            _desk.ScheduleQuery(watch);
    }

    /// <summary>False for an answer about another order: it says nothing of this one.</summary>
    private static bool IsAbout(Order order, OrderStatusReport report) =>
        report.Instrument == order.Instrument
        && (report.ClientOrderId.IsNone || report.ClientOrderId == order.ClientOrderId)
        && (order.VenueOrderId.IsNone || report.VenueOrderId.IsNone || report.VenueOrderId == order.VenueOrderId);

    private void TakeNotFound(Order order, OrderWatch watch)
    {
        if (order.IsClosed)
        {
            // Nothing works there: what was doubted is settled.
            watch.IsInDoubt = false;
            return;
        }

        long now = _engine.Clock.MonotonicNanos;
        if (++watch.NotFoundCount == 1)
            watch.FirstNotFoundAt = now;
        bool neverSeen = order.State is OrderState.Pending or OrderState.Submitted;
        long since = neverSeen ? watch.SubmitSentAt : watch.FirstNotFoundAt;
        if (watch.NotFoundCount >= OrderDesk.NotFoundAnswers && now - since >= Client.Capabilities.NotFoundHorizonNanos && watch.ProofFrom == OrderWatch.Never)
        {
            watch.ProofFrom = now;
            Reconciler.Include(order.Instrument);
            Reconciler.Request("an order is not found");
        }

        if (!watch.IsInDoubt && !order.IsUnknown)
            watch.IsInDoubt = true;
    }
}
