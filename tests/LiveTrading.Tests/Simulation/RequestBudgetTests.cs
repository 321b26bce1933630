using LiveTrading.Engine.Events;
using LiveTrading.Engine.Kernel;
using LiveTrading.Engine.Risk;
using LiveTrading.Engine.Strategies;
using LiveTrading.Model;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;
using LiveTrading.Simulation.Harness;

namespace LiveTrading.Tests.Simulation;

/// <summary>The venue's limits are kept before it has to say so, and a share is left for cancels and queries: engine and venue together, the venue enforcing.</summary>
public sealed class RequestBudgetTests
{
    private const int Resting = 60;

    [Fact]
    public void BurstOfSubmits_OrderCount_IsDeniedHereAndCancelsStillPass()
    {
        using EngineWorld world = Bursting(weightPerMinute: 6_000, ordersPerTenSeconds: 100);

        world.Until(() => Denied(world) > 200);
        AllCancelsPassAtOnce(world);

        AssertVenueNeverHadToRefuse(world);
    }

    [Fact]
    public void BurstOfSubmits_ForMinutes_NeverMakesTheVenueRefuse()
    {
        using EngineWorld world = Bursting(weightPerMinute: 900, ordersPerTenSeconds: 100);

        world.RunFor(70);

        Assert.True(Denied(world) > 1_000);
        AssertVenueNeverHadToRefuse(world);
    }

    private static void AllCancelsPassAtOnce(EngineWorld world)
    {
        Assert.Equal(Resting, world.Venue.Orders(EngineWorld.Key).Count(o => o.IsOpen));
        world.Engine.Kernel.KillSwitch.Engage("test", flatten: false);
        world.Until(() => !world.Venue.Orders(EngineWorld.Key).Any(o => o.IsOpen), 0.5);
    }

    private static void AssertVenueNeverHadToRefuse(EngineWorld world)
    {
        Assert.Equal(0, world.Engine.Count(OrderEventKind.Rejected));
        Assert.Equal(0, world.Engine.Logs.Count("Too many"));
        Assert.Equal(0, world.Engine.Logs.Count("Too much"));
    }

    private static int Denied(EngineWorld world) => world.Engine.OrderEvents.Count(e => e.Kind == OrderEventKind.Denied && e.Reason?.Contains("request budget is used up", StringComparison.Ordinal) == true);

    private static EngineWorld Bursting(int weightPerMinute, int ordersPerTenSeconds) => new EngineWorld(new WorldSettings
    {
        Speed = 1,
        Venue = o => o with { EnforceRateLimits = true, RequestWeightPerMinute = weightPerMinute, OrdersPerTenSeconds = ordersPerTenSeconds },
        Kernel = new TradingKernelOptions
        {
            Risk = new RiskOptions { MaxOrdersPerSecond = 10_000, MaxOrdersPerMinute = 100_000, MaxOpenOrders = 1_000, MaxOpenOrdersPerInstrument = 1_000 },
        },
        Strategies = [("burster", () => new Burster())],
    }).Running();

    /// <summary>Some orders that rest, and then without end orders that expire at once.</summary>
    private sealed class Burster : Strategy
    {
        private InstrumentHandle _instrument;
        private int _resting;
        private int _next;

        protected override void OnStart()
        {
            _instrument = FindInstrument(EngineWorld.Instrument);
            SubscribeQuotes(_instrument);
            SubscribeTrades(_instrument);
            SubscribeBook(_instrument);
        }

        protected override void OnTick(in TickEvent tick)
        {
            if (!Cache.HasQuote(_instrument))
                return;
            decimal bid = decimal.Round(Cache.Quote(_instrument).BidPrice.AsDecimal);
            for (int i = 0; i < 10 && _resting < Resting; i++)
                Submit(OrderRequest.Limit(_instrument, OrderSide.Buy, Quantity.Of(0.0002m), Price.Of(bid - 500m - ++_resting)));
            for (int i = 0; i < 20 && _resting >= Resting; i++)
                Submit(OrderRequest.Limit(_instrument, OrderSide.Buy, Quantity.Of(0.0002m), Price.Of(bid - 600m - (++_next % 1_000)), TimeInForce.Ioc));
        }
    }
}
