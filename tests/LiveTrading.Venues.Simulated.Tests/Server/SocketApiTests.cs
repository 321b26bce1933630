using System.Text;
using System.Text.Json;
using LiveTrading.Venues.Simulated.Faults;
using LiveTrading.Venues.Simulated.Tests.Harness;
using NSec.Cryptography;

namespace LiveTrading.Venues.Simulated.Tests.Server;

public sealed class SocketApiTests : IDisposable
{
    private static readonly (string, string)[] Limit = [("symbol", "BTCUSDT"), ("side", "BUY"), ("type", "LIMIT"), ("timeInForce", "GTC"), ("quantity", "0.001"), ("price", "50000")];
    private readonly string _recording = Path.GetTempFileName();
    private readonly VenueWorld _world;
    private readonly SocketClient _client;
    private readonly Key _ed25519 = Key.Create(SignatureAlgorithm.Ed25519, new KeyCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport });

    public SocketApiTests()
    {
        File.WriteAllText(_recording, "1 {\"stream\":\"btcusdt@bookTicker\",\"data\":{\"u\":5,\"s\":\"BTCUSDT\",\"b\":\"60000.00\",\"B\":\"1.00\",\"a\":\"60001.00\",\"A\":\"1.00\"}}\n");
        var eve = new SimulatedUser
        {
            ApiKey = "eve",
            KeyKind = SimulatedKeyKind.Ed25519,
            Secret = Encoding.ASCII.GetString(_ed25519.PublicKey.Export(KeyBlobFormat.PkixPublicKeyText)),
            Balances = new Dictionary<string, decimal> { ["USDT"] = 1000 },
        };
        _world = new VenueWorld(new SimulatedVenueOptions { Recordings = [_recording], Speed = 0, WaitForSubscriptions = false, Users = [SimulatedUser.Demo, eve] });
        _world.Until(() => _world.EndsOfData == 1);
        _client = _world.Socket("/ws-api/v3");
    }

    public void Dispose()
    {
        _world.Dispose();
        _ed25519.Dispose();
        File.Delete(_recording);
    }

    [Fact]
    public void Order_place_answersLikeTheVenue()
    {
        string answer = _client.Ask(_world.Signed("order.place", "\"56374a46-3061-486b-a311-99ee972eb648\"", ("symbol", "BTCUSDT"), ("side", "SELL"), ("type", "MARKET"), ("quantity", "0.00847")));
        Assert.StartsWith("{\"id\":\"56374a46-3061-486b-a311-99ee972eb648\",\"status\":200,\"result\":{", answer, StringComparison.Ordinal);
        JsonShape.Same(VenueWorld.Sample("wsapi.order.place.response.FULL.doc.json"), answer, "selfTradePreventionMode");
    }

    [Theory]
    [InlineData("7")]
    [InlineData("\"7\"")]
    [InlineData("null")]
    public void Id_isEchoedWithItsType(string id) =>
        Assert.StartsWith($"{{\"id\":{id},\"status\":200,\"result\":{{}},\"rateLimits\":[{{\"rateLimitType\":\"REQUEST_WEIGHT\"", _client.Ask($"{{\"id\":{id},\"method\":\"ping\"}}"), StringComparison.Ordinal);

    [Fact]
    public void RateLimits_canBeSuppressed()
    {
        Assert.Equal("{\"id\":1,\"status\":200,\"result\":{}}", _client.Ask("{\"id\":1,\"method\":\"v3/ping\",\"params\":{\"returnRateLimits\":false}}"));
        Assert.Equal("{\"id\":1,\"status\":200,\"result\":{}}", _world.Socket("/ws-api/v3?returnRateLimits=false").Ask("{\"id\":1,\"method\":\"ping\"}"));
    }

    [Theory]
    [InlineData("{", -1135)]
    [InlineData("7", -1135)]
    [InlineData("{\"id\":{},\"method\":\"ping\"}", -1135)]
    [InlineData("{\"id\":1}", -1102)]
    [InlineData("{\"id\":1,\"method\":\"order.explode\"}", -1020)]
    [InlineData("{\"id\":1,\"method\":\"order.place\"}", -2014)]
    [InlineData("{\"id\":1,\"method\":\"order.place\",\"params\":[1,2]}", -2014)]
    [InlineData("{\"id\":1,\"method\":\"userDataStream.subscribe\"}", -2014)]
    [InlineData("{\"id\":1,\"method\":\"order.place\",\"params\":{\"apiKey\":\"demo-key\",\"timestamp\":\"x\",\"signature\":\"y\"}}", -1100)]
    public void BadRequest_isRefusedAndTheConnectionLives(string request, int code)
    {
        Assert.Contains($"\"error\":{{\"code\":{code},", _client.Ask(request), StringComparison.Ordinal);
        Assert.Contains("\"status\":200", _client.Ask("{\"id\":2,\"method\":\"ping\"}"), StringComparison.Ordinal);
    }

    [Fact]
    public void UserStream_ofAMarketOrder_isNewThenTradeThenOnePosition()
    {
        Subscribe(_client);
        _client.Ask(_world.Signed("order.place", "2", ("symbol", "BTCUSDT"), ("side", "BUY"), ("type", "MARKET"), ("quantity", "0.5"), ("newClientOrderId", "m1")));
        _world.Loop.RunFor(1_000_000_000);
        Assert.Equal(["NEW:NEW", "TRADE:FILLED", "outboundAccountPosition"], Kinds(_client));
        JsonElement[] events = [.. _client.Events()];
        JsonShape.Same(VenueWorld.Sample("captured.user.executionReport.NEW.limit.2025.json"), events[0].GetRawText());
        JsonShape.Same(VenueWorld.Sample("captured.user.executionReport.TRADE.filled-taker.2025.json"), events[1].GetRawText());
        JsonShape.Same(VenueWorld.Sample("captured.user.outboundAccountPosition.2025.json"), events[2].GetRawText());
        Assert.Equal("0.00050000", events[1].GetProperty("n").GetString());
    }

    [Fact]
    public void UserStream_ofCancelAndFok_looksLikeTheVenues()
    {
        Subscribe(_client);
        _client.Ask(_world.Signed("order.place", "2", [.. Limit, ("newClientOrderId", "mine")]));
        _client.Ask(_world.Signed("order.cancel", "3", ("symbol", "BTCUSDT"), ("origClientOrderId", "mine"), ("newClientOrderId", "cxl")), m => m.StartsWith("{\"id\":3", StringComparison.Ordinal));
        _client.Ask(_world.Signed("order.place", "4", ("symbol", "BTCUSDT"), ("side", "BUY"), ("type", "LIMIT"), ("timeInForce", "FOK"), ("quantity", "1.2"), ("price", "60001")), m => m.StartsWith("{\"id\":4", StringComparison.Ordinal));
        _world.Loop.RunFor(1_000_000_000);
        Assert.Equal(
            ["NEW:NEW", "outboundAccountPosition", "CANCELED:CANCELED", "outboundAccountPosition", "NEW:NEW", "EXPIRED:EXPIRED", "outboundAccountPosition"],
            Kinds(_client));
        string canceled = _client.Messages.First(m => m.Contains("\"CANCELED\"", StringComparison.Ordinal) && m.Contains("executionReport", StringComparison.Ordinal));
        JsonShape.Same(VenueWorld.Sample("handmade.user.executionReport.CANCELED.wrapped.json"), canceled);
        Assert.Contains("\"c\":\"cxl\"", canceled, StringComparison.Ordinal);
        Assert.Contains("\"C\":\"mine\"", canceled, StringComparison.Ordinal);
        JsonShape.Same(VenueWorld.Sample("handmade.user.executionReport.EXPIRED.fok.json"), _client.Messages.First(m => m.Contains("\"x\":\"EXPIRED\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void Subscription_twice_isRefused_andEndsWithUnsubscribe()
    {
        JsonShape.Same(VenueWorld.Sample("wsapi.userDataStream.subscribe.signature.response.doc.json"), Subscribe(_client), "rateLimits", "id");
        Assert.Contains("\"code\":-2035", Subscribe(_client), StringComparison.Ordinal);
        Assert.Contains("\"result\":[{\"subscriptionId\":0}]", _client.Ask("{\"id\":5,\"method\":\"session.subscriptions\"}"), StringComparison.Ordinal);
        Assert.Contains("\"result\":{}", _client.Ask("{\"id\":6,\"method\":\"userDataStream.unsubscribe\",\"params\":{\"subscriptionId\":0}}"), StringComparison.Ordinal);
        Assert.Contains(_client.Messages, m => m.Contains("eventStreamTerminated", StringComparison.Ordinal));
        Assert.Contains("\"code\":-2036", _client.Ask("{\"id\":7,\"method\":\"userDataStream.unsubscribe\"}"), StringComparison.Ordinal);
    }

    [Fact]
    public void Session_logon_withEd25519_signsLaterRequests()
    {
        string payload = $"apiKey=eve&timestamp={_world.NowMs}";
        string signature = Convert.ToBase64String(SignatureAlgorithm.Ed25519.Sign(_ed25519, Encoding.UTF8.GetBytes(payload)));
        string answer = _client.Ask($"{{\"id\":\"l\",\"method\":\"session.logon\",\"params\":{{\"apiKey\":\"eve\",\"timestamp\":{_world.NowMs},\"signature\":\"{signature}\"}}}}");
        JsonShape.Same(VenueWorld.Sample("wsapi.session.logon.response.doc.json"), answer, "rateLimits");
        Assert.Contains("\"status\":200", _client.Ask($"{{\"id\":2,\"method\":\"userDataStream.subscribe\",\"params\":{{}}}}"), StringComparison.Ordinal);
        Assert.Contains("\"free\":\"1000.00000000\"", _client.Ask($"{{\"id\":3,\"method\":\"account.status\",\"params\":{{\"timestamp\":{_world.NowMs}}}}}"), StringComparison.Ordinal);
        Assert.Contains("-1102", _client.Ask("{\"id\":4,\"method\":\"account.status\",\"params\":{}}"), StringComparison.Ordinal);
        Assert.Contains("\"apiKey\":null", _client.Ask("{\"id\":5,\"method\":\"session.logout\"}"), StringComparison.Ordinal);
        Assert.Contains("-2014", _client.Ask($"{{\"id\":6,\"method\":\"account.status\",\"params\":{{\"timestamp\":{_world.NowMs}}}}}"), StringComparison.Ordinal);
    }

    [Fact]
    public void Session_logon_withHmac_isRefused() =>
        Assert.Contains("\"code\":-2015", _client.Ask(_world.Signed("session.logon", "1")), StringComparison.Ordinal);

    [Fact]
    public void Transfer_sendsBalanceUpdate()
    {
        Subscribe(_client);
        Assert.True(_world.Venue.Transfer(VenueWorld.Key, "BTC", 100));
        _world.Until(() => _client.Events().Count() == 2);
        JsonShape.Same(VenueWorld.Sample("user.balanceUpdate.doc.json"), _client.Messages.First(m => m.Contains("balanceUpdate", StringComparison.Ordinal)));
        Assert.False(_world.Venue.Transfer(VenueWorld.Key, "BTC", -102));
    }

    [Fact]
    public void Banned_carriesRetryAfter()
    {
        _world.Venue.Inject(new VenueFault { Kind = FaultKind.Banned, Delay = TimeSpan.FromMinutes(2) });
        JsonShape.Same(VenueWorld.Sample("wsapi.error.418.doc.json"), _client.Ask("{\"id\":\"1\",\"method\":\"time\"}"));
    }

    [Fact]
    public void DropAfterAccept_endsTheConnectionAndKeepsTheOrder()
    {
        SocketClient watcher = _world.Socket("/ws-api/v3");
        Subscribe(watcher);
        _world.Venue.Inject(new VenueFault { Kind = FaultKind.DropAfterAccept, Method = "order.place" });
        _client.Send(_world.Signed("order.place", "1", Limit));
        _world.Until(() => _client.DisconnectReason is not null && watcher.Events().Any());
        Assert.Empty(_client.Messages);
        Assert.Single(_world.Venue.Orders(VenueWorld.Key));
        Assert.Equal("NEW:NEW", Kinds(watcher)[0]);
    }

    [Theory]
    [InlineData(FaultKind.DuplicateUserEvents, new[] { "NEW:NEW", "NEW:NEW", "TRADE:FILLED", "outboundAccountPosition" })]
    [InlineData(FaultKind.ReorderUserEvents, new[] { "TRADE:FILLED", "NEW:NEW", "outboundAccountPosition" })]
    [InlineData(FaultKind.LateUserEvents, new[] { "TRADE:FILLED", "outboundAccountPosition", "NEW:NEW" })]
    public void UserEvents_onDemand_comeTwiceOrOutOfOrderOrLate(FaultKind fault, string[] expected)
    {
        Subscribe(_client);
        _world.Venue.Inject(new VenueFault { Kind = fault });
        _client.Ask(_world.Signed("order.place", "2", ("symbol", "BTCUSDT"), ("side", "BUY"), ("type", "MARKET"), ("quantity", "0.5")));
        _world.Loop.RunFor(5_000_000_000);
        Assert.Equal(expected, Kinds(_client));
    }

    [Fact]
    public void Options_allProblemsAreNamedAtOnce()
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() => new VenueWorld(new SimulatedVenueOptions { Port = 70_000, Speed = double.NaN, Symbols = [], Users = [SimulatedUser.Demo, SimulatedUser.Demo] }, start: false));
        foreach (string part in new[] { "Port is 70000", "Speed is NaN", "Symbols is empty", "demo-key occurs 2 times" })
            Assert.Contains(part, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_onAPortInUse_saysSo()
    {
        using var second = new SimulatedVenue(_world.Loop, new SimulatedVenueOptions { Port = _world.Venue.Port }, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        Assert.Contains("in use", Assert.Throws<IO.LoopIOException>(second.Start).Message, StringComparison.Ordinal);
    }

    private string Subscribe(SocketClient client) => client.Ask(_world.Signed("userDataStream.subscribe.signature", "1"));

    private static string[] Kinds(SocketClient client) =>
        [.. client.Events().Select(e => e.GetProperty("e").GetString() == "executionReport" ? e.GetProperty("x").GetString() + ":" + e.GetProperty("X").GetString() : e.GetProperty("e").GetString()!)];
}
