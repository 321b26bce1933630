using LiveTrading.Engine.Data;
using LiveTrading.Model.MarketData;
using LiveTrading.Simulation.Harness;
using LiveTrading.Venues.Simulated;

namespace LiveTrading.Tests.Simulation;

public sealed class GeneratedMarketTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Engine_onAGeneratedMarket_keepsItsBookAndTradesBothWays(ulong seed)
    {
        using EngineWorld world = new(new WorldSettings
        {
            Seed = seed,
            Venue = o => o with { Recordings = [], Speed = 1, Generator = new MarketGeneratorOptions { Seed = seed } },
        });
        world.Running();
        world.RunFor(60);
        BookConsistencyCheck check = world.Engine.Kernel.Data.ConsistencyCheck(new InstrumentHandle(0))!;
        Assert.True(check.Checks > 300, $"{check.Checks} comparisons");
        Assert.Equal(0, check.Mismatches);
        Assert.Equal(0, world.Venue.Status.BookGaps);
        IReadOnlyList<SimulatedOrder> orders = world.Venue.Orders(EngineWorld.Key);
        Assert.Contains(orders, o => o.ExecutedQuantity > 0 && o.Type == "LIMIT_MAKER");
        Assert.Contains(orders, o => o.ExecutedQuantity > 0 && o.Type == "LIMIT");
        world.Settle();
    }
}
