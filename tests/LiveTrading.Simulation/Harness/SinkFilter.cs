using LiveTrading.Engine.Ports;
using LiveTrading.Model.Accounts;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Simulation.Harness;

/// <summary>Between the adapter and the execution engine: passes everything on; who derives from it changes what it is about.</summary>
internal class SinkFilter(IExecutionSink inner) : IExecutionSink
{
    protected IExecutionSink Inner => inner;

    public virtual void OnHandedOver(ClientOrderId order, RequestKind request) => inner.OnHandedOver(order, request);

    public virtual void OnUnsent(ClientOrderId order, RequestKind request, string reason) => inner.OnUnsent(order, request, reason);

    public virtual void OnOrderEvent(in OrderEvent e) => inner.OnOrderEvent(in e);

    public virtual void OnOutcomeUnknown(ClientOrderId order, RequestKind request, string reason) => inner.OnOutcomeUnknown(order, request, reason);

    public virtual void OnRetryLater(ClientOrderId order, RequestKind request, string reason, long retryAfterNanos) => inner.OnRetryLater(order, request, reason, retryAfterNanos);

    public virtual void OnOrderQueried(ClientOrderId order, QueryOutcome outcome, OrderStatusReport? report, string reason) => inner.OnOrderQueried(order, outcome, report, reason);

    public virtual void OnOpenOrders(long requestId, QueryOutcome outcome, IReadOnlyList<OrderStatusReport> reports, string reason) => inner.OnOpenOrders(requestId, outcome, reports, reason);

    public virtual void OnFills(long requestId, InstrumentHandle instrument, QueryOutcome outcome, IReadOnlyList<FillReport> fills, string reason) => inner.OnFills(requestId, instrument, outcome, fills, reason);

    public virtual void OnAccountQueried(long requestId, QueryOutcome outcome, AccountReport? report, string reason) => inner.OnAccountQueried(requestId, outcome, report, reason);

    public virtual void OnAccountUpdate(AccountReport report) => inner.OnAccountUpdate(report);

    public virtual void OnTransfer(BalanceTransfer transfer) => inner.OnTransfer(transfer);

    public virtual void OnExecutionReady() => inner.OnExecutionReady();

    public virtual void OnExecutionLost(string reason) => inner.OnExecutionLost(reason);
}
