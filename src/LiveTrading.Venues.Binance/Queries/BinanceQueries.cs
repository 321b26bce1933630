using System.Globalization;
using LiveTrading.Engine.Ports;
using LiveTrading.IO;
using LiveTrading.Model;
using LiveTrading.Model.Accounts;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;
using LiveTrading.Venues.Binance.Instruments;
using LiveTrading.Venues.Binance.Parsing;
using LiveTrading.Venues.Binance.RateLimits;
using LiveTrading.Venues.Binance.Requests;
using LiveTrading.Venues.Binance.Signing;
using LiveTrading.WebSockets;
using Microsoft.Extensions.Logging;

namespace LiveTrading.Venues.Binance.Queries;

/// <summary>
/// Everything that is asked rather than ordered, over a WebSocket API connection of its own, so that a large answer never
/// delays an order: instruments, book snapshots, orders, own trades, balances, the venue's time. Loop thread.
/// </summary>
internal sealed class BinanceQueries : IApiConnectionOwner
{
    /// <summary>Answers that failed before they were asked wait here until the calling turn is over.</summary>
    private const int MaxDeferred = 4096;

    /// <summary>Pages of own trades of one query, each of <see cref="TradesPerPage"/>.</summary>
    private const int MaxPages = 50;

    private const int TradesPerPage = 1000;

    /// <summary>The venue's longest window: a question that arrives late does no harm, and one that a slow link delays beyond the orders' window must be answered all the same.</summary>
    private const long QueryWindowMilliseconds = 60_000;

    /// <summary>Trading rules are read again after so long, and with every connect: a changed tick size or a halted symbol takes effect.</summary>
    private const long RulesIntervalNanos = 3_600_000_000_000;

    private const long FirstRetryNanos = 1_000_000_000;
    private const long LastRetryNanos = 60_000_000_000;

    private readonly EventLoop _loop;
    private readonly BinanceOptions _options;
    private readonly IRequestSigner? _signer;
    private readonly ServerClock _clock;
    private readonly RequestBudget _budget;
    private readonly InstrumentSymbols _symbols;
    private readonly CurrencyTable _currencies;
    private readonly ConnectionReporter _reporter;
    private readonly ILogger _logger;
    private readonly IMarketDataSink _dataSink;
    private readonly IExecutionSink _executionSink;
    private readonly ExchangeInfoParser _exchangeInfo;
    private readonly MarketMessage _snapshot = new();
    private readonly List<(PendingRequest Request, string Reason)> _deferred = [];
    private readonly LoopTimer _deferredTimer;
    private readonly LoopTimer _instrumentsTimer;
    private long _instrumentsRetryNanos = FirstRetryNanos;
    private bool _instrumentsLoaded;

    public BinanceQueries(EventLoop loop, BinanceOptions options, IRequestSigner? signer, ServerClock clock, RequestBudget budget, InstrumentSymbols symbols, CurrencyTable currencies, ConnectionReporter reporter, ILogger logger, WebSocketConnectionPool connections, IMarketDataSink dataSink, IExecutionSink executionSink)
    {
        _loop = loop;
        _options = options;
        _signer = signer;
        _clock = clock;
        _budget = budget;
        _symbols = symbols;
        _currencies = currencies;
        _reporter = reporter;
        _logger = logger;
        _dataSink = dataSink;
        _executionSink = executionSink;
        _exchangeInfo = new ExchangeInfoParser(options.VenueId);
        _deferredTimer = loop.CreateTimer(static t => ((BinanceQueries)t.State!).TellDeferred(), this);
        _instrumentsTimer = loop.CreateTimer(static t => ((BinanceQueries)t.State!).AskInstruments(), this);
        Channel = new ApiChannel(loop, "queries", StreamPriority.MarketData, options, clock, budget, this, reporter, logger, connections);
    }

    public ApiChannel Channel { get; }

    /// <summary>Where questions go now.</summary>
    public ApiConnection Api => Channel.Current;

    /// <summary>Told each time the instruments are read.</summary>
    public Action<IReadOnlyList<Instrument>>? InstrumentsLoaded { get; set; }

    /// <summary>Asks for a snapshot of a book.</summary>
    public void RequestDepth(InstrumentHandle instrument)
    {
        PendingRequest request = new() { Method = ApiMethod.Depth, Instrument = instrument };
        if (!_symbols.TryGet(instrument, out ReadOnlySpan<byte> symbol))
        {
            Defer(request, "the instrument is not configured");
            return;
        }

        if (!TryBegin(ref request, deferrable: true))
            return;
        ApiRequestWriter w = Api.Writer;
        w.Number("limit"u8, 5000);
        w.Text("symbol"u8, symbol);
        Send(request, w.End());
    }

    /// <summary>Asks about one order: by the venue's id, else by our own, and then by that of its cancel, which replaces it.</summary>
    public void QueryOrder(Order order)
    {
        ArgumentNullException.ThrowIfNull(order);
        AskOrder(new PendingRequest { Method = ApiMethod.OrderStatus, Order = order, Instrument = order.Instrument });
    }

    public void QueryOpenOrders(long requestId)
    {
        PendingRequest request = new() { Method = ApiMethod.OpenOrders, RequestId = requestId };
        if (!TryBegin(ref request))
            return;
        ApiRequestWriter w = Api.Writer;
        w.Text("apiKey"u8, _options.Credentials!.ApiKey);
        SignAndSend(request, w);
    }

    public void QueryFills(long requestId, InstrumentHandle instrument, UnixNanos since, TradeId afterTradeId) =>
        AskTrades(new PendingRequest { Method = ApiMethod.MyTrades, RequestId = requestId, Instrument = instrument, Since = since, Fills = [] }, afterTradeId);

    public void QueryAccount(long requestId)
    {
        PendingRequest request = new() { Method = ApiMethod.Account, RequestId = requestId };
        if (!TryBegin(ref request))
            return;
        ApiRequestWriter w = Api.Writer;
        w.Text("apiKey"u8, _options.Credentials!.ApiKey);
        w.True("omitZeroBalances"u8);
        SignAndSend(request, w);
    }

    void IApiConnectionOwner.OnOpened(ApiConnection api)
    {
        if (Channel.IsNext(api))
            Channel.TakeOver();
        else
            _reporter.Ready(Channel.Name, api.Connection.Endpoint);
        AskInstruments();
    }

    void IApiConnectionOwner.OnClosed(string reason) => _instrumentsTimer.Cancel();

    void IApiConnectionOwner.OnLeftInDoubt(string reason)
    {
        // Queries have nothing but answers, and each that did not come was told.
    }

    void IApiConnectionOwner.OnHandedOver(in PendingRequest request)
    {
        // Queries have no hand-over of their own: an answer or a failure is all that is told.
    }

    void IApiConnectionOwner.OnUnsent(in PendingRequest request, string reason) => Fail(request, reason);

    void IApiConnectionOwner.OnUnanswered(ApiConnection api, in PendingRequest request, string reason) => Fail(request, reason);

    void IApiConnectionOwner.OnEvent(ApiConnection api, ReadOnlySpan<byte> userEvent)
    {
        if (userEvent.IndexOf("\"serverShutdown\""u8) < 0)
        {
            Channel.Counters.Ignored++;
            return;
        }

        Log.ServerShutdown(_logger, Channel.Name);
        Channel.Replace(api);
    }

    void IApiConnectionOwner.OnResponse(ApiConnection api, in PendingRequest request, ApiEnvelope envelope, ReadOnlySpan<byte> message)
    {
        if (envelope.HasError || envelope.Status != 200 || !envelope.HasResult)
        {
            OnError(request, envelope);
            return;
        }

        ReadOnlySpan<byte> result = message[envelope.Result];
        switch (request.Method)
        {
            case ApiMethod.ExchangeInfo:
                OnInstruments(result);
                break;
            case ApiMethod.Depth:
                OnDepth(request, result);
                break;
            case ApiMethod.OrderStatus:
                if (ResultParser.TryReadOrder(result, _symbols.Table, out OrderStatusReport? report) && report!.Instrument == request.Instrument)
                    _executionSink.OnOrderQueried(request.Order!.ClientOrderId, QueryOutcome.Found, report, "");
                else
                    Fail(request, "the venue's answer cannot be read");
                break;
            case ApiMethod.OpenOrders:
                OnOpenOrders(request, result);
                break;
            case ApiMethod.MyTrades:
                OnTrades(request, result);
                break;
            case ApiMethod.Account:
                OnAccount(request, result);
                break;
        }
    }

    private void OnError(in PendingRequest request, ApiEnvelope envelope)
    {
        string reason = string.Create(CultureInfo.InvariantCulture, $"{envelope.Code} {envelope.Text} (status {envelope.Status})");
        if (request.Method == ApiMethod.ExchangeInfo && envelope.Status is >= 400 and < 500 && envelope.Code is -1121 or -1100 or -1151 or -1130 or -1128)
        {
            Log.InstrumentsRefused(_logger, reason);
            if (_instrumentsLoaded)
                _instrumentsTimer.Start(RulesIntervalNanos);
            else
                _reporter.Refused(reason);
            return;
        }

        if (request.Method != ApiMethod.OrderStatus || envelope.Code is not (-2013 or -2026) || envelope.Status >= 500)
        {
            Fail(request, reason);
            return;
        }

        if (request.Step == 0 && request.Order!.VenueOrderId.IsNone)
            AskOrder(request with { Token = 0, Step = 1, HandedOver = false });
        else
            _executionSink.OnOrderQueried(request.Order!.ClientOrderId, QueryOutcome.NotFound, null, reason);
    }

    private void AskOrder(PendingRequest request)
    {
        Order order = request.Order!;
        if (!_symbols.TryGet(request.Instrument, out ReadOnlySpan<byte> symbol))
        {
            Defer(request, "the instrument is not configured");
            return;
        }

        if (!TryBegin(ref request))
            return;
        ApiRequestWriter w = Api.Writer;
        w.Text("apiKey"u8, _options.Credentials!.ApiKey);
        if (!order.VenueOrderId.IsNone)
            w.Number("orderId"u8, (long)(ulong)order.VenueOrderId.Value);
        else if (request.Step == 0)
            w.OrderId("origClientOrderId"u8, order.ClientOrderId);
        else
            w.CancelId("origClientOrderId"u8, order.ClientOrderId);
        w.Number("recvWindow"u8, QueryWindowMilliseconds);
        w.Text("symbol"u8, symbol);
        w.Number("timestamp"u8, _clock.Milliseconds);
        Send(request, w.SignAndEnd(_signer!));
    }

    private void AskTrades(PendingRequest request, TradeId after)
    {
        if (!_symbols.TryGet(request.Instrument, out ReadOnlySpan<byte> symbol))
        {
            Defer(request, "the instrument is not configured");
            return;
        }

        if (!TryBegin(ref request))
            return;
        ApiRequestWriter w = Api.Writer;
        w.Text("apiKey"u8, _options.Credentials!.ApiKey);
        if (!after.IsNone)
            w.Number("fromId"u8, (long)(ulong)after.Value + (request.Step == 0 ? 1 : 0));
        else if (request.Since.Value == 0)
            w.Number("fromId"u8, 0);
        w.Number("limit"u8, TradesPerPage);
        w.Number("recvWindow"u8, QueryWindowMilliseconds);
        if (after.IsNone && request.Since.Value != 0)
            w.Number("startTime"u8, request.Since.Milliseconds);
        w.Text("symbol"u8, symbol);
        w.Number("timestamp"u8, _clock.Milliseconds);
        Send(request, w.SignAndEnd(_signer!));
    }

    private void AskInstruments()
    {
        if (!Api.IsOpen)
            return;
        PendingRequest request = new() { Method = ApiMethod.ExchangeInfo };
        if (!TryBegin(ref request))
            return;
        Api.Writer.List("symbols"u8, _options.Symbols);
        Send(request, Api.Writer.End());
    }

    /// <summary>Checks and begins a request; when it cannot be asked its failure is told after this turn.</summary>
    private bool TryBegin(ref PendingRequest request, bool deferrable = false)
    {
        if (!Api.IsOpen)
        {
            Defer(request, "not connected");
            return false;
        }

        request.Token = Api.NextToken();
        if (request.Token == 0)
        {
            Defer(request, "too many requests wait for their answers");
            return false;
        }

        int weight = ApiMethods.Weight(request.Method);
        if (!(deferrable ? _budget.TryTakeDeferrable(weight, _clock.Milliseconds) : _budget.TryTake(weight, _clock.Milliseconds)))
        {
            Defer(request, "the venue's request budget is used up");
            return false;
        }

        Api.Writer.Begin(request.Token, request.Method);
        return true;
    }

    private void SignAndSend(in PendingRequest request, ApiRequestWriter w)
    {
        w.Number("recvWindow"u8, QueryWindowMilliseconds);
        w.Number("timestamp"u8, _clock.Milliseconds);
        Send(request, w.SignAndEnd(_signer!));
    }

    private void Send(in PendingRequest request, ReadOnlySpan<byte> message)
    {
        SendResult result = Api.Send(request, message, _options.QueryTimeout.Ticks * 100);
        if (result == SendResult.Accepted)
            return;
        _budget.Settle(ApiMethods.Weight(request.Method), false, unsent: true);
        Defer(request, result == SendResult.BackPressured ? "the send queue is full" : "not connected");
    }

    private void OnInstruments(ReadOnlySpan<byte> result)
    {
        if (_exchangeInfo.Parse(result) != ParseStatus.Ok)
        {
            RetryInstruments($"the venue's answer cannot be read: {_exchangeInfo.Failure}");
            return;
        }

        foreach (string symbol in _options.Symbols)
        {
            if (!_exchangeInfo.Instruments.Exists(i => i.Id.Symbol == symbol))
            {
                RetryInstruments($"the venue's answer lacks {symbol}");
                return;
            }
        }

        if (!_instrumentsLoaded)
            Log.InstrumentsLoaded(_logger, _exchangeInfo.Instruments.Count, _clock.SkewNanos / 1e6, _clock.RoundTripNanos / 1e6);
        _instrumentsLoaded = true;
        _instrumentsRetryNanos = FirstRetryNanos;
        _instrumentsTimer.Start(RulesIntervalNanos);
        _budget.Report(_exchangeInfo.RateLimits.AsSpan(0, _exchangeInfo.RateLimitCount), _clock.Milliseconds);
        InstrumentsLoaded?.Invoke(_exchangeInfo.Instruments);
    }

    private void RetryInstruments(string reason)
    {
        Log.InstrumentsFailed(_logger, TimeSpan.FromTicks(_instrumentsRetryNanos / 100), reason);
        _instrumentsTimer.Start(_instrumentsRetryNanos);
        _instrumentsRetryNanos = Math.Min(_instrumentsRetryNanos * 2, LastRetryNanos);
    }

    private void OnDepth(in PendingRequest request, ReadOnlySpan<byte> result)
    {
        if (!ResultParser.TryReadDepth(result, _snapshot, out long lastUpdateId))
        {
            Fail(request, "the venue's answer cannot be read");
            return;
        }

        BookUpdate update = new(request.Instrument, lastUpdateId, lastUpdateId, default, new UnixNanos(_loop.WallNanos));
        _dataSink.OnBookSnapshot(update, _snapshot.Bids.AsSpan(0, _snapshot.BidCount), _snapshot.Asks.AsSpan(0, _snapshot.AskCount));
    }

    private void OnOpenOrders(in PendingRequest request, ReadOnlySpan<byte> result)
    {
        List<OrderStatusReport> reports = [];
        if (!ResultParser.TryReadOrders(result, _symbols.Table, reports))
        {
            Fail(request, "the venue's answer cannot be read");
            return;
        }

        Channel.Counters.UnknownInstrument += reports.RemoveAll(static r => r.Instrument.Index < 0);
        _executionSink.OnOpenOrders(request.RequestId, QueryOutcome.Found, reports, "");
    }

    private void OnTrades(in PendingRequest request, ReadOnlySpan<byte> result)
    {
        List<FillReport> fills = request.Fills!;
        int before = fills.Count;
        if (!_symbols.TryGet(request.Instrument, out ReadOnlySpan<byte> symbol) || !ResultParser.TryReadTrades(result, symbol, request.Instrument, _currencies, fills))
        {
            Fail(request, "the venue's answer cannot be read");
            return;
        }

        bool isLast = fills.Count - before < TradesPerPage;
        if (!JoinPages(fills, before) || (!isLast && fills.Count == before))
            Fail(request, "the venue's trades are not in order");
        else if (isLast)
            _executionSink.OnFills(request.RequestId, request.Instrument, QueryOutcome.Found, fills, "");
        else if (request.Step + 1 == MaxPages)
            Fail(request, string.Create(CultureInfo.InvariantCulture, $"more than {MaxPages * TradesPerPage} trades since {request.Since}"));
        else
            AskTrades(request with { Token = 0, Step = request.Step + 1, HandedOver = false }, fills[^1].TradeId);
    }

    /// <summary>
    /// Joins a page to those before. It begins with the last trade known, since a trade between two own orders stands there
    /// twice under one id and a page may end between the two.
    /// </summary>
    /// <returns>False when ids go back: such pages would leave gaps or never end.</returns>
    private static bool JoinPages(List<FillReport> fills, int before)
    {
        for (int i = Math.Max(1, before); i < fills.Count; i++)
        {
            if (fills[i].TradeId.Value < fills[i - 1].TradeId.Value)
                return false;
        }

        int repeated = 0;
        while (before > 0 && before + repeated < fills.Count && fills[before + repeated].TradeId == fills[before - 1].TradeId)
            repeated++;
        for (int i = before + repeated - 1; i >= before; i--)
        {
            FillReport again = fills[i];
            for (int k = before - 1; k >= 0 && fills[k].TradeId == again.TradeId; k--)
            {
                if (fills[k].VenueOrderId != again.VenueOrderId)
                    continue;
                fills.RemoveAt(i);
                break;
            }
        }

        return true;
    }

    private void OnAccount(in PendingRequest request, ReadOnlySpan<byte> result)
    {
        List<Balance> balances = [];
        if (!ResultParser.TryReadAccount(result, _currencies, balances, out UnixNanos updated))
        {
            Fail(request, "the venue's answer cannot be read");
            return;
        }

        _executionSink.OnAccountQueried(request.RequestId, QueryOutcome.Found, new AccountReport
        {
            Account = _options.AccountId,
            Balances = balances,
            IsComplete = true,
            EventTime = updated,
            ReceivedTime = new UnixNanos(_loop.WallNanos),
        }, "");
    }

    /// <summary>Failures are never told during the call that asked. Beyond <see cref="MaxDeferred"/> in one turn they are, rather than lost.</summary>
    private void Defer(in PendingRequest request, string reason)
    {
        if (_deferred.Count >= MaxDeferred)
        {
            Fail(request, reason);
            return;
        }

        _deferred.Add((request, reason));
        if (!_deferredTimer.IsActive)
            _deferredTimer.Start(0);
    }

    private void TellDeferred()
    {
        (PendingRequest Request, string Reason)[] due = [.. _deferred];
        _deferred.Clear();
        foreach ((PendingRequest request, string reason) in due)
            Fail(request, reason);
    }

    private void Fail(in PendingRequest request, string reason)
    {
        switch (request.Method)
        {
            case ApiMethod.ExchangeInfo:
                RetryInstruments(reason);
                break;
            case ApiMethod.Depth:
                _dataSink.OnBookSnapshotFailed(request.Instrument, reason);
                break;
            case ApiMethod.OrderStatus:
                _executionSink.OnOrderQueried(request.Order!.ClientOrderId, QueryOutcome.Failed, null, reason);
                break;
            case ApiMethod.OpenOrders:
                _executionSink.OnOpenOrders(request.RequestId, QueryOutcome.Failed, [], reason);
                break;
            case ApiMethod.MyTrades:
                _executionSink.OnFills(request.RequestId, request.Instrument, QueryOutcome.Failed, [], reason);
                break;
            case ApiMethod.Account:
                _executionSink.OnAccountQueried(request.RequestId, QueryOutcome.Failed, null, reason);
                break;
        }
    }
}
