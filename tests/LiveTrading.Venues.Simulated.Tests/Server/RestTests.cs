using System.Text.Json;
using LiveTrading.Venues.Simulated.Faults;
using LiveTrading.Venues.Simulated.Tests.Harness;

namespace LiveTrading.Venues.Simulated.Tests.Server;

public sealed class RestTests : IDisposable
{
    private const string Limit = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.001&price=50000";
    private readonly string _recording = Path.GetTempFileName();
    private readonly VenueWorld _world;

    public RestTests()
    {
        File.WriteAllLines(_recording,
        [
            "1 {\"stream\":\"btcusdt@bookTicker\",\"data\":{\"u\":5,\"s\":\"BTCUSDT\",\"b\":\"60000.00\",\"B\":\"1.00\",\"a\":\"60001.00\",\"A\":\"1.00\"}}",
            "2 {\"stream\":\"btcusdt@trade\",\"data\":{\"e\":\"trade\",\"E\":1723161255343,\"s\":\"BTCUSDT\",\"t\":77,\"p\":\"60000.00\",\"q\":\"0.50\",\"T\":1723161255342,\"m\":true,\"M\":true}}",
        ]);
        _world = new VenueWorld(new SimulatedVenueOptions { Recordings = [_recording], Speed = 0, WaitForSubscriptions = false });
        _world.Until(() => _world.EndsOfData == 1);
    }

    public void Dispose()
    {
        _world.Dispose();
        File.Delete(_recording);
    }

    [Theory]
    [InlineData("RESULT", "rest.order.place.RESULT.doc.json")]
    [InlineData("ACK", "rest.order.place.ACK.doc.json")]
    public void Order_limit_looksLikeTheVenues(string type, string sample)
    {
        (int status, string body, string head) = _world.Order(Limit + "&newOrderRespType=" + type);
        Assert.Equal(200, status);
        JsonShape.Same(VenueWorld.Sample(sample), body);
        Assert.Contains("X-MBX-ORDER-COUNT-10S: 1", head, StringComparison.Ordinal);
        Assert.Contains("X-MBX-USED-WEIGHT-1M: 0", head, StringComparison.Ordinal);
    }

    [Fact]
    public void Order_market_fillsAndLooksLikeTheVenues()
    {
        string body = _world.Order("symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.5").Body;
        JsonShape.Same(VenueWorld.Sample("rest.order.place.FULL.doc.json"), body);
        using JsonDocument json = JsonDocument.Parse(body);
        Assert.Equal("FILLED", json.RootElement.GetProperty("status").GetString());
        Assert.Equal("30000.00000000", json.RootElement.GetProperty("cummulativeQuoteQty").GetString());
        Assert.Equal("30.00000000", json.RootElement.GetProperty("fills")[0].GetProperty("commission").GetString());
        Assert.Equal([new SimulatedBalance("BTC", 0.5m, 0), new SimulatedBalance("USDT", 129_970m, 0)], _world.Venue.Balances(VenueWorld.Key));
    }

    [Fact]
    public void QueryAndCancel_lookLikeTheVenues()
    {
        _world.Order(Limit + "&newClientOrderId=mine");
        JsonShape.Same(VenueWorld.Sample("rest.order.query.doc.json"), _world.Rest("GET", "/api/v3/order", "symbol=BTCUSDT&origClientOrderId=mine", signed: true).Body);
        Assert.Equal("[{", _world.Rest("GET", "/api/v3/openOrders", "symbol=BTCUSDT", signed: true).Body[..2]);
        (int status, string body, _) = _world.Rest("DELETE", "/api/v3/order", "symbol=BTCUSDT&origClientOrderId=mine&newClientOrderId=c1", signed: true);
        Assert.Equal(200, status);
        JsonShape.Same(VenueWorld.Sample("rest.order.cancel.doc.json"), body);
        Assert.Contains("\"origClientOrderId\":\"mine\"", body, StringComparison.Ordinal);
        Assert.Contains("\"clientOrderId\":\"c1\"", body, StringComparison.Ordinal);
        Assert.Equal((400, "{\"code\":-2011,\"msg\":\"Unknown order sent.\"}"), Pair(_world.Rest("DELETE", "/api/v3/order", "symbol=BTCUSDT&origClientOrderId=c1", signed: true)));
        Assert.Equal((400, "{\"code\":-2013,\"msg\":\"Order does not exist.\"}"), Pair(_world.Rest("GET", "/api/v3/order", "symbol=BTCUSDT&origClientOrderId=mine", signed: true)));
    }

    [Fact]
    public void AccountTradesAndMarketData_lookLikeTheVenues()
    {
        _world.Order("symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.1");
        JsonShape.Same(VenueWorld.Sample("rest.account.doc.json"), _world.Rest("GET", "/api/v3/account", signed: true).Body);
        JsonShape.Same(VenueWorld.Sample("rest.myTrades.doc.json"), _world.Rest("GET", "/api/v3/myTrades", "symbol=BTCUSDT", signed: true).Body);
        JsonShape.Same(VenueWorld.Sample("rest.trades.doc.json"), _world.Rest("GET", "/api/v3/trades", "symbol=BTCUSDT").Body);
        Assert.Equal("{\"symbol\":\"BTCUSDT\",\"price\":\"60000.00000000\"}", _world.Rest("GET", "/api/v3/ticker/price", "symbol=BTCUSDT").Body);
        Assert.Equal("{\"symbol\":\"BTCUSDT\",\"bidPrice\":\"60000.00000000\",\"bidQty\":\"1.00000000\",\"askPrice\":\"60001.00000000\",\"askQty\":\"1.00000000\"}", _world.Rest("GET", "/api/v3/ticker/bookTicker", "symbol=BTCUSDT").Body);
    }

    [Fact]
    public void ExchangeInfo_symbolHasTheVenuesFields()
    {
        using JsonDocument sample = JsonDocument.Parse(VenueWorld.Sample("handmade.rest.exchangeInfo.BTCUSDT.all-filters.json"));
        using JsonDocument actual = JsonDocument.Parse(_world.Rest("GET", "/api/v3/exchangeInfo", "symbols=%5B%22BTCUSDT%22%5D").Body);
        string[] Names(JsonDocument d) => [.. d.RootElement.GetProperty("symbols")[0].EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal)];
        Assert.Equal(Names(sample), Names(actual));
        foreach (JsonElement filter in actual.RootElement.GetProperty("symbols")[0].GetProperty("filters").EnumerateArray())
        {
            JsonElement same = sample.RootElement.GetProperty("symbols")[0].GetProperty("filters").EnumerateArray().First(f => f.GetProperty("filterType").GetString() == filter.GetProperty("filterType").GetString());
            Assert.Equal(JsonShape.Of(same), JsonShape.Of(filter));
        }
    }

    [Fact]
    public void Amend_looksLikeTheVenues()
    {
        _world.Order(Limit + "&newClientOrderId=mine");
        (int status, string body, _) = _world.Rest("PUT", "/api/v3/order/amend/keepPriority", "symbol=BTCUSDT&origClientOrderId=mine&newQty=0.0005", signed: true);
        Assert.Equal(200, status);
        JsonShape.Same(VenueWorld.Sample("rest.order.amend.keepPriority.doc.json"), body);
        Assert.Equal(25m, _world.Venue.Balances(VenueWorld.Key)[1].Locked);
    }

    [Theory]
    [InlineData("STOP_ON_FAILURE", "mine", "60000", 200, "rest.order.cancelReplace.success.doc.json")]
    [InlineData("STOP_ON_FAILURE", "other", "60000", 400, "rest.order.cancelReplace.error-2022.stop-on-failure.doc.json")]
    [InlineData("ALLOW_FAILURE", "mine", "60001", 409, "rest.order.cancelReplace.error-2021.new-failed.doc.json")]
    public void CancelReplace_looksLikeTheVenues(string mode, string cancel, string price, int expected, string sample)
    {
        _world.Order(Limit + "&newClientOrderId=mine");
        (int status, string body, _) = _world.Rest("POST", "/api/v3/order/cancelReplace", $"symbol=BTCUSDT&side=BUY&type=LIMIT_MAKER&quantity=0.001&price={price}&cancelReplaceMode={mode}&cancelOrigClientOrderId={cancel}&newOrderRespType=RESULT", signed: true);
        Assert.Equal(expected, status);
        JsonShape.Same(VenueWorld.Sample(sample), body, "fills", "workingTime");
    }

    [Theory]
    [InlineData("side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=1", 400, -1102, "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.")]
    [InlineData("symbol=ABC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=1", 400, -1121, "Invalid symbol.")]
    [InlineData("symbol=BTCUSDT&side=HOLD&type=LIMIT&timeInForce=GTC&quantity=1&price=1", 400, -1117, "Invalid side.")]
    [InlineData("symbol=BTCUSDT&side=BUY&type=ICEBERG&quantity=1&price=1", 400, -1116, "Invalid orderType.")]
    [InlineData("symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTX&quantity=1&price=1", 400, -1115, "Invalid timeInForce.")]
    [InlineData("symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=1", 400, -1102, "Mandatory parameter 'timeInForce' was not sent, was empty/null, or malformed.")]
    [InlineData("symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1&timeInForce=GTC", 400, -1106, "Parameter 'timeInForce' sent when not required.")]
    [InlineData("symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1e3&price=1", 400, -1100, "Illegal characters found in parameter 'quantity'; legal range is '^([0-9]{1,20})(\\\\.[0-9]{1,20})?$'.")]
    [InlineData("symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.000000001&price=1", 400, -1111, "Parameter 'quantity' has too much precision.")]
    [InlineData("symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=99999999999999999999&price=1", 400, -1108, "Parameter 'quantity' overflowed.")]
    [InlineData("symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=NaN&price=1", 400, -1100, "Illegal characters found in parameter 'quantity'; legal range is '^([0-9]{1,20})(\\\\.[0-9]{1,20})?$'.")]
    [InlineData("symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=-1&price=1", 400, -1100, "Illegal characters found in parameter 'quantity'; legal range is '^([0-9]{1,20})(\\\\.[0-9]{1,20})?$'.")]
    [InlineData("symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=1&newClientOrderId=a%20b", 400, -1100, "Illegal characters found in parameter 'newClientOrderId'; legal range is '^[a-zA-Z0-9-_]{1,36}$'.")]
    [InlineData("symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=50000.001", 400, -1013, "Filter failure: PRICE_FILTER")]
    [InlineData("symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=10&price=50000", 400, -2010, "Account has insufficient balance for requested action.")]
    [InlineData("symbol=BTCUSDT&side=BUY&type=LIMIT_MAKER&quantity=0.001&price=60001", 400, -2010, "Order would immediately match and take.")]
    [InlineData("symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=1&icebergQty=1", 400, -2010, "Iceberg orders are not supported for this symbol.")]
    [InlineData("symbol=BTCUSDT&symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1", 400, -1101, "Duplicate values for a parameter detected.")]
    public void Order_bad_isRefusedInTheVenuesWords(string query, int status, int code, string message)
    {
        Assert.Equal((status, $"{{\"code\":{code},\"msg\":\"{message}\"}}"), Pair(_world.Order(query)));
        Assert.Empty(_world.Venue.Orders(VenueWorld.Key));
    }

    [Fact]
    public void Order_test_placesNothing()
    {
        Assert.Equal((200, "{}"), Pair(_world.Rest("POST", "/api/v3/order/test", Limit, signed: true)));
        Assert.Empty(_world.Venue.Orders(VenueWorld.Key));
    }

    [Fact]
    public void Signature_wrongOrUnknownKey_isRefused()
    {
        Assert.Equal((400, "{\"code\":-1022,\"msg\":\"Signature for this request is not valid.\"}"), Pair(_world.Rest("GET", "/api/v3/account", signed: true, signature: new string('0', 64))));
        Assert.Equal((401, "{\"code\":-2015,\"msg\":\"Invalid API-key, IP, or permissions for action.\"}"), Pair(_world.Rest("GET", "/api/v3/account", signed: true, key: "nobody")));
        Assert.Equal((401, "{\"code\":-2014,\"msg\":\"API-key format invalid.\"}"), Pair(_world.Rest("GET", "/api/v3/account", signed: true, key: "")));
        Assert.Equal((401, "{\"code\":-2014,\"msg\":\"API-key format invalid.\"}"), Pair(_world.Rest("GET", "/api/v3/account", signed: true, key: "no body")));
        Assert.Equal((400, "{\"code\":-1102,\"msg\":\"Mandatory parameter 'timestamp' was not sent, was empty/null, or malformed.\"}"), Pair(_world.Rest("GET", "/api/v3/account", "signature=1")));
    }

    [Theory]
    [InlineData(-6000, "", "{\"code\":-1021,\"msg\":\"Timestamp for this request is outside of the recvWindow.\"}")]
    [InlineData(1500, "", "{\"code\":-1021,\"msg\":\"Timestamp for this request was 1000ms ahead of the server's time.\"}")]
    [InlineData(-6000, "&recvWindow=10000", null)]
    [InlineData(-20, "&recvWindow=10.5", "{\"code\":-1021,\"msg\":\"Timestamp for this request is outside of the recvWindow.\"}")]
    [InlineData(0, "&recvWindow=60001", "{\"code\":-1102,\"msg\":\"'recvWindow' contains unexpected value. Cannot be greater than 60000.\"}")]
    [InlineData(500, "", null)]
    public void Timestamp_isHeldToTheWindow(long offset, string window, string? refusal)
    {
        string query = "timestamp=" + (_world.NowMs + offset) + window;
        (int status, string body, _) = _world.Rest("GET", "/api/v3/account", query + "&signature=" + VenueWorld.Hmac(query));
        Assert.Equal(refusal is null ? 200 : 400, status);
        if (refusal is not null)
            Assert.Equal(refusal, body);
    }

    [Fact]
    public void BodyAndQuery_mayBeMixed()
    {
        string query = "symbol=BTCUSDT&side=BUY";
        string body = $"type=LIMIT&timeInForce=GTC&quantity=0.001&price=50000&timestamp={_world.NowMs}";
        body += "&signature=" + VenueWorld.Hmac(query + body);
        Assert.Equal(200, _world.Rest("POST", "/gateway/api/v3/order", query, body: body).Status);
    }

    [Fact]
    public void OrderLimit_enforced_refusesWith429()
    {
        using var world = new VenueWorld(new SimulatedVenueOptions { EnforceRateLimits = true, OrdersPerTenSeconds = 2 });
        Assert.Equal(200, world.Order(Limit).Status);
        Assert.Equal(200, world.Order(Limit).Status);
        Assert.Equal((429, "{\"code\":-1015,\"msg\":\"Too many new orders; current limit is 2 orders per 10 SECOND.\"}"), Pair(world.Order(Limit)));
        world.Loop.RunFor(10_000_000_000);
        Assert.Equal(200, world.Order(Limit).Status);
    }

    [Fact]
    public void WeightLimit_enforced_refusesWithRetryAfter()
    {
        using var world = new VenueWorld(new SimulatedVenueOptions { EnforceRateLimits = true, RequestWeightPerMinute = 50 });
        Assert.Equal(200, world.Rest("GET", "/api/v3/exchangeInfo").Status);
        Assert.Equal(200, world.Rest("GET", "/api/v3/exchangeInfo").Status);
        (int status, string body, string head) = world.Rest("GET", "/api/v3/exchangeInfo");
        Assert.Equal(429, status);
        Assert.Contains("\"code\":-1003", body, StringComparison.Ordinal);
        Assert.Contains("Retry-After: ", head, StringComparison.Ordinal);
        world.Loop.RunFor(60_000_000_000);
        Assert.Equal(200, world.Rest("GET", "/api/v3/time").Status);
    }

    [Fact]
    public void DropAfterAccept_leavesTheOrderBehind_butDropBeforeDoesNot()
    {
        _world.Venue.Inject(new VenueFault { Kind = FaultKind.DropBeforeAccept });
        _world.Venue.Inject(new VenueFault { Kind = FaultKind.DropAfterAccept });
        Assert.Equal(0, _world.Order(Limit + "&newClientOrderId=before").Status);
        Assert.Empty(_world.Venue.Orders(VenueWorld.Key));
        Assert.Equal(0, _world.Order(Limit + "&newClientOrderId=after").Status);
        Assert.Equal("after", Assert.Single(_world.Venue.Orders(VenueWorld.Key)).ClientOrderId);
        Assert.Equal(200, _world.Order(Limit).Status);
    }

    [Fact]
    public void Errors_withAndWithoutAcceptance_lookTheSame()
    {
        _world.Venue.Inject(new VenueFault { Kind = FaultKind.ErrorBeforeAccept });
        (int, string) before = Pair(_world.Order(Limit));
        _world.Venue.Inject(new VenueFault { Kind = FaultKind.ErrorAfterAccept });
        (int, string) after = Pair(_world.Order(Limit));
        Assert.Equal((504, "{\"code\":-1007,\"msg\":\"Timeout waiting for response from backend server. Send status unknown; execution status unknown.\"}"), before);
        Assert.Equal(before, after);
        Assert.Single(_world.Venue.Orders(VenueWorld.Key));
    }

    [Fact]
    public void BannedAndMaintenance_refuseEverything_untilOver()
    {
        _world.Venue.Inject(new VenueFault { Kind = FaultKind.Banned, Duration = TimeSpan.FromSeconds(30), Delay = TimeSpan.FromSeconds(30) });
        (int status, _, string head) = _world.Rest("GET", "/api/v3/time");
        Assert.Equal(418, status);
        Assert.Contains("Retry-After: 30", head, StringComparison.Ordinal);
        _world.Loop.RunFor(30_000_000_000);
        _world.Venue.Inject(new VenueFault { Kind = FaultKind.Maintenance, Duration = TimeSpan.FromSeconds(5) });
        Assert.Equal(503, _world.Rest("GET", "/api/v3/time").Status);
        _world.Loop.RunFor(5_000_000_000);
        Assert.Equal(200, _world.Rest("GET", "/api/v3/time").Status);
    }

    [Fact]
    public void DelayAnswers_acceptsAtOnceAndAnswersLate()
    {
        _world.Venue.Inject(new VenueFault { Kind = FaultKind.DelayAnswers, Delay = TimeSpan.FromSeconds(3) });
        long before = _world.NowMs;
        Assert.Equal(200, _world.Order(Limit).Status);
        Assert.InRange(_world.NowMs - before, 3000, 3100);
    }

    [Fact]
    public void LaggingQuery_missesTheOrderOnce()
    {
        _world.Order(Limit + "&newClientOrderId=mine");
        _world.Venue.Inject(new VenueFault { Kind = FaultKind.LaggingQuery });
        Assert.Equal(400, _world.Rest("GET", "/api/v3/order", "symbol=BTCUSDT&origClientOrderId=mine", signed: true).Status);
        Assert.Equal(200, _world.Rest("GET", "/api/v3/order", "symbol=BTCUSDT&origClientOrderId=mine", signed: true).Status);
    }

    [Fact]
    public void AdminRoutes_injectTransferAndShow()
    {
        Assert.Equal((200, "{}"), Pair(_world.Rest("POST", "/sim/fault", body: "{\"kind\":\"Maintenance\",\"delay\":\"00:00:02\"}")));
        Assert.Equal(503, _world.Rest("GET", "/api/v3/time").Status);
        Assert.Equal(200, _world.Rest("POST", "/sim/transfer", "apiKey=demo-key&asset=BTC&amount=2.5").Status);
        Assert.Equal("[{\"asset\":\"BTC\",\"free\":\"3.50000000\",\"locked\":\"0.00000000\"},{\"asset\":\"USDT\",\"free\":\"100000.00000000\",\"locked\":\"0.00000000\"}]", _world.Rest("GET", "/sim/account", "apiKey=demo-key").Body);
        Assert.Equal(400, _world.Rest("POST", "/sim/transfer", "apiKey=demo-key&asset=BTC&amount=-4").Status);
        _world.Order(Limit);
        Assert.Contains("\"status\":\"NEW\"", _world.Rest("GET", "/sim/orders", "apiKey=demo-key").Body, StringComparison.Ordinal);
        Assert.Contains("\"playback\":\"Ended\"", _world.Rest("GET", "/sim/state").Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "/sim/fault", "", "{\"kind\":\"Nonsense\"}", 400)]
    [InlineData("POST", "/sim/fault", "", "[[[[", 400)]
    [InlineData("POST", "/sim/fault", "", "null", 400)]
    [InlineData("POST", "/sim/fault", "", "{}", 400)]
    [InlineData("POST", "/sim/fault", "", "{\"kind\":\"Banned\",\"unknown\":1}", 400)]
    [InlineData("POST", "/sim/fault", "", "{\"kind\":\"Banned\",\"count\":-1}", 400)]
    [InlineData("GET", "/sim/orders", "apiKey=nobody", "", 400)]
    [InlineData("GET", "/sim/orders", "", "", 400)]
    [InlineData("POST", "/sim/transfer", "apiKey=demo-key&asset=BTC&amount=1e9", "", 400)]
    [InlineData("POST", "/sim/transfer", "apiKey=demo-key&asset=BTC&amount=92233720368", "", 400)]
    [InlineData("GET", "/sim/nothing", "", "", 404)]
    [InlineData("GET", "/api/v3/nothing", "", "", 404)]
    [InlineData("GET", "/", "", "", 404)]
    [InlineData("GET", "/api/v3/depth", "symbol=BTCUSDT&limit=0", "", 400)]
    [InlineData("GET", "/api/v3/depth", "symbol=BTCUSDT&limit=x", "", 400)]
    [InlineData("GET", "/api/v3/klines", "symbol=BTCUSDT&interval=7m", "", 400)]
    [InlineData("GET", "/api/v3/trades", "symbol=%ff%fe&%%%=&=", "", 400)]
    public void BadRequests_areRefusedAndTheVenueLives(string method, string path, string query, string body, int status)
    {
        Assert.Equal(status, _world.Rest(method, path, query, body: body).Status);
        Assert.Equal(200, _world.Rest("GET", "/api/v3/ping").Status);
    }

    private static (int, string) Pair((int Status, string Body, string Head) answer) => (answer.Status, answer.Body);
}
