using System.Globalization;
using System.Text;
using System.Text.Json;
using LiveTrading.Engine.Caching;
using LiveTrading.IO;
using LiveTrading.IO.Simulated;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;
using LiveTrading.Venues.Binance.Signing;
using LiveTrading.WebSockets;
using LiveTrading.WebSockets.Server;
using Microsoft.Extensions.Logging.Abstractions;

namespace LiveTrading.Venues.Binance.Tests.EndToEnd;

/// <summary>The adapter before a server that answers word for word what a test says. Without a word it tells its time, one instrument, and takes subscriptions.</summary>
internal sealed class ScriptedApi : IWebServerHandler, IServerWebSocketHandler, IDisposable
{
    private readonly WebServer _server;
    private readonly string _exchangeInfo = Encoding.UTF8.GetString(SampleFiles.Read("handmade.rest.exchangeInfo.BTCUSDT.all-filters.json"));
    private ulong _counter;

    public ScriptedApi()
    {
        _server = new WebServer(Loop, new ListenOptions { Address = "127.0.0.1", Port = 0 }, new WebServerOptions(), this);
        Venue = new BinanceVenue(Loop, new WebSocketConnectionPool(Loop, 7), Cache, Sink, Sink, new BinanceOptions
        {
            StreamUrl = $"ws://127.0.0.1:{_server.Port}",
            ApiUrl = $"ws://127.0.0.1:{_server.Port}/ws-api/v3",
            Credentials = new BinanceCredentials("demo-key", "demo-secret"),
            Symbols = ["BTCUSDT"],
        }, NullLogger.Instance);
        Results["time"] = _ => string.Create(CultureInfo.InvariantCulture, $"{{\"serverTime\":{Loop.WallNanos / 1_000_000}}}");
        Results["exchangeInfo"] = _ => ExchangeInfo(_exchangeInfo);
        Results["userDataStream.subscribe.signature"] = _ => "{\"subscriptionId\":0}";
    }

    public SimulatedEventLoop Loop { get; } = new(1);

    public Cache Cache { get; } = new();

    public RecordingSink Sink { get; } = new();

    public BinanceVenue Venue { get; }

    /// <summary>The result of a method, from its parameters; a method without one is not answered.</summary>
    public Dictionary<string, Func<JsonElement, string>> Results { get; } = [];

    /// <summary>Status and error of a method, in place of a result.</summary>
    public Dictionary<string, (int Status, string Error)> Errors { get; } = [];

    /// <summary>What was asked: method and parameters.</summary>
    public List<(string Method, JsonElement Parameters)> Asked { get; } = [];

    public InstrumentHandle Btc => new(0);

    /// <summary>Changes the rules that the instrument has.</summary>
    public Func<string, string> ExchangeInfo { get; set; } = text => text;

    public ScriptedApi Ready()
    {
        Venue.Start(Sink);
        Until(() => Sink.ReadyCount == 1);
        return this;
    }

    public void Until(Func<bool> condition) => Assert.True(Loop.RunUntil(condition, 60_000_000_000), string.Join("; ", Sink.Log.TakeLast(10)));

    public Order Limit() => new()
    {
        ClientOrderId = Model.Identifiers.ClientOrderId.Create(1, 99, ++_counter),
        Instrument = Btc,
        InstrumentId = Cache.Instrument(Btc).Id,
        Side = OrderSide.Buy,
        Type = OrderType.Limit,
        Quantity = Model.Quantity.Of(0.01m),
        Price = Model.Price.Of(50_000m),
        SendDeadline = new Model.UnixNanos(Loop.WallNanos + 500_000_000),
    };

    public void Dispose()
    {
        _server.Dispose();
        Venue.Dispose();
        Loop.Dispose();
    }

    void IWebServerHandler.OnRequest(in HttpRequest request, HttpExchange exchange) => exchange.Abort();

    IServerWebSocketHandler? IWebServerHandler.OnUpgrade(in HttpRequest request, HttpExchange exchange) => this;

    void IServerWebSocketHandler.OnMessage(ServerWebSocket socket, ReadOnlySpan<byte> payload, bool isText)
    {
        JsonElement request = JsonDocument.Parse(payload.ToArray()).RootElement;
        string method = request.GetProperty("method").GetString()!;
        string id = request.GetProperty("id").GetRawText();
        JsonElement parameters = request.TryGetProperty("params", out JsonElement p) ? p : default;
        Asked.Add((method, parameters));
        if (Errors.TryGetValue(method, out (int Status, string Error) error))
            socket.SendText(Encoding.UTF8.GetBytes($"{{\"id\":{id},\"status\":{error.Status},\"error\":{error.Error}}}"));
        else if (Results.TryGetValue(method, out Func<JsonElement, string>? result))
            socket.SendText(Encoding.UTF8.GetBytes($"{{\"id\":{id},\"status\":200,\"result\":{result(parameters)}}}"));
    }

    void IServerWebSocketHandler.OnOpened(ServerWebSocket socket)
    {
    }

    void IServerWebSocketHandler.OnPong(ServerWebSocket socket, ReadOnlySpan<byte> payload)
    {
    }

    void IServerWebSocketHandler.OnDrained(ServerWebSocket socket)
    {
    }

    void IServerWebSocketHandler.OnClosed(ServerWebSocket socket, ushort code, string reason)
    {
    }
}
