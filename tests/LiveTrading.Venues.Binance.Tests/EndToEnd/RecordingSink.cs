using LiveTrading.Engine.Events;
using LiveTrading.Engine.Ports;
using LiveTrading.Model.Accounts;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Venues.Binance.Tests.EndToEnd;

/// <summary>Writes down everything the adapter tells.</summary>
internal sealed class RecordingSink : IMarketDataSink, IExecutionSink, IVenueObserver
{
    public List<string> Log { get; } = [];

    public List<OrderEvent> Orders { get; } = [];

    public List<QuoteTick> Quotes { get; } = [];

    public List<TradeTick> Trades { get; } = [];

    public List<BookUpdate> Updates { get; } = [];

    public List<(long Id, int Bids, int Asks)> Snapshots { get; } = [];

    public List<Bar> Bars { get; } = [];

    public List<AccountReport> Accounts { get; } = [];

    public List<BalanceTransfer> Transfers { get; } = [];

    public List<(QueryOutcome Outcome, OrderStatusReport? Report)> Queried { get; } = [];

    public List<(QueryOutcome Outcome, IReadOnlyList<OrderStatusReport> Reports)> OpenOrders { get; } = [];

    public List<(QueryOutcome Outcome, IReadOnlyList<FillReport> Fills)> Fills { get; } = [];

    public List<(QueryOutcome Outcome, AccountReport? Report)> Queries { get; } = [];

    public List<string> Connections { get; } = [];

    public bool IsLoaded { get; private set; }

    public bool IsStopped { get; private set; }

    public string? Refusal { get; private set; }

    public int ReadyCount { get; private set; }

    public int FeedReadyCount { get; private set; }

    public int FeedLostCount { get; private set; }

    public void OnQuote(in QuoteTick quote) => Quotes.Add(quote);

    public void OnTrade(in TradeTick trade) => Trades.Add(trade);

    public void OnBookUpdate(in BookUpdate update, ReadOnlySpan<BookLevel> bids, ReadOnlySpan<BookLevel> asks) => Updates.Add(update);

    public void OnBookSnapshot(in BookUpdate update, ReadOnlySpan<BookLevel> bids, ReadOnlySpan<BookLevel> asks) => Snapshots.Add((update.LastUpdateId, bids.Length, asks.Length));

    public void OnBookSnapshotFailed(InstrumentHandle instrument, string reason) => Log.Add("snapshot failed: " + reason);

    public void OnBar(in Bar bar) => Bars.Add(bar);

    public void OnFeedLost(InstrumentHandle instrument, string reason) => FeedLostCount++;

    public void OnFeedReady(InstrumentHandle instrument) => FeedReadyCount++;

    public void OnHandedOver(ClientOrderId order, RequestKind request) => Log.Add($"{request} handed over");

    public void OnUnsent(ClientOrderId order, RequestKind request, string reason) => Log.Add($"{request} unsent: {reason}");

    public void OnOrderEvent(in OrderEvent e)
    {
        Orders.Add(e);
        Log.Add(e.Kind.ToString());
    }

    public void OnOutcomeUnknown(ClientOrderId order, RequestKind request, string reason) => Log.Add($"{request} unknown: {reason}");

    public void OnRetryLater(ClientOrderId order, RequestKind request, string reason, long retryAfterNanos) => Log.Add($"{request} later: {reason}");

    public void OnOrderQueried(ClientOrderId order, QueryOutcome outcome, OrderStatusReport? report, string reason) => Queried.Add((outcome, report));

    public void OnOpenOrders(long requestId, QueryOutcome outcome, IReadOnlyList<OrderStatusReport> reports, string reason) => OpenOrders.Add((outcome, reports));

    void IExecutionSink.OnFills(long requestId, InstrumentHandle instrument, QueryOutcome outcome, IReadOnlyList<FillReport> fills, string reason) => Fills.Add((outcome, fills));

    public void OnAccountQueried(long requestId, QueryOutcome outcome, AccountReport? report, string reason) => Queries.Add((outcome, report));

    public void OnAccountUpdate(AccountReport report) => Accounts.Add(report);

    public void OnTransfer(BalanceTransfer transfer) => Transfers.Add(transfer);

    public void OnExecutionReady() => ReadyCount++;

    public void OnExecutionLost(string reason) => Log.Add("execution lost");

    public void OnInstrumentsLoaded(IVenueAdapter venue) => IsLoaded = true;

    public void OnConnection(IVenueAdapter venue, in ConnectionEvent e) => Connections.Add($"{e.Kind} {e.Reason}");

    public void OnRefused(IVenueAdapter venue, string reason) => Refusal = reason;

    public void OnStopped(IVenueAdapter venue) => IsStopped = true;
}
