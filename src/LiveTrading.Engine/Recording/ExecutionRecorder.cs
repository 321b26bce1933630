using LiveTrading.Engine.Ports;
using LiveTrading.Model.Accounts;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Recording;

/// <summary>Writes down what a venue says of orders and of the account, then passes it on.</summary>
internal sealed class ExecutionRecorder(RecordingTape tape, int venue, IExecutionSink inner) : IExecutionSink
{
    public void OnHandedOver(ClientOrderId order, RequestKind request)
    {
        Request(RecordKind.HandedOver, order, request, "", 0);
        inner.OnHandedOver(order, request);
    }

    public void OnUnsent(ClientOrderId order, RequestKind request, string reason)
    {
        Request(RecordKind.Unsent, order, request, reason, 0);
        inner.OnUnsent(order, request, reason);
    }

    public void OnOrderEvent(in OrderEvent e)
    {
        tape.Fields.Clear().Int32(venue).Write(in e);
        tape.Input(RecordKind.OrderEvent);
        inner.OnOrderEvent(in e);
    }

    public void OnOutcomeUnknown(ClientOrderId order, RequestKind request, string reason)
    {
        Request(RecordKind.OutcomeUnknown, order, request, reason, 0);
        inner.OnOutcomeUnknown(order, request, reason);
    }

    public void OnRetryLater(ClientOrderId order, RequestKind request, string reason, long retryAfterNanos)
    {
        Request(RecordKind.RetryLater, order, request, reason, retryAfterNanos);
        inner.OnRetryLater(order, request, reason, retryAfterNanos);
    }

    public void OnOrderQueried(ClientOrderId order, QueryOutcome outcome, OrderStatusReport? report, string reason)
    {
        FieldBuffer f = Answer(outcome, reason).UInt128(order.Value).Bool(report is not null);
        if (report is not null)
            f.Write(report);
        tape.Input(RecordKind.OrderQueried);
        inner.OnOrderQueried(order, outcome, report, reason);
    }

    public void OnOpenOrders(long requestId, QueryOutcome outcome, IReadOnlyList<OrderStatusReport> reports, string reason)
    {
        FieldBuffer f = Answer(outcome, reason).Int64(requestId).Int32(reports.Count);
        foreach (OrderStatusReport report in reports)
            f.Write(report);
        tape.Input(RecordKind.OpenOrders);
        inner.OnOpenOrders(requestId, outcome, reports, reason);
    }

    public void OnFills(long requestId, InstrumentHandle instrument, QueryOutcome outcome, IReadOnlyList<FillReport> fills, string reason)
    {
        FieldBuffer f = Answer(outcome, reason).Int64(requestId).Int32(instrument.Index).Int32(fills.Count);
        foreach (FillReport fill in fills)
            f.Write(fill);
        tape.Input(RecordKind.Fills);
        inner.OnFills(requestId, instrument, outcome, fills, reason);
    }

    public void OnAccountQueried(long requestId, QueryOutcome outcome, AccountReport? report, string reason)
    {
        FieldBuffer f = Answer(outcome, reason).Int64(requestId).Bool(report is not null);
        if (report is not null)
            f.Write(report);
        tape.Input(RecordKind.AccountQueried);
        inner.OnAccountQueried(requestId, outcome, report, reason);
    }

    public void OnAccountUpdate(AccountReport report)
    {
        tape.Fields.Clear().Int32(venue).Write(report);
        tape.Input(RecordKind.AccountUpdate);
        inner.OnAccountUpdate(report);
    }

    public void OnTransfer(BalanceTransfer transfer)
    {
        tape.Fields.Clear().Int32(venue).Write(transfer);
        tape.Input(RecordKind.Transfer);
        inner.OnTransfer(transfer);
    }

    public void OnExecutionReady()
    {
        tape.Fields.Clear().Int32(venue);
        tape.Input(RecordKind.ExecutionReady);
        inner.OnExecutionReady();
    }

    public void OnExecutionLost(string reason)
    {
        tape.Fields.Clear().Int32(venue).Text(reason);
        tape.Input(RecordKind.ExecutionLost);
        inner.OnExecutionLost(reason);
    }

    private void Request(RecordKind kind, ClientOrderId order, RequestKind request, string reason, long after)
    {
        tape.Fields.Clear().Int32(venue).UInt128(order.Value).Byte((byte)request).Text(reason).Int64(after);
        tape.Input(kind);
    }

    private FieldBuffer Answer(QueryOutcome outcome, string reason) =>
        tape.Fields.Clear().Int32(venue).Byte((byte)outcome).Text(reason);
}
