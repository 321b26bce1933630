using LiveTrading.Engine.Caching;
using LiveTrading.IO.Simulated;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;
using LiveTrading.Venues.Binance.Signing;
using LiveTrading.Venues.Simulated;
using LiveTrading.WebSockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace LiveTrading.Venues.Binance.Tests.EndToEnd;

/// <summary>The adapter and the venue in a box on one simulated loop, in virtual time.</summary>
internal sealed class VenuePair : IDisposable
{
    private ulong _counter;

    public VenuePair(Func<SimulatedVenueOptions, SimulatedVenueOptions>? venueOptions = null, Func<BinanceOptions, BinanceOptions>? options = null, string secret = "demo-secret", int poolCapacity = WebSocketConnectionPool.DefaultCapacity)
    {
        SimulatedVenueOptions simulated = new() { Recordings = [Path.Combine(SampleFiles.Folder, "binance-spot-btcusdt-20240808.jsonl.gz")], Speed = 1 };
        Simulated = new SimulatedVenue(Loop, venueOptions?.Invoke(simulated) ?? simulated, NullLogger.Instance);
        Simulated.Start();
        BinanceOptions binance = new()
        {
            StreamUrl = $"ws://127.0.0.1:{Simulated.Port}",
            ApiUrl = $"ws://127.0.0.1:{Simulated.Port}/ws-api/v3",
            Credentials = new BinanceCredentials("demo-key", secret),
            Symbols = ["BTCUSDT"],
        };
        Venue = new BinanceVenue(Loop, new WebSocketConnectionPool(Loop, 7, poolCapacity), Cache, Sink, Sink, options?.Invoke(binance) ?? binance, NullLogger.Instance);
        Loop.UnhandledError = e => Errors.Add(e);
    }

    public SimulatedEventLoop Loop { get; } = new(1);

    public Cache Cache { get; } = new();

    public RecordingSink Sink { get; } = new();

    public SimulatedVenue Simulated { get; }

    public BinanceVenue Venue { get; }

    public List<Exception> Errors { get; } = [];

    public InstrumentHandle Btc => new(0);

    /// <summary>Starts the adapter and waits until orders may be sent.</summary>
    public VenuePair Ready()
    {
        Venue.Start(Sink);
        Until(() => Sink.ReadyCount == 1);
        return this;
    }

    /// <summary>Starts the market data of the recording and waits until a book can be traded on.</summary>
    public VenuePair WithData()
    {
        Venue.Data.Subscribe(Cache.Instrument(Btc), Btc, MarketDataKinds.Quotes | MarketDataKinds.Trades | MarketDataKinds.Book);
        Until(() => Sink.FeedReadyCount == 1);
        Venue.Data.RequestBookSnapshot(Btc);
        Until(() => Sink.Snapshots.Count == 1 && Sink.Quotes.Count > 100);
        return this;
    }

    public void Until(Func<bool> condition, double seconds = 60)
    {
        bool met = Loop.RunUntil(condition, (long)(seconds * 1e9));
        Assert.Empty(Errors);
        Assert.True(met, "Not met. " + string.Join("; ", Sink.Connections.TakeLast(5)) + " | " + string.Join("; ", Sink.Log.TakeLast(10)));
    }

    public void RunFor(double seconds)
    {
        Loop.RunFor((long)(seconds * 1e9));
        Assert.Empty(Errors);
    }

    public Order Limit(OrderSide side, decimal quantity, decimal price, TimeInForce timeInForce = TimeInForce.Gtc, bool postOnly = false) => new()
    {
        ClientOrderId = ClientOrderId.Create(1, 99, ++_counter),
        Instrument = Btc,
        InstrumentId = Cache.Instrument(Btc).Id,
        Side = side,
        Type = OrderType.Limit,
        TimeInForce = timeInForce,
        PostOnly = postOnly,
        Quantity = Quantity.Of(quantity),
        Price = Price.Of(price),
        SendDeadline = new UnixNanos(Loop.WallNanos + 500_000_000),
    };

    public Order Market(OrderSide side, decimal quantity) => new()
    {
        ClientOrderId = ClientOrderId.Create(1, 99, ++_counter),
        Instrument = Btc,
        InstrumentId = Cache.Instrument(Btc).Id,
        Side = side,
        Type = OrderType.Market,
        Quantity = Quantity.Of(quantity),
        SendDeadline = new UnixNanos(Loop.WallNanos + 500_000_000),
    };

    public void Dispose()
    {
        Simulated.Dispose();
        Venue.Dispose();
        Loop.Dispose();
    }
}
