using System.Text.Json;
using LiveTrading.Venues.Simulated.Accounts;
using LiveTrading.Venues.Simulated.Faults;
using LiveTrading.Venues.Simulated.Matching;

namespace LiveTrading.Venues.Simulated.Protocol;

/// <summary>Signed requests that change nothing.</summary>
internal sealed class AccountRequests(VenueState state, JsonBody body)
{
    private const int MaxList = 1000;

    public ApiReply Order(ApiCall call)
    {
        string symbol = call.Parameters.RequiredText("symbol");
        long? id = call.Parameters.Integer("orderId");
        string? clientId = call.Parameters.Text("origClientOrderId");
        if (id is null && clientId is null)
            call.Parameters.Fail(new VenueError(400, -1102, "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!"));
        if (Problem(call, symbol) is { } problem)
            return Refuse(problem);
        VenueOrder? order = id is { } number ? call.Account.FindOrder(number) : call.Account.FindOrder(symbol, clientId!);
        if (order is null || order.Symbol != symbol || state.Faults.TryUse(FaultKind.LaggingQuery, null, out _))
            return Refuse(VenueError.NoSuchOrder);
        if (id is not null && clientId is not null && order.ClientOrderId != clientId)
            return Refuse(new VenueError(400, -2039, "Client order ID is not correct for this order ID."));
        return Ok(json => OrderJson.WriteQueried(json, order));
    }

    public ApiReply OpenOrders(ApiCall call)
    {
        string? symbol = call.Parameters.Text("symbol");
        if (symbol is not null && state.FindMarket(symbol) is null)
            return Refuse(VenueError.BadSymbol);
        return List(call.Account.Orders.Where(o => o.IsOpen && (symbol is null || o.Symbol == symbol)), OrderJson.WriteQueried);
    }

    public ApiReply AllOrders(ApiCall call)
    {
        string symbol = call.Parameters.RequiredText("symbol");
        long? from = call.Parameters.Integer("orderId");
        (long start, long end) = Span(call);
        int limit = call.Parameters.Limit(500, MaxList);
        if (Problem(call, symbol) is { } problem)
            return Refuse(problem);
        IEnumerable<VenueOrder> orders = call.Account.Orders
            .Where(o => o.Symbol == symbol && o.OrderId >= (from ?? 0) && o.TimeMs >= start && o.TimeMs <= end)
            .OrderBy(o => o.OrderId);
        return List(from is not null || start > 0 ? orders.Take(limit) : orders.TakeLast(limit), OrderJson.WriteQueried);
    }

    public ApiReply Trades(ApiCall call)
    {
        string symbol = call.Parameters.RequiredText("symbol");
        long? orderId = call.Parameters.Integer("orderId");
        long? from = call.Parameters.Integer("fromId");
        (long start, long end) = Span(call);
        int limit = call.Parameters.Limit(500, MaxList);
        if (Problem(call, symbol) is { } problem)
            return Refuse(problem);
        IEnumerable<VenueFill> fills = call.Account.Fills.Where(f =>
            f.Order.Symbol == symbol && (orderId is null || f.Order.OrderId == orderId) && f.TradeId >= (from ?? 0) && f.TimeMs >= start && f.TimeMs <= end);
        return List(from is not null || start > 0 ? fills.Take(limit) : fills.TakeLast(limit), OrderJson.WriteTrade);
    }

    public ApiReply Account(ApiCall call)
    {
        VenueAccount account = call.Account;
        bool omitZero = call.Parameters.Text("omitZeroBalances") == "true";
        return Ok(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("makerCommission", account.MakerFee / 10_000);
            json.WriteNumber("takerCommission", account.TakerFee / 10_000);
            json.WriteNumber("buyerCommission", 0);
            json.WriteNumber("sellerCommission", 0);
            json.WriteStartObject("commissionRates");
            json.WriteString("maker", VenueWords.Amount(account.MakerFee));
            json.WriteString("taker", VenueWords.Amount(account.TakerFee));
            json.WriteString("buyer", "0.00000000");
            json.WriteString("seller", "0.00000000");
            json.WriteEndObject();
            json.WriteBoolean("canTrade", true);
            json.WriteBoolean("canWithdraw", true);
            json.WriteBoolean("canDeposit", true);
            json.WriteBoolean("brokered", false);
            json.WriteBoolean("requireSelfTradePrevention", false);
            json.WriteBoolean("preventSor", false);
            json.WriteNumber("updateTime", account.UpdateTimeMs);
            json.WriteString("accountType", "SPOT");
            json.WriteStartArray("balances");
            foreach (AssetBalance balance in account.Balances)
            {
                if (omitZero && balance.Free == 0 && balance.Locked == 0)
                    continue;
                json.WriteStartObject();
                json.WriteString("asset", balance.Asset);
                json.WriteString("free", VenueWords.Amount(balance.Free));
                json.WriteString("locked", VenueWords.Amount(balance.Locked));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("permissions");
            json.WriteStringValue("SPOT");
            json.WriteEndArray();
            json.WriteNumber("uid", account.UserId);
            json.WriteEndObject();
        });
    }

    public ApiReply OrderLimits(ApiCall call) => Ok(json =>
    {
        json.WriteStartArray();
        ExchangeInfoJson.WriteLimit(json, "ORDERS", "SECOND", 10, state.Options.OrdersPerTenSeconds, call.User!.Counts.TenSeconds);
        ExchangeInfoJson.WriteLimit(json, "ORDERS", "DAY", 1, state.Options.OrdersPerDay, call.User!.Counts.Day);
        json.WriteEndArray();
    });

    private static (long Start, long End) Span(ApiCall call) =>
        (call.Parameters.Integer("startTime") ?? 0, call.Parameters.Integer("endTime") ?? long.MaxValue);

    private VenueError? Problem(ApiCall call, string symbol) =>
        call.Parameters.Error ?? (state.FindMarket(symbol) is null ? VenueError.BadSymbol : null);

    private ApiReply List<T>(IEnumerable<T> items, Action<Utf8JsonWriter, T> write) => Ok(json =>
    {
        json.WriteStartArray();
        foreach (T item in items)
            write(json, item);
        json.WriteEndArray();
    });

    private ApiReply Ok(Action<Utf8JsonWriter> write) => new(200, body.Write(write));

    private ApiReply Refuse(VenueError error) => new(error.Status, body.Write(error, VenueApi.WriteError));
}
