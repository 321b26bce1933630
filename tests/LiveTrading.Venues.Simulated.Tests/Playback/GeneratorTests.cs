using System.Text;
using System.Text.Json;
using CsCheck;
using LiveTrading.Venues.Simulated.Playback;
using LiveTrading.Venues.Simulated.Tests.Harness;

namespace LiveTrading.Venues.Simulated.Tests.Playback;

public sealed class GeneratorTests
{
    private const string BtcStreams = "btcusdt@depth@100ms/btcusdt@bookTicker/btcusdt@trade";

    private static readonly SimulatedVenueOptions OneMarket = new() { Generator = new MarketGeneratorOptions { Seed = 7 } };

    private static readonly SimulatedVenueOptions TwoMarkets = new()
    {
        Symbols = [SimulatedSymbol.EthUsdt, SimulatedSymbol.BtcUsdt],
        Generator = new MarketGeneratorOptions
        {
            Seed = 7,
            Symbols = [new GeneratedSymbol { Symbol = "ETHUSDT", StartPrice = 3_000m, EventsPerSecond = 200 }, new GeneratedSymbol { Symbol = "BTCUSDT" }],
        },
    };

    [Fact]
    public void SameSeed_sameMessagesByteForByte()
    {
        List<string> first = Frames(OneMarket, 20);
        Assert.True(first.Count > 500, $"{first.Count} messages");
        Assert.Equal(first, Frames(OneMarket, 20));
    }

    [Fact]
    public void OtherSeed_otherMarket() =>
        Assert.NotEqual(Frames(OneMarket, 5), Frames(OneMarket with { Generator = new MarketGeneratorOptions { Seed = 8 } }, 5));

    [Fact]
    public void AnotherSymbolBeside_leavesAMarketAsItWas() => Assert.Equal(Frames(OneMarket, 10), Frames(TwoMarkets, 10));

    [Fact]
    public void Speed_compressesTime()
    {
        int normal = Frames(OneMarket, 20).Count;
        int fast = Frames(OneMarket with { Speed = 10 }, 2).Count;
        Assert.InRange(fast, normal * 8 / 10, normal * 12 / 10);
    }

    [Fact]
    public void Book_agreesWithBestBidAndOfferAndIsNeverCrossed() => Gen.Select(Gen.ULong, Gen.Double[0, 20], Gen.Int[10, 60]).Sample(
        t =>
        {
            var generator = new MarketGeneratorOptions { Seed = t.Item1, Symbols = [new GeneratedSymbol { Symbol = "BTCUSDT", Volatility = t.Item2, DepthLevels = t.Item3 }] };
            BookCheck check = new();
            using var world = new VenueWorld(new SimulatedVenueOptions { Generator = generator });
            world.Socket("/stream?streams=" + BtcStreams, frame => check.Add(frame.Span));
            world.Loop.RunFor(1_000_000_000);
            check.Snapshot(world.Rest("GET", "/api/v3/depth", "symbol=BTCUSDT&limit=5000").Body);
            world.Loop.RunFor(60_000_000_000);
            Assert.Equal([], check.Problems);
            Assert.True(check.Compared > 100, $"{check.Compared} comparisons");
            Assert.True(check.Bids >= t.Item3 / 2 && check.Asks >= t.Item3 / 2, $"{check.Bids} bids and {check.Asks} asks");
            Assert.Equal(0, world.Venue.Status.BookGaps);
        },
        iter: 20);

    [Fact]
    public void Price_movesAndIsTradedFromBothSides()
    {
        var prices = new List<decimal>();
        int buyers = 0;
        using var world = new VenueWorld(OneMarket);
        world.Socket("/ws/btcusdt@trade", frame =>
        {
            using JsonDocument trade = JsonDocument.Parse(frame);
            prices.Add(decimal.Parse(trade.RootElement.GetProperty("p").GetString()!));
            buyers += trade.RootElement.GetProperty("m").GetBoolean() ? 0 : 1;
        });
        world.Loop.RunFor(600_000_000_000);
        Assert.True(prices.Count > 1_000, $"{prices.Count} trades");
        Assert.InRange(buyers, prices.Count / 4, prices.Count * 3 / 4);
        Assert.InRange((prices.Max() - prices.Min()) / 60_000m, 0.0005m, 0.05m);
        Assert.True(prices.Distinct().Count() > 100);
    }

    [Fact]
    public void Orders_takeAndRestAndFill()
    {
        using var world = new VenueWorld(OneMarket);
        world.Loop.RunFor(1_000_000_000);
        Assert.Contains("\"status\":\"FILLED\"", world.Order("symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01").Body, StringComparison.Ordinal);
        string book = world.Rest("GET", "/api/v3/ticker/bookTicker", "symbol=BTCUSDT").Body;
        string bid = JsonDocument.Parse(book).RootElement.GetProperty("bidPrice").GetString()!;
        Assert.Equal(200, world.Order($"symbol=BTCUSDT&side=BUY&type=LIMIT_MAKER&quantity=0.01&price={bid}").Status);
        Assert.True(world.Venue.Orders(VenueWorld.Key)[1].IsOpen);
        world.Until(() => world.Venue.Orders(VenueWorld.Key).All(o => !o.IsOpen), 600);
        Assert.Equal(0.01m, world.Venue.Orders(VenueWorld.Key)[1].ExecutedQuantity);
    }

    [Fact]
    public void ClientThatTakesNothing_stopsTheMarketWhichThenGoesOnAtItsPace()
    {
        var busy = new MarketGeneratorOptions { Symbols = [new GeneratedSymbol { Symbol = "BTCUSDT", EventsPerSecond = 1_000 }] };
        using var world = new VenueWorld(OneMarket with { Generator = busy, SendQueueBytes = 64 * 1024, SlowClientTimeout = TimeSpan.FromMinutes(10) });
        world.Loop.Network.Link = new IO.Simulated.SimulatedLink { WindowBytes = 4096, MaxReadBytes = 1024, DelayNanos = 50_000_000 };
        world.Socket("/stream?streams=" + BtcStreams, _ => { });
        world.Loop.Network.Link = IO.Simulated.SimulatedLink.Default;
        world.Until(() => world.Venue.Status.BlockedConnections == 1, 300);
        long played = world.Venue.Status.MessagesPlayed;
        world.Loop.RunFor(1_000_000);
        Assert.Equal(played, world.Venue.Status.MessagesPlayed);
        world.Until(() => world.Venue.Status.MessagesPlayed > played, 300);
        played = world.Venue.Status.MessagesPlayed;

        // A window of 4 KiB per round trip of 100 ms lets 2.4 MB through in a minute; messages have more than 100 bytes.
        world.Loop.RunFor(60_000_000_000);
        Assert.InRange(world.Venue.Status.MessagesPlayed - played, 1, 60 * 40_960 / 100);
        Assert.Equal(1, world.Venue.Status.StreamConnections);
    }

    [Fact]
    public void WaitForStreams_holdsTheMarketUntilTheyAreSubscribed()
    {
        using var world = new VenueWorld(OneMarket with { WaitForStreams = ["btcusdt@trade"] });
        world.Loop.RunFor(5_000_000_000);
        Assert.Equal(0, world.Venue.Status.MessagesPlayed);
        world.Socket("/ws/btcusdt@trade");
        world.Loop.RunFor(5_000_000_000);
        Assert.Equal(PlaybackState.Playing, world.Venue.Status.Playback);
        Assert.True(world.Venue.Status.MessagesPlayed > 50);
    }

    [Fact]
    public void BadOptions_areAllNamed()
    {
        SimulatedVenueOptions options = new()
        {
            Recordings = ["a"],
            Speed = 0,
            Generator = new MarketGeneratorOptions
            {
                Symbols =
                [
                    new GeneratedSymbol { Symbol = "XRPUSDT" },
                    new GeneratedSymbol { Symbol = "BTCUSDT", StartPrice = 9.995m, Volatility = double.NaN, EventsPerSecond = 0, DepthLevels = 9, LevelNotional = -1 },
                    new GeneratedSymbol { Symbol = "BTCUSDT" },
                ],
            },
        };
        string problems = string.Join('\n', options.Validate());
        foreach (string part in new[] { "Recordings are both", "Speed is 0", "\"XRPUSDT\"", "StartPrice is 9.995", "Volatility is NaN", "EventsPerSecond is 0", "DepthLevels is 9", "LevelNotional is -1", "BTCUSDT occurs 2 times" })
            Assert.Contains(part, problems, StringComparison.Ordinal);
        Assert.Equal(9, options.Validate().Count);
    }

    [Theory]
    [InlineData(0.0001, 0.1, 0.1)]
    [InlineData(1, 1, 1000)]
    [InlineData(0.01, 0.00001, 60_000)]
    [InlineData(0.00001, 1, 0.01)]
    public void AnyGrid_makesABook(double tick, double step, double price)
    {
        SimulatedSymbol symbol = new() { Symbol = "ABCUSDT", BaseAsset = "ABC", QuoteAsset = "USDT", TickSize = (decimal)tick, StepSize = (decimal)step, MinPrice = (decimal)tick, MinQuantity = (decimal)step };
        GeneratedSymbol generated = new() { Symbol = "ABCUSDT", StartPrice = (decimal)price, Volatility = 20, DepthLevels = 1000, EventsPerSecond = 1000 };
        using var world = new VenueWorld(new SimulatedVenueOptions { Symbols = [symbol], Generator = new MarketGeneratorOptions { Symbols = [generated] } });
        BookCheck check = new();
        check.Snapshot(world.Rest("GET", "/api/v3/depth", "symbol=ABCUSDT&limit=5000").Body);
        world.Socket("/stream?streams=abcusdt@depth@100ms/abcusdt@bookTicker", frame => check.Add(frame.Span));
        world.Loop.RunFor(20_000_000_000);
        Assert.Equal([], check.Problems);
        Assert.True(check.Compared > 50);
    }

    private static List<string> Frames(SimulatedVenueOptions options, long seconds)
    {
        var frames = new List<string>();
        using var world = new VenueWorld(options);
        world.Socket("/stream?streams=" + BtcStreams, frame => frames.Add(Encoding.UTF8.GetString(frame.Span)));
        world.Loop.RunFor(seconds * 1_000_000_000);
        Assert.Empty(world.Errors);
        return frames;
    }
}
