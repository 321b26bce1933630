using System.Globalization;
using System.Text.Json;

namespace LiveTrading.Benchmarks.Orders;

/// <summary>What the <see cref="TickServer"/> says as a venue: an account with money, one instrument, no orders but those it is sent.</summary>
internal static class VenueAnswers
{
    private const string ExchangeInfo = """
        {"rateLimits":[{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":100000000},{"rateLimitType":"ORDERS","interval":"SECOND","intervalNum":10,"limit":100000000},{"rateLimitType":"ORDERS","interval":"DAY","intervalNum":1,"limit":100000000}],"symbols":[{"symbol":"BTCUSDT","status":"TRADING","baseAsset":"BTC","quoteAsset":"USDT","orderTypes":["LIMIT","MARKET"],"isSpotTradingAllowed":true,"filters":[{"filterType":"PRICE_FILTER","minPrice":"0.01000000","maxPrice":"1000000.00000000","tickSize":"0.01000000"},{"filterType":"LOT_SIZE","minQty":"0.00001000","maxQty":"9000.00000000","stepSize":"0.00001000"},{"filterType":"NOTIONAL","minNotional":"5.00000000","applyMinToMarket":true,"maxNotional":"9000000.00000000","applyMaxToMarket":false,"avgPriceMins":0}]}]}
        """;

    private const string Account = """
        {"makerCommission":0,"takerCommission":0,"commissionRates":{"maker":"0.00000000","taker":"0.00000000","buyer":"0.00000000","seller":"0.00000000"},"canTrade":true,"updateTime":1,"accountType":"SPOT","balances":[{"asset":"BTC","free":"100.00000000","locked":"0.00000000"},{"asset":"USDT","free":"10000000.00000000","locked":"0.00000000"}]}
        """;

    /// <summary>A best bid and offer as the stream brings it; the price goes up and down with the number.</summary>
    public static string Tick(long number)
    {
        long cents = 6_000_000 + (number % 1000);
        return string.Create(CultureInfo.InvariantCulture, $"{{\"stream\":\"btcusdt@bookTicker\",\"data\":{{\"u\":{number},\"s\":\"BTCUSDT\",\"b\":\"{cents / 100}.{cents % 100:00}000000\",\"B\":\"1.00000000\",\"a\":\"{(cents + 1) / 100}.{(cents + 1) % 100:00}000000\",\"A\":\"1.00000000\"}}}}");
    }

    /// <summary>The answer to a query.</summary>
    public static string Answer(JsonElement id, string method)
    {
        string? result = method switch
        {
            "time" => string.Create(CultureInfo.InvariantCulture, $"{{\"serverTime\":{Milliseconds}}}"),
            "exchangeInfo" => ExchangeInfo,
            "account.status" => Account,
            "openOrders.status" or "myTrades" => "[]",
            "userDataStream.subscribe.signature" => "{\"subscriptionId\":0}",
            _ => null,
        };
        return result is null
            ? $"{{\"id\":{id.GetRawText()},\"status\":400,\"error\":{{\"code\":-2013,\"msg\":\"Order does not exist.\"}},\"rateLimits\":[]}}"
            : $"{{\"id\":{id.GetRawText()},\"status\":200,\"result\":{result},\"rateLimits\":[]}}";
    }

    /// <summary>What an order brings that finds nobody: the acknowledgement, that it is new, that it expired.</summary>
    public static string[] Expire(JsonElement id, JsonElement order, long number)
    {
        string client = order.GetProperty("newClientOrderId").GetString()!;
        return
        [
            string.Create(CultureInfo.InvariantCulture, $"{{\"id\":{id.GetRawText()},\"status\":200,\"result\":{{\"symbol\":\"BTCUSDT\",\"orderId\":{number},\"orderListId\":-1,\"clientOrderId\":\"{client}\",\"transactTime\":{Milliseconds}}},\"rateLimits\":[]}}"),
            Report(order, client, number, "NEW"),
            Report(order, client, number, "EXPIRED"),
        ];
    }

    private static long Milliseconds => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    private static string Report(JsonElement order, string client, long number, string state)
    {
        string Text(string name) => order.GetProperty(name).GetString()!;
        return string.Create(CultureInfo.InvariantCulture, $"{{\"subscriptionId\":0,\"event\":{{\"e\":\"executionReport\",\"E\":{Milliseconds},\"s\":\"BTCUSDT\",\"c\":\"{client}\",\"S\":\"{Text("side")}\",\"o\":\"{Text("type")}\",\"f\":\"{Text("timeInForce")}\",\"q\":\"{Text("quantity")}\",\"p\":\"{Text("price")}\",\"P\":\"0.00000000\",\"F\":\"0.00000000\",\"g\":-1,\"C\":\"\",\"x\":\"{state}\",\"X\":\"{state}\",\"r\":\"NONE\",\"i\":{number},\"l\":\"0.00000000\",\"z\":\"0.00000000\",\"L\":\"0.00000000\",\"n\":\"0\",\"N\":null,\"T\":{Milliseconds},\"t\":-1,\"I\":{number},\"w\":false,\"m\":false,\"M\":false,\"O\":{Milliseconds},\"Z\":\"0.00000000\",\"Y\":\"0.00000000\",\"Q\":\"0.00000000\",\"V\":\"EXPIRE_MAKER\"}}}}");
    }
}
