using System.Globalization;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Ports;
using LiveTrading.Engine.Recording;
using LiveTrading.Model.Accounts;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Tests.Recording;

/// <summary>Writes down every call as a line: what went into a recording and what comes out must read the same.</summary>
internal sealed class HeardSession : IReplayedSession, IMarketDataSink, IExecutionSink, IVenueObserver
{
    public List<string> Lines { get; } = [];

    /// <summary>Told before each call.</summary>
    public Action Hearing { get; set; } = () => { };

    public IMarketDataSink MarketData => this;

    public IVenueObserver Observer => this;

    public IVenueAdapter? KnownVenue { get; set; }

    public IExecutionSink? Execution(int venue) => venue == 0 ? this : null;

    public IVenueAdapter? Venue(int venue) => venue == 0 ? KnownVenue : null;

    public void OnInstrument(Instrument instrument) => Hear($"instrument {instrument with { OrderTypes = [] }} {string.Join(",", instrument.OrderTypes)}");

    public void OnConnection(in ConnectionEvent e) => Hear($"connection {e}");

    public void OnMessage(string connection, ReadOnlyMemory<byte> payload, bool isText) => Hear($"message {connection} {Convert.ToHexString(payload.Span)} {isText}");

    public void OnFault(string what) => Hear($"fault {what}");

    public void OnCommand(byte command, long number, string text) => Hear(string.Create(CultureInfo.InvariantCulture, $"command {command} {number} {text}"));

    public void OnQuote(in QuoteTick quote) => Hear($"{quote}");

    public void OnTrade(in TradeTick trade) => Hear($"{trade}");

    public void OnBookUpdate(in BookUpdate update, ReadOnlySpan<BookLevel> bids, ReadOnlySpan<BookLevel> asks) =>
        Hear($"update {update} {string.Join(' ', bids.ToArray())} | {string.Join(' ', asks.ToArray())}");

    public void OnBookSnapshot(in BookUpdate update, ReadOnlySpan<BookLevel> bids, ReadOnlySpan<BookLevel> asks) =>
        Hear($"snapshot {update} {string.Join(' ', bids.ToArray())} | {string.Join(' ', asks.ToArray())}");

    public void OnBookSnapshotFailed(InstrumentHandle instrument, string reason) => Hear($"snapshot failed {instrument} {reason}");

    public void OnBar(in Bar bar) => Hear($"{bar}");

    public void OnFeedLost(InstrumentHandle instrument, string reason) => Hear($"lost {instrument} {reason}");

    public void OnFeedReady(InstrumentHandle instrument) => Hear($"ready {instrument}");

    public void OnHandedOver(ClientOrderId order, RequestKind request) => Hear($"handed over {order} {request}");

    public void OnUnsent(ClientOrderId order, RequestKind request, string reason) => Hear($"unsent {order} {request} {reason}");

    public void OnOrderEvent(in OrderEvent e) => Hear($"{e}");

    public void OnOutcomeUnknown(ClientOrderId order, RequestKind request, string reason) => Hear($"unknown {order} {request} {reason}");

    public void OnRetryLater(ClientOrderId order, RequestKind request, string reason, long retryAfterNanos) =>
        Hear(string.Create(CultureInfo.InvariantCulture, $"later {order} {request} {reason} {retryAfterNanos}"));

    public void OnOrderQueried(ClientOrderId order, QueryOutcome outcome, OrderStatusReport? report, string reason) => Hear($"queried {order} {outcome} {report} {reason}");

    public void OnOpenOrders(long requestId, QueryOutcome outcome, IReadOnlyList<OrderStatusReport> reports, string reason) =>
        Hear(string.Create(CultureInfo.InvariantCulture, $"open {requestId} {outcome} {string.Join(' ', reports)} {reason}"));

    public void OnFills(long requestId, InstrumentHandle instrument, QueryOutcome outcome, IReadOnlyList<FillReport> fills, string reason) =>
        Hear(string.Create(CultureInfo.InvariantCulture, $"fills {requestId} {instrument} {outcome} {string.Join(' ', fills)} {reason}"));

    public void OnAccountQueried(long requestId, QueryOutcome outcome, AccountReport? report, string reason) =>
        Hear(string.Create(CultureInfo.InvariantCulture, $"account {requestId} {outcome} {Text(report)} {reason}"));

    public void OnAccountUpdate(AccountReport report) => Hear($"account {Text(report)}");

    public void OnTransfer(BalanceTransfer transfer) => Hear($"{transfer}");

    public void OnExecutionReady() => Hear("execution ready");

    public void OnExecutionLost(string reason) => Hear($"execution lost {reason}");

    public void OnInstrumentsLoaded(IVenueAdapter venue) => Hear("loaded");

    public void OnConnection(IVenueAdapter venue, in ConnectionEvent e) => Hear($"venue connection {e}");

    public void OnRefused(IVenueAdapter venue, string reason) => Hear($"refused {reason}");

    public void OnStopped(IVenueAdapter venue) => Hear("stopped");

    private static string Text(AccountReport? report) => report is null ? "none" : $"{report.Account} {report.IsComplete} {report.EventTime} {report.ReceivedTime} {string.Join(' ', report.Balances)}";

    private void Hear(string line)
    {
        Hearing();
        Lines.Add(line);
    }
}
