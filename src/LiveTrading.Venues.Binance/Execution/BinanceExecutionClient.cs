using System.Globalization;
using LiveTrading.Engine.Ports;
using LiveTrading.IO;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;
using LiveTrading.Venues.Binance.Parsing;
using LiveTrading.Venues.Binance.Queries;
using LiveTrading.Venues.Binance.RateLimits;
using LiveTrading.Venues.Binance.Requests;
using LiveTrading.Venues.Binance.Signing;
using LiveTrading.WebSockets;
using Microsoft.Extensions.Logging;

namespace LiveTrading.Venues.Binance.Execution;

/// <summary>
/// Order entry and user data of Binance Spot over one WebSocket API connection; queries go over another. Loop thread. An
/// order's requests and answers allocate nothing unless refused; balances allocate one report each.
/// </summary>
public sealed class BinanceExecutionClient : IExecutionClient, IApiConnectionOwner
{
    /// <summary>How long the answer to an order request is correlated. The engine's own time-outs are shorter.</summary>
    private const long AnswerTimeoutNanos = 60_000_000_000;

    /// <summary>How far the venue's query data may lag behind its engine, and the network.</summary>
    private const long QueryLagNanos = 8_000_000_000;

    private readonly EventLoop _loop;
    private readonly BinanceOptions _options;
    private readonly BinanceCredentials _credentials;
    private readonly IRequestSigner _signer;
    private readonly ServerClock _clock;
    private readonly RequestBudget _budget;
    private readonly BinanceQueries _queries;
    private readonly ConnectionReporter _reporter;
    private readonly ILogger _logger;
    private readonly UserStreamDecoder _userStream;
    private readonly InstrumentSymbols _symbols;
    private readonly IExecutionSink _sink;
    private bool _wasReady;

    internal BinanceExecutionClient(EventLoop loop, BinanceOptions options, BinanceCredentials credentials, IRequestSigner signer, ServerClock clock, RequestBudget budget, BinanceQueries queries, InstrumentSymbols symbols, CurrencyTable currencies, ConnectionReporter reporter, ILogger logger, WebSocketConnectionPool connections, IExecutionSink sink)
    {
        _loop = loop;
        _options = options;
        _credentials = credentials;
        _signer = signer;
        _clock = clock;
        _budget = budget;
        _queries = queries;
        _symbols = symbols;
        _reporter = reporter;
        _logger = logger;
        _sink = sink;
        Channel = new ApiChannel(loop, "orders", StreamPriority.OrderEntry, options, clock, budget, this, reporter, logger, connections);
        _userStream = new UserStreamDecoder(loop, options, Channel, symbols.Table, currencies, sink, logger);
        Capabilities = new ExecutionCapabilities
        {
            OrderTypes = [OrderType.Market, OrderType.Limit, OrderType.StopMarket, OrderType.StopLimit],
            TimesInForce = [TimeInForce.Gtc, TimeInForce.Ioc, TimeInForce.Fok],
            PostOnly = true,
            ReduceQuantityInPlace = true,
            NotFoundHorizonNanos = (options.ReceiveWindow.Ticks * 100) + QueryLagNanos,
            RequestBudgetPerMinute = (int)budget.WeightLimit,
        };
    }

    /// <inheritdoc/>
    public VenueId Venue => _options.VenueId;

    /// <inheritdoc/>
    public AccountId Account => _options.AccountId;

    /// <inheritdoc/>
    public ExecutionCapabilities Capabilities { get; }

    /// <inheritdoc/>
    public bool IsReady { get; private set; }

    /// <summary>What the order-entry connections saw.</summary>
    public BinanceCounters Counters => Channel.Counters;

    internal ApiChannel Channel { get; }

    /// <inheritdoc/>
    public long ClockSkewNanos => _clock.SkewNanos;

    /// <inheritdoc/>
    public HandOver Submit(Order order)
    {
        ArgumentNullException.ThrowIfNull(order);
        if (!IsReady)
            return HandOver.NotReady;
        if (!BinanceOrderWords.TryType(order, out ReadOnlySpan<byte> type, out bool hasTimeInForce) || !_symbols.TryGet(order.Instrument, out ReadOnlySpan<byte> symbol))
            return HandOver.Unsupported;
        ApiConnection api = Channel.Current;
        long token = api.NextToken();
        if (token == 0)
            return HandOver.BackPressured;
        if (!_budget.TryTakeOrder(ApiMethods.Weight(ApiMethod.PlaceOrder), _clock.Milliseconds))
            return HandOver.RateLimited;
        ApiRequestWriter w = api.Writer;
        w.Begin(token, ApiMethod.PlaceOrder);
        w.Text("apiKey"u8, _credentials.ApiKey);
        w.OrderId("newClientOrderId"u8, order.ClientOrderId);
        w.Text("newOrderRespType"u8, "ACK"u8);
        if (order.Type is OrderType.Limit or OrderType.StopLimit)
            w.Amount("price"u8, order.Price.Raw);
        w.Amount("quantity"u8, order.Quantity.Raw);
        w.Number("recvWindow"u8, (long)_options.ReceiveWindow.TotalMilliseconds);
        w.Text("side"u8, order.Side == OrderSide.Buy ? "BUY"u8 : "SELL"u8);
        if (order.Type is OrderType.StopMarket or OrderType.StopLimit)
            w.Amount("stopPrice"u8, order.TriggerPrice.Raw);
        w.Text("symbol"u8, symbol);
        if (hasTimeInForce)
            w.Text("timeInForce"u8, BinanceOrderWords.TimeInForceWord(order.TimeInForce));
        w.Number("timestamp"u8, _clock.Milliseconds);
        w.Text("type"u8, type);
        return Send(api, token, ApiMethod.PlaceOrder, order, w.SignAndEnd(_signer));
    }

    /// <inheritdoc/>
    public HandOver Cancel(Order order)
    {
        ArgumentNullException.ThrowIfNull(order);
        ApiConnection api = Channel.For(order);
        if (!TryBegin(api, ApiMethod.CancelOrder, order, out long token, out ReadOnlySpan<byte> symbol, out HandOver refusal))
            return refusal;
        ApiRequestWriter w = api.Writer;
        w.Begin(token, ApiMethod.CancelOrder);
        w.Text("apiKey"u8, _credentials.ApiKey);
        w.CancelId("newClientOrderId"u8, order.ClientOrderId);
        Identify(w, order);
        w.Number("recvWindow"u8, (long)_options.ReceiveWindow.TotalMilliseconds);
        w.Text("symbol"u8, symbol);
        w.Number("timestamp"u8, _clock.Milliseconds);
        return Send(api, token, ApiMethod.CancelOrder, order, w.SignAndEnd(_signer));
    }

    /// <inheritdoc/>
    /// <remarks>Binance can only lower the quantity: another price, or a quantity that is not below the order's, is <see cref="HandOver.Unsupported"/>.</remarks>
    public HandOver Modify(Order order, Price price, Quantity quantity)
    {
        ArgumentNullException.ThrowIfNull(order);
        if (price != order.Price || quantity >= order.Quantity || quantity <= order.FilledQuantity)
            return HandOver.Unsupported;
        ApiConnection api = Channel.For(order);
        if (!TryBegin(api, ApiMethod.AmendOrder, order, out long token, out ReadOnlySpan<byte> symbol, out HandOver refusal))
            return refusal;
        ApiRequestWriter w = api.Writer;
        w.Begin(token, ApiMethod.AmendOrder);
        w.Text("apiKey"u8, _credentials.ApiKey);
        w.OrderId("newClientOrderId"u8, order.ClientOrderId);
        w.Amount("newQty"u8, quantity.Raw);
        Identify(w, order);
        w.Number("recvWindow"u8, (long)_options.ReceiveWindow.TotalMilliseconds);
        w.Text("symbol"u8, symbol);
        w.Number("timestamp"u8, _clock.Milliseconds);
        return Send(api, token, ApiMethod.AmendOrder, order, w.SignAndEnd(_signer));
    }

    /// <inheritdoc/>
    public void QueryOrder(Order order) => _queries.QueryOrder(order);

    /// <inheritdoc/>
    public void QueryOpenOrders(long requestId) => _queries.QueryOpenOrders(requestId);

    /// <inheritdoc/>
    public void QueryFills(long requestId, InstrumentHandle instrument, UnixNanos since, TradeId afterTradeId) =>
        _queries.QueryFills(requestId, instrument, since, afterTradeId);

    /// <inheritdoc/>
    public void QueryAccount(long requestId) => _queries.QueryAccount(requestId);

    void IApiConnectionOwner.OnOpened(ApiConnection api) => SubscribeUserData(api);

    void IApiConnectionOwner.OnClosed(string reason) => SetLost(reason);

    void IApiConnectionOwner.OnLeftInDoubt(string reason)
    {
        // User events may be missing, though the stream runs: the engine compares.
        if (!IsReady)
            return;
        SetLost("the replaced connection did not end in order: " + reason);
        IsReady = true;
        _sink.OnExecutionReady();
    }

    void IApiConnectionOwner.OnHandedOver(in PendingRequest request)
    {
        if (request.Order is { } order)
            _sink.OnHandedOver(order.ClientOrderId, Kind(request.Method));
    }

    void IApiConnectionOwner.OnUnsent(in PendingRequest request, string reason)
    {
        if (request.Order is { } order)
            _sink.OnUnsent(order.ClientOrderId, Kind(request.Method), reason);
    }

    void IApiConnectionOwner.OnUnanswered(ApiConnection api, in PendingRequest request, string reason)
    {
        if (request.Order is { } order)
            _sink.OnOutcomeUnknown(order.ClientOrderId, Kind(request.Method), reason);
        else if (Serves(api) && api.Connection.State == ConnectionState.Connected)
            api.Connection.Reconnect("the user data subscription was not answered");
    }

    void IApiConnectionOwner.OnResponse(ApiConnection api, in PendingRequest request, ApiEnvelope envelope, ReadOnlySpan<byte> message)
    {
        if (request.Order is not { } order)
            OnSubscribed(api, envelope);
        else if (envelope.HasError || envelope.Status != 200)
            OnRefused(request.Method, order, envelope);
        else if (!envelope.HasResult || !ResultParser.TryReadOrderResult(message[envelope.Result], out OrderResult result))
            _sink.OnOutcomeUnknown(order.ClientOrderId, Kind(request.Method), "the venue's answer cannot be read");
        else
            OnDone(request.Method, order, in result);
    }

    void IApiConnectionOwner.OnEvent(ApiConnection api, ReadOnlySpan<byte> userEvent)
    {
        switch (_userStream.Decode(userEvent))
        {
            case UserEventKind.StreamTerminated:
                if (api != Channel.Current)
                    break;
                SetLost("the venue ended the user data subscription");
                SubscribeUserData(api);
                break;
            case UserEventKind.ServerShutdown:
                Log.ServerShutdown(_logger, Channel.Name);
                Channel.Replace(api);
                break;
        }
    }

    private static RequestKind Kind(ApiMethod method) => method switch
    {
        ApiMethod.PlaceOrder => RequestKind.Submit,
        ApiMethod.CancelOrder => RequestKind.Cancel,
        _ => RequestKind.Modify,
    };

    private static void Identify(ApiRequestWriter w, Order order)
    {
        if (order.VenueOrderId.IsNone)
            w.OrderId("origClientOrderId"u8, order.ClientOrderId);
        else
            w.Number("orderId"u8, (long)(ulong)order.VenueOrderId.Value);
    }

    private bool TryBegin(ApiConnection api, ApiMethod method, Order order, out long token, out ReadOnlySpan<byte> symbol, out HandOver refusal)
    {
        symbol = default;
        token = 0;
        refusal = HandOver.NotReady;
        if (!IsReady)
            return false;
        refusal = HandOver.Unsupported;
        if (!_symbols.TryGet(order.Instrument, out symbol))
            return false;
        refusal = HandOver.BackPressured;
        token = api.NextToken();
        if (token == 0)
            return false;
        refusal = HandOver.RateLimited;
        return _budget.TryTake(ApiMethods.Weight(method), _clock.Milliseconds);
    }

    private HandOver Send(ApiConnection api, long token, ApiMethod method, Order order, ReadOnlySpan<byte> message)
    {
        long deadline = order.SendDeadline.Value == 0 || method != ApiMethod.PlaceOrder
            ? 0
            : Math.Max(1, _loop.MonotonicNanos + (order.SendDeadline.Value - _loop.WallNanos));
        PendingRequest request = new() { Token = token, Method = method, Order = order, Instrument = order.Instrument };
        SendResult result = api.Send(request, message, AnswerTimeoutNanos, deadline);
        if (result == SendResult.Accepted)
            return HandOver.Queued;
        _budget.Settle(ApiMethods.Weight(method), method == ApiMethod.PlaceOrder, unsent: true);
        return result == SendResult.BackPressured ? HandOver.BackPressured : HandOver.NotReady;
    }

    private void SubscribeUserData(ApiConnection api)
    {
        long token = api.NextToken();
        ApiRequestWriter w = api.Writer;
        w.Begin(token, ApiMethod.SubscribeUserData);
        w.Text("apiKey"u8, _credentials.ApiKey);
        w.Number("recvWindow"u8, (long)_options.ReceiveWindow.TotalMilliseconds);
        w.Number("timestamp"u8, _clock.Milliseconds);
        if (token == 0 || !_budget.TryTake(ApiMethods.Weight(ApiMethod.SubscribeUserData), _clock.Milliseconds))
        {
            api.Connection.Reconnect("the request budget leaves no room for the user data subscription");
            return;
        }

        PendingRequest request = new() { Token = token, Method = ApiMethod.SubscribeUserData };
        if (api.Send(request, w.SignAndEnd(_signer), _options.QueryTimeout.Ticks * 100) == SendResult.Accepted)
            return;
        _budget.Settle(ApiMethods.Weight(ApiMethod.SubscribeUserData), false, unsent: true);
        api.Connection.Reconnect("the user data subscription could not be sent");
    }

    /// <summary>It is the present connection or the one that is to replace it, not one that only waits for its last answers.</summary>
    private bool Serves(ApiConnection api) => api == Channel.Current || Channel.IsNext(api);

    private void OnSubscribed(ApiConnection api, ApiEnvelope envelope)
    {
        if (!Serves(api))
            return;
        if (envelope.Status == 200 && envelope.HasResult)
        {
            if (Channel.IsNext(api))
                Channel.TakeOver();
            else
                _reporter.Ready(Channel.Name, api.Connection.Endpoint);

            // User events came without a break, so the engine has nothing to compare; unless the replaced one never brought any.
            if (IsReady)
                return;
            IsReady = _wasReady = true;
            _sink.OnExecutionReady();
            return;
        }

        string reason = string.Create(CultureInfo.InvariantCulture, $"the user data subscription was refused: {envelope.Code} {envelope.Text}");
        if (!_wasReady && envelope.Code is -1002 or -1022 or -2014 or -2015)
        {
            // A key or signature that never worked will not work the next time; asking on would only lead to a ban.
            api.Connection.Disconnect();
            _reporter.Refused(reason);
            return;
        }

        Log.UserDataRefused(_logger, envelope.Code, envelope.Text);
        api.Connection.Reconnect(reason);
    }

    private void SetLost(string reason)
    {
        if (!IsReady)
            return;
        IsReady = false;
        _sink.OnExecutionLost(reason);
    }

    private void OnDone(ApiMethod method, Order order, in OrderResult result)
    {
        // A cancel's answer may overtake fills that are still on the user stream: then the stream, which is in order, tells both.
        if (method == ApiMethod.CancelOrder && (result.Status != VenueOrderStatus.Canceled || result.FilledQuantity != order.FilledQuantity))
            return;
        _sink.OnOrderEvent(new OrderEvent
        {
            Kind = method switch
            {
                ApiMethod.PlaceOrder => OrderEventKind.Accepted,
                ApiMethod.CancelOrder => OrderEventKind.Canceled,
                _ => OrderEventKind.Modified,
            },
            ClientOrderId = order.ClientOrderId,
            VenueOrderId = result.VenueOrderId,
            Instrument = order.Instrument,
            Side = order.Side,
            VenueFilledQuantity = result.FilledQuantity,
            Price = method == ApiMethod.AmendOrder ? result.Price : Price.Zero,
            Quantity = method == ApiMethod.AmendOrder ? result.Quantity : Quantity.Zero,
            EventTime = result.Time,
            ReceivedTime = new UnixNanos(_loop.WallNanos),
        });
    }

    private void OnRefused(ApiMethod method, Order order, ApiEnvelope envelope)
    {
        string reason = string.Create(CultureInfo.InvariantCulture, $"{envelope.Code} {envelope.Text} (status {envelope.Status})");
        BinanceOutcome outcome = envelope.HasError
            ? BinanceOutcomeTable.Decide(method, envelope.Status, envelope.Code, envelope.Text)
            : BinanceOutcome.Unknown;
        switch (outcome)
        {
            case BinanceOutcome.Rejected:
                _sink.OnOrderEvent(new OrderEvent
                {
                    Kind = method switch
                    {
                        ApiMethod.PlaceOrder => OrderEventKind.Rejected,
                        ApiMethod.CancelOrder => OrderEventKind.CancelRejected,
                        _ => OrderEventKind.ModifyRejected,
                    },
                    ClientOrderId = order.ClientOrderId,
                    VenueOrderId = order.VenueOrderId,
                    Instrument = order.Instrument,
                    Side = order.Side,
                    Reason = reason,
                    ReceivedTime = new UnixNanos(_loop.WallNanos),
                });
                break;
            case BinanceOutcome.RetryLater:
                long wait = Math.Max(0, _budget.BlockedUntil - _clock.Milliseconds);
                _sink.OnRetryLater(order.ClientOrderId, Kind(method), reason, Math.Max(wait, 1000) * 1_000_000);
                break;
            default:
                _sink.OnOutcomeUnknown(order.ClientOrderId, Kind(method), reason);
                break;
        }
    }
}
