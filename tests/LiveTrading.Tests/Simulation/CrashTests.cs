using LiveTrading.Engine.Journal;
using LiveTrading.IO.Simulated;
using LiveTrading.Simulation.Harness;
using LiveTrading.Summaries;

namespace LiveTrading.Tests.Simulation;

/// <summary>An engine that is killed at any instant and started again on the journal it left: nothing lost, nothing doubled.</summary>
public sealed class CrashTests
{
    public static TheoryData<int> Seeds { get; } = [.. Enumerable.Range(1, 200)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Kill_AtRandomMoments_EqualsVenueAfterwards(int seed)
    {
        Random random = new(seed);
        SimulatedLink link = SimulatedLink.Default with { DelayNanos = random.Next(50_000, 5_000_000), JitterNanos = random.Next(5_000_000) };
        using EngineWorld world = new EngineWorld(new WorldSettings { Seed = (ulong)seed, Link = link, Speed = 8, Strategies = [("quoter", () => new Quoter()), ("taker", () => new Taker { Every = 100 })] }).Running();

        for (int i = 0; i < 3; i++)
        {
            if (random.Next(2) == 0)
            {
                world.RunFor(random.NextDouble() * 2);
            }
            else
            {
                world.Engine.Storage.TornBytes = random.Next(3) == 0 ? random.Next(40) : -1;
                world.Engine.Storage.CrashAt = world.Engine.Storage.AppendsSeen + random.Next(1, 30);
                world.Loop.RunUntil(() => world.Engine.Loop.IsKilled, 3_000_000_000);
            }

            world.RunFor(random.NextDouble() * 0.05);
            world.Crash(reset: random.Next(2) == 0);
        }

        world.Until(() => world.Engine.IsRunning);
        world.RunFor(0.5);
        world.Settle();
        Assert.True(world.Venue.Status.Orders >= 2, $"{world.Seed}: {world.Venue.Status.Orders} orders");
    }

    [Fact]
    public void Kill_WhileRecovering_RecoversAgain()
    {
        using EngineWorld world = new EngineWorld().Trading();
        for (int i = 1; i <= 12; i++)
        {
            world.Crash();
            world.RunFor(0.0002 * i);
        }

        world.Until(() => world.Engine.IsRunning);
        world.Settle();
    }

    [Fact]
    public void Kill_FillsMeanwhile_AreFoundInTheHistory()
    {
        using EngineWorld world = new EngineWorld(new WorldSettings { Strategies = [("quoter", () => new Quoter())] }).Trading(3);
        world.Until(() => world.Venue.Orders(EngineWorld.Key).Count(o => o.IsOpen) == 2 && world.Engine.Kernel.Cache.InFlightOrders.Count == 0);
        MemoryJournalStorage left = world.Engine.Storage.Inner.Copy();
        world.Engine.Loop.Kill(reset: true);
        long fills = world.Venue.Status.Fills;
        world.Loop.RunUntil(() => world.Venue.Status.Fills > fills);

        world.StartEngine(left);
        world.Until(() => world.Engine.IsRunning);

        Assert.True(world.Engine.Reconciliations[0].MissedFills > 0);
        world.Settle();
    }

    [Fact]
    public void Restart_OnOthersJournal_TakesUpPositionAndOrders()
    {
        using EngineWorld world = new EngineWorld().Trading(3);
        decimal position = world.Engine.Kernel.Portfolio.EnginePosition(new Model.MarketData.InstrumentHandle(0));
        long orders = world.Engine.Kernel.Cache.OrderCount;

        world.Crash();

        Assert.Equal(position, world.Engine.Kernel.Portfolio.EnginePosition(new Model.MarketData.InstrumentHandle(0)));
        Assert.True(world.Engine.Kernel.Cache.OrderCount >= orders);
        world.Until(() => world.Engine.IsRunning);
        world.Settle();
    }

    [Fact]
    public void Summary_AfterARestart_CountsTheFillsOfThisRunAlone()
    {
        using EngineWorld world = new EngineWorld().Trading(3);
        world.Crash();
        world.Until(() => world.Engine.IsRunning);
        long recovered = world.Engine.Kernel.Portfolio.Strategies.Sum(s => s.Positions.Sum(p => p.FillCount));
        Assert.True(recovered > 0, "the first run traded");
        world.RunFor(3);

        SessionSummary summary = world.Engine.Session.Summarize();

        Assert.Equal(summary.Fills, summary.Strategies.Sum(s => s.Fills));
    }
}
