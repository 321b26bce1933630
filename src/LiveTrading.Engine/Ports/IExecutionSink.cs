using LiveTrading.Model.Accounts;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Ports;

/// <summary>Where adapters deliver what became of requests and what the user stream says: the execution engine. On the loop thread.</summary>
public interface IExecutionSink
{
    /// <summary>The first byte of the request was handed over.</summary>
    void OnHandedOver(ClientOrderId order, RequestKind request);

    /// <summary>The request is known to be unsent and never will be sent.</summary>
    void OnUnsent(ClientOrderId order, RequestKind request, string reason);

    /// <summary>
    /// Something definitive happened: accepted, rejected, filled, canceled, expired, modified, cancel or modify refused
    /// while the order still works. For a fill each trade is one event.
    /// </summary>
    void OnOrderEvent(in OrderEvent e);

    /// <summary>The outcome of a request cannot be told (time-out, 5xx, drop after hand-over, a code that leaves it open).</summary>
    /// <param name="order">Which order.</param>
    /// <param name="request">Which request.</param>
    /// <param name="reason">Code and sentence.</param>
    void OnOutcomeUnknown(ClientOrderId order, RequestKind request, string reason);

    /// <summary>The request was refused for now and certainly had no effect (rate limit, busy before the engine): it may be asked again later.</summary>
    void OnRetryLater(ClientOrderId order, RequestKind request, string reason, long retryAfterNanos);

    /// <summary>Answer to <see cref="IExecutionClient.QueryOrder"/>.</summary>
    void OnOrderQueried(ClientOrderId order, QueryOutcome outcome, OrderStatusReport? report, string reason);

    /// <summary>Answer to <see cref="IExecutionClient.QueryOpenOrders"/>; an empty list with <see cref="QueryOutcome.Found"/> means "none", a failure means nothing.</summary>
    void OnOpenOrders(long requestId, QueryOutcome outcome, IReadOnlyList<OrderStatusReport> reports, string reason);

    /// <summary>Answer to <see cref="IExecutionClient.QueryFills"/>, oldest first.</summary>
    void OnFills(long requestId, InstrumentHandle instrument, QueryOutcome outcome, IReadOnlyList<FillReport> fills, string reason);

    /// <summary>Answer to <see cref="IExecutionClient.QueryAccount"/>.</summary>
    void OnAccountQueried(long requestId, QueryOutcome outcome, AccountReport? report, string reason);

    /// <summary>Balances changed (user stream).</summary>
    void OnAccountUpdate(AccountReport report);

    /// <summary>A deposit, withdrawal or transfer (user stream).</summary>
    void OnTransfer(BalanceTransfer transfer);

    /// <summary>The user stream runs (again): orders may be sent once reconciled. Starts a reconciliation.</summary>
    void OnExecutionReady();

    /// <summary>The user stream is lost: events may be missing from now on.</summary>
    void OnExecutionLost(string reason);
}
