using System.Text.Json;
using LiveTrading.Model.Orders;
using LiveTrading.Venues.Simulated.Accounts;
using LiveTrading.Venues.Simulated.Matching;
using LiveTrading.Venues.Simulated.Playback;

namespace LiveTrading.Venues.Simulated.Protocol;

/// <summary>Requests that place, change and cancel orders.</summary>
internal sealed class OrderRequests(VenueState state, JsonBody body)
{
    /// <summary>MAX_NUM_ORDER_AMENDS.</summary>
    public const int MaxAmendments = 10;


    public ApiReply Place(ApiCall call)
    {
        VenueError? error = PlaceNew(call, out Placed placed);
        return error is null ? Ok(placed.Write) : Refuse(error);
    }

    public ApiReply Test(ApiCall call)
    {
        VenueError? error = ReadTicket(call, out OrderTicket? ticket, out _, out VenueMarket? market) ?? market!.Matching.Check(call.Account, ticket!);
        return error is null ? new ApiReply(200, "{}"u8.ToArray()) : Refuse(error);
    }

    public ApiReply Cancel(ApiCall call)
    {
        VenueError? error = CancelOne(call, "orderId", "origClientOrderId", "newClientOrderId", out Canceled canceled);
        return error is null ? Ok(canceled.Write) : Refuse(error);
    }

    public ApiReply CancelAll(ApiCall call)
    {
        string symbol = call.Parameters.RequiredText("symbol");
        if (call.Parameters.Error is { } malformed)
            return Refuse(malformed);
        if (state.FindMarket(symbol) is not { } market)
            return Refuse(VenueError.BadSymbol);
        VenueOrder[] open = [.. call.Account.Orders.Where(o => o.IsOpen && o.Symbol == symbol)];
        if (open.Length == 0)
            return Refuse(VenueError.UnknownOrder);
        var canceled = new List<Canceled>();
        foreach (VenueOrder order in open)
        {
            canceled.Add(new Canceled(order, order.ClientOrderId));
            market.Matching.Cancel(order, NewId(), call.NowMs);
        }

        return Ok(json =>
        {
            json.WriteStartArray();
            foreach (Canceled one in canceled)
                one.Write(json);
            json.WriteEndArray();
        });
    }

    public ApiReply CancelReplace(ApiCall call)
    {
        string mode = call.Parameters.RequiredText("cancelReplaceMode");
        if (call.Parameters.Error is null && mode is not ("STOP_ON_FAILURE" or "ALLOW_FAILURE"))
            call.Parameters.Fail(new VenueError(400, -1130, "Data sent for parameter 'cancelReplaceMode' is not valid."));
        VenueError? error = ReadTicket(call, out OrderTicket? ticket, out _, out VenueMarket? market);

        // Filters and the order count are checked before anything is canceled.
        if ((error ?? market!.Matching.Rules.Check(ticket!, market.Matching.LastPrice) ?? CheckOrderLimit(call)) is { } refused)
            return Refuse(refused);
        bool allowFailure = mode == "ALLOW_FAILURE";
        VenueError? cancelError = CancelOne(call, "cancelOrderId", "cancelOrigClientOrderId", "cancelNewClientOrderId", out Canceled canceled);
        bool attempt = cancelError is null || allowFailure;
        Placed placed = default;
        VenueError? placeError = attempt ? PlaceNew(call, out placed) : null;
        if (!attempt)
            call.User!.Counts.Add();
        bool success = cancelError is null && attempt && placeError is null;
        bool half = !success && (cancelError is null || (attempt && placeError is null));
        int status = success ? 200 : half ? 409 : 400;
        return new ApiReply(status, body.Write(json =>
        {
            json.WriteStartObject();
            if (!success)
            {
                json.WriteNumber("code", half ? -2021 : -2022);
                json.WriteString("msg", half ? "Order cancel-replace partially failed." : "Order cancel-replace failed.");
                json.WriteStartObject("data");
            }

            json.WriteString("cancelResult", cancelError is null ? "SUCCESS" : "FAILURE");
            json.WriteString("newOrderResult", !attempt ? "NOT_ATTEMPTED" : placeError is null ? "SUCCESS" : "FAILURE");
            json.WritePropertyName("cancelResponse");
            if (cancelError is null)
                canceled.Write(json);
            else
                VenueApi.WriteError(json, cancelError);
            json.WritePropertyName("newOrderResponse");
            if (!attempt)
                json.WriteNullValue();
            else if (placeError is null)
                placed.Write(json);
            else
                VenueApi.WriteError(json, placeError);
            if (!success)
                json.WriteEndObject();
            json.WriteEndObject();
        }));
    }

    public ApiReply Amend(ApiCall call)
    {
        long quantity = call.Parameters.RequiredAmount("newQty");
        string? newId = call.Parameters.ClientId("newClientOrderId");
        VenueError? error = FindOpen(call, "orderId", "origClientOrderId", new VenueError(400, -2013, "Order does not exist."), out VenueOrder? order, out VenueMarket? market);
        if (error is not null)
            return Refuse(error);
        if (order!.Type is not (VenueOrderType.Limit or VenueOrderType.LimitMaker or VenueOrderType.StopLossLimit or VenueOrderType.TakeProfitLimit))
            return Refuse(new VenueError(400, -2038, "Order amend is not supported for this symbol."));
        if (market!.Matching.Rules.CheckQuantity(quantity) is { } filter)
            return Refuse(filter);
        if (quantity == order.Quantity)
            return Refuse(new VenueError(400, -2038, "The requested action would change no state; rejecting"));
        if (quantity > order.Quantity)
            return Refuse(new VenueError(400, -2038, "Order amend (quantity increase) is not supported."));
        if (order.Amendments >= MaxAmendments)
            return Refuse(new VenueError(400, -2038, "Filter failure: MAX_NUM_ORDER_AMENDS"));
        string original = order.ClientOrderId;
        if (newId is not null && newId != original && call.Account.FindOrder(order.Symbol, newId) is { IsOpen: true })
            return Refuse(VenueError.DuplicateOrder);
        long executionId = market.Matching.Amend(order, quantity, newId ?? NewId(), call.NowMs);
        return Ok(json => OrderJson.WriteAmended(json, order, original, executionId));
    }

    private VenueError? PlaceNew(ApiCall call, out Placed placed)
    {
        placed = default;
        VenueError? error = ReadTicket(call, out OrderTicket? ticket, out string? responseType, out VenueMarket? market) ?? CheckOrderLimit(call);
        if (error is not null)
            return error;
        int before = market!.Matching.Reports.Count;
        error = market.Matching.Place(call.Account, ticket!, call.NowMs, out VenueOrder? order);
        if (error is not null)
            return error;
        call.User!.Counts.Add();
        state.OrderCount++;
        var fills = new List<VenueFill>();
        for (int i = before; i < market.Matching.Reports.Count; i++)
        {
            if (market.Matching.Reports[i] is { Fill: { } fill } report && report.Order == order)
                fills.Add(fill);
        }

        placed = new Placed(order!, responseType!, fills);
        return null;
    }

    private VenueError? CheckOrderLimit(ApiCall call)
    {
        OrderCounts counts = call.User!.Counts;
        if (!state.Options.EnforceRateLimits)
            return null;
        if (counts.TenSeconds >= state.Options.OrdersPerTenSeconds)
            return new VenueError(429, -1015, $"Too many new orders; current limit is {state.Options.OrdersPerTenSeconds} orders per 10 SECOND.");
        return counts.Day >= state.Options.OrdersPerDay
            ? new VenueError(429, -1015, $"Too many new orders; current limit is {state.Options.OrdersPerDay} orders per 1 DAY.")
            : null;
    }

    private VenueError? CancelOne(ApiCall call, string idName, string clientIdName, string newIdName, out Canceled canceled)
    {
        canceled = default;
        string? cancelId = call.Parameters.ClientId(newIdName);
        string? restriction = call.Parameters.Text("cancelRestrictions");
        if (restriction is not (null or "ONLY_NEW" or "ONLY_PARTIALLY_FILLED"))
            return new VenueError(400, -1145, "Invalid cancelRestrictions");
        VenueError? error = FindOpen(call, idName, clientIdName, VenueError.UnknownOrder, out VenueOrder? order, out VenueMarket? market);
        if (error is not null)
            return error;
        if ((restriction == "ONLY_NEW" && order!.State != VenueOrderState.New) || (restriction == "ONLY_PARTIALLY_FILLED" && order!.State != VenueOrderState.PartiallyFilled))
            return new VenueError(400, -2011, "Order was not canceled due to cancel restrictions.");
        canceled = new Canceled(order!, order!.ClientOrderId);
        market!.Matching.Cancel(order, cancelId ?? NewId(), call.NowMs);
        return null;
    }

    private VenueError? FindOpen(ApiCall call, string idName, string clientIdName, VenueError notFound, out VenueOrder? order, out VenueMarket? market)
    {
        order = null;
        string symbol = call.Parameters.RequiredText("symbol");
        long? id = call.Parameters.Integer(idName);
        string? clientId = call.Parameters.Text(clientIdName);
        market = state.FindMarket(symbol);
        if (id is null && clientId is null)
            call.Parameters.Fail(new VenueError(400, -1102, $"Param '{clientIdName}' or '{idName}' must be sent, but both were empty/null!"));
        if (call.Parameters.Error is { } malformed)
            return malformed;
        if (market is null)
            return VenueError.BadSymbol;
        order = id is { } number ? call.Account.FindOrder(number) : call.Account.FindOrder(symbol, clientId!);
        if (order is null || !order.IsOpen || order.Symbol != symbol)
            return notFound;
        return id is not null && clientId is not null && order.ClientOrderId != clientId
            ? new VenueError(400, -2011, "Cancel order is invalid. Check origClOrdId and orderId.")
            : null;
    }

    private VenueError? ReadTicket(ApiCall call, out OrderTicket? ticket, out string? responseType, out VenueMarket? market)
    {
        RequestParameters p = call.Parameters;
        ticket = null;
        responseType = null;
        string symbol = p.RequiredText("symbol");
        market = state.FindMarket(symbol);
        p.RequiredText("side");
        p.RequiredText("type");
        OrderSide? side = p.Choice("side", VenueWords.Sides, new VenueError(400, -1117, "Invalid side."));
        VenueOrderType? type = p.Choice("type", VenueWords.Types, new VenueError(400, -1116, "Invalid orderType."));
        VenueTimeInForce? time = p.Choice("timeInForce", VenueWords.TimesInForce, new VenueError(400, -1115, "Invalid timeInForce."));
        if (p.Error is { } early)
            return early;
        if (market is null)
            return VenueError.BadSymbol;
        foreach ((string name, string what) in new[] { ("icebergQty", "Iceberg orders"), ("trailingDelta", "Trailing stop orders"), ("pegPriceType", "Pegged orders") })
        {
            if (p.Has(name))
                return VenueError.Rejected(what + " are not supported for this symbol.");
        }

        bool limit = type is VenueOrderType.Limit or VenueOrderType.StopLossLimit or VenueOrderType.TakeProfitLimit;
        bool priced = limit || type == VenueOrderType.LimitMaker;
        bool triggered = type is VenueOrderType.StopLoss or VenueOrderType.StopLossLimit or VenueOrderType.TakeProfit or VenueOrderType.TakeProfitLimit;
        if (limit && time is null)
            p.Fail(VenueError.Missing("timeInForce"));
        if (!limit && time is not null)
            p.Fail(NotRequired("timeInForce"));
        if (!priced && p.Has("price"))
            p.Fail(NotRequired("price"));
        if (!triggered && p.Has("stopPrice"))
            p.Fail(NotRequired("stopPrice"));
        bool byQuote = type == VenueOrderType.Market && p.Has("quoteOrderQty");
        if (p.Has("quoteOrderQty") && (!byQuote || p.Has("quantity")))
            p.Fail(NotRequired("quoteOrderQty"));
        SelfTradePrevention selfTrade = p.Choice("selfTradePreventionMode", VenueWords.SelfTrades, new VenueError(400, -1013, "This symbol does not allow the specified self-trade prevention mode.")) ?? SelfTradePrevention.ExpireMaker;
        responseType = p.Text("newOrderRespType") ?? (type is VenueOrderType.Limit or VenueOrderType.Market ? "FULL" : "ACK");
        if (responseType is not ("ACK" or "RESULT" or "FULL"))
            p.Fail(new VenueError(400, -1130, "Data sent for parameter 'newOrderRespType' is not valid."));
        long? strategyId = p.Integer("strategyId");
        long? strategyType = p.Integer("strategyType");
        if (strategyType is < 1_000_000)
            p.Fail(new VenueError(400, -1134, "`strategyType` was less than 1000000."));
        if (strategyId > int.MaxValue)
            p.Fail(new VenueError(400, -1108, "Parameter 'strategyId' overflowed."));
        if (strategyType > int.MaxValue)
            p.Fail(new VenueError(400, -1108, "Parameter 'strategyType' overflowed."));
        ticket = new OrderTicket
        {
            Symbol = symbol,
            Side = side!.Value,
            Type = type!.Value,
            TimeInForce = time ?? VenueTimeInForce.Gtc,
            ClientOrderId = p.ClientId("newClientOrderId") ?? NewId(),
            Quantity = byQuote ? 0 : p.RequiredAmount("quantity"),
            QuoteQuantity = byQuote ? p.RequiredAmount("quoteOrderQty") : 0,
            Price = priced ? p.RequiredAmount("price") : 0,
            StopPrice = triggered ? p.RequiredAmount("stopPrice") : 0,
            SelfTrade = selfTrade,
            StrategyId = (int?)strategyId,
            StrategyType = (int?)strategyType,
        };
        return p.Error;
    }

    private static VenueError NotRequired(string name) => new(400, -1106, $"Parameter '{name}' sent when not required.");

    /// <summary>An id for orders and cancels whose user sent none: unique at this venue and the same in every run.</summary>
    private string NewId() => "sim" + state.Ledger.NextGeneratedId().ToString("D19", System.Globalization.CultureInfo.InvariantCulture);

    private ApiReply Ok(Action<Utf8JsonWriter> write) => new(200, body.Write(write));

    private ApiReply Refuse(VenueError error) => new(error.Status, body.Write(error, VenueApi.WriteError));

    private readonly record struct Placed(VenueOrder Order, string ResponseType, List<VenueFill> Fills)
    {
        public void Write(Utf8JsonWriter json) => OrderJson.WritePlaced(json, Order, ResponseType, Fills);
    }

    private readonly record struct Canceled(VenueOrder Order, string OriginalClientOrderId)
    {
        public void Write(Utf8JsonWriter json) => OrderJson.WriteCanceled(json, Order, OriginalClientOrderId);
    }
}
