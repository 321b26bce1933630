#!/usr/bin/env dotnet
#:project ../src/LiveTrading/LiveTrading.csproj
#:project ../src/LiveTrading.Venues.Binance/LiveTrading.Venues.Binance.csproj
#:project ../src/LiveTrading.Venues.Simulated/LiveTrading.Venues.Simulated.csproj
#:property PublishAot=false

// Example 11: live trading. A strategy class, a venue, an engine, in one file:
//
//     dotnet run samples/11_LiveTrading.cs
//
// The venue is the exchange in a box: a real server on this machine that plays a recorded Binance Spot session. To trade for
// real, point BinanceOptions at Binance (its defaults), give real keys, and set Mode = TradingMode.Live; the strategy stays.

using LiveTrading;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Strategies;
using LiveTrading.IO;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;
using LiveTrading.Summaries;
using LiveTrading.Venues.Binance;
using LiveTrading.Venues.Binance.Signing;
using LiveTrading.Venues.Simulated;
using Microsoft.Extensions.Logging.Abstractions;

// 1. The venue in a box, on a thread of its own.
string recording = Path.Combine(Repository(), "data", "binance-spot-btcusdt-20240808.jsonl.gz");
using EventLoop venueLoop = EventLoops.Create();
using SimulatedVenue venue = new(venueLoop, new SimulatedVenueOptions { Recordings = [recording], Speed = 50, WaitForStreams = ["btcusdt@bookTicker"] }, NullLogger.Instance);
venue.Start();
Thread venueThread = new(venueLoop.Run) { IsBackground = true };

// 2. The engine: options, venue, strategy. Both modes at once: it reacts to quotes and acts on ticks.
string journal = Path.Combine(Path.GetTempPath(), "livetrading-sample-" + Path.GetRandomFileName());
LiveTradingEngine engine = new(new LiveTradingOptions
{
    InstanceName = "sample-11",
    TickInterval = TimeSpan.FromMilliseconds(200),
    HeartbeatInterval = TimeSpan.FromSeconds(30),
    Journal = new JournalOptions { Directory = journal },
});
BinanceOptions binance = new()
{
    StreamUrl = $"ws://127.0.0.1:{venue.Port}",
    ApiUrl = $"ws://127.0.0.1:{venue.Port}/ws-api/v3",
    Symbols = ["BTCUSDT"],
    Credentials = new BinanceCredentials(SimulatedUser.Demo.ApiKey, SimulatedUser.Demo.Secret),
};
engine.AddVenue(new VenueId("BINANCE"), c => new BinanceVenue(c.Loop, c.Connections, c.Cache, c.MarketData, c.Execution, binance, NullLogger.Instance));
engine.AddStrategy("dip-buyer", () => new DipBuyer("BTCUSDT.BINANCE"), new Dictionary<string, string> { ["Quantity"] = "0.002" });

// 3. Whoever wants to know subscribes to the bus.
engine.Built = kernel =>
{
    kernel.Bus.Subscribe<ConnectionEvent>(SystemTopics.Ready, (in e) => Console.WriteLine($"ready: {e.Endpoint}"), owner: "sample");
    kernel.Bus.Subscribe<OrderEvent>("order.*filled", (in e) => Console.WriteLine($"fill: {e.LastQuantity} at {e.LastPrice}"), owner: "sample");
    kernel.Bus.Subscribe<ShutdownEvent>(SystemTopics.Shutdown, (in e) => Console.WriteLine($"stopping: {e.Reason}"), owner: "sample");
};
venue.EndOfData += () => engine.Stop(ShutdownReason.EndOfData);

// 4. Run until the recording ends, or Ctrl-C: own orders are canceled, the journal is sealed.
venueThread.Start();
int code = engine.Run();
venueLoop.Stop();
venueThread.Join();
Directory.Delete(journal, recursive: true);

SessionSummary summary = engine.Summary!;
Console.WriteLine($"{summary.Messages} messages, {summary.OrdersSubmitted} orders, {summary.Fills} fills, profit {summary.RealizedPnl} USDT before fees");
foreach ((string instrument, string position) in summary.Position)
    Console.WriteLine($"{instrument}: {position} by own fills, {summary.VenuePosition[instrument]} by the venue's balances");
return code != 0 ? code : summary.Problems.Count == 0 && summary.Fills > 0 ? 0 : ExitCodes.DoesNotAddUp;

static string Repository([System.Runtime.CompilerServices.CallerFilePath] string file = "") => Path.GetDirectoryName(Path.GetDirectoryName(file)!)!;

/// <summary>Buys a little when the price falls below its average, sells it when it rises above: reacts to quotes, decides on ticks.</summary>
internal sealed class DipBuyer : Strategy
{
    private readonly StrategyParameter<decimal> _quantity;
    private readonly string _name;
    private InstrumentHandle _instrument;
    private Order? _working;
    private double _average;
    private long _position;

    public DipBuyer(string instrument)
    {
        _name = instrument;
        _quantity = Parameters.Declare("Quantity", 0.001m, 0.00001m, 1m, "Base quantity of each order.");
    }

    protected override void OnStart()
    {
        _instrument = FindInstrument(_name);
        SubscribeQuotes(_instrument);
    }

    protected override void OnQuote(in QuoteTick quote)
    {
        double mid = (quote.BidPrice.Raw + quote.AskPrice.Raw) * 0.5;
        _average = _average == 0 ? mid : _average + ((mid - _average) / 500);
    }

    protected override void OnTick(in TickEvent tick)
    {
        if (_working is not null || !Cache.HasQuote(_instrument))
            return;
        ref readonly QuoteTick quote = ref Cache.Quote(_instrument);
        if (_position <= 0 && quote.AskPrice.Raw < _average)
            Send(OrderSide.Buy, quote.AskPrice);
        else if (_position > 0 && quote.BidPrice.Raw > _average)
            Send(OrderSide.Sell, quote.BidPrice);
    }

    protected override void OnOrder(Order order, in OrderEvent e)
    {
        if (e.Kind == OrderEventKind.Filled)
            _position += order.Side == OrderSide.Buy ? e.LastQuantity.Raw : -e.LastQuantity.Raw;
        if (order.IsClosed)
            _working = null;
    }

    private void Send(OrderSide side, Price price)
    {
        Order order = Submit(OrderRequest.Limit(_instrument, side, Quantity.Of(_quantity.Value), price, TimeInForce.Ioc));
        _working = order.IsClosed ? null : order;
    }
}
