using LiveTrading.Engine.Events;
using LiveTrading.Engine.Portfolios;
using LiveTrading.IO.Simulated;
using LiveTrading.Model.Orders;
using LiveTrading.Simulation.Harness;

namespace LiveTrading.Tests.Simulation;

/// <summary>Wall clocks that are wrong or step: timers, signatures, reconciliation and money do not care.</summary>
public sealed class ClockTests
{
    private const long Hour = 3_600_000_000_000;

    [Theory]
    [InlineData(Hour)]
    [InlineData(-Hour)]
    public void Step_OfTheEnginesClock_TicksAndOrdersGoOn(long step)
    {
        using EngineWorld world = new EngineWorld().Trading();
        long ticks = 0;
        world.Engine.Kernel.Bus.Subscribe(SystemTopics.Tick, (in TickEvent e) => ticks += 1 + e.MissedTicks, owner: "test");

        world.Engine.Loop.WallOffsetNanos = step;
        long accepted = world.Engine.Kernel.Execution.Counters.Accepted;
        world.RunFor(5);

        Assert.InRange(ticks, 49, 51);
        Assert.True(world.Engine.Kernel.Execution.Counters.Accepted > accepted + 5);
        Assert.Equal(0, world.Engine.Kernel.Execution.Counters.Rejected);
        world.Settle();
    }

    [Theory]
    [InlineData(Hour)]
    [InlineData(3_000_000_000)]
    public void Step_OfTheVenuesClock_IsLearntFromItsRefusalAndOrdersGoOn(long step)
    {
        using EngineWorld world = new EngineWorld().Trading();

        world.Loop.StepWallClock(step);
        world.Engine.Loop.WallOffsetNanos = -step;
        world.RunFor(5);

        long accepted = world.Engine.Kernel.Execution.Counters.Accepted;
        world.RunFor(3);
        Assert.InRange(world.Engine.Adapter.ClockSkewNanos, step - 1_000_000, step + 1_000_000);
        Assert.True(world.Engine.Kernel.Execution.Counters.Accepted > accepted);
        world.Settle();
    }

    [Fact]
    public void SetBack_VenuesClock_BalancesFollowAndTradingGoesOn()
    {
        using EngineWorld world = new EngineWorld().Trading();

        world.Loop.StepWallClock(-Hour);
        world.Engine.Loop.WallOffsetNanos = Hour;
        world.RunFor(10);

        Account account = world.Engine.Kernel.Portfolio.Accounts[0];
        long stale = account.StaleBalanceCount;
        long accepted = world.Engine.Kernel.Execution.Counters.Accepted;
        world.RunFor(10);
        Assert.Equal(stale, account.StaleBalanceCount);
        Assert.True(world.Engine.Kernel.Execution.Counters.Accepted > accepted);
        Assert.Equal(0, world.Engine.Kernel.Execution.Venues[0].LastReconciliation!.PositionDifferences);
        world.Settle();
    }

    [Theory]
    [InlineData(Hour)]
    [InlineData(-Hour)]
    public void Wrong_FromTheStart_FillsOfAnOutageAreRecovered(long offset)
    {
        using EngineWorld world = new EngineWorld(new WorldSettings { Strategies = [("quoter", () => new Quoter())] }).Running(offset);

        RecoverFillsOfAnOutage(world);
    }

    [Theory]
    [InlineData(Hour)]
    [InlineData(-Hour)]
    public void Step_DuringTheOutage_FillsAreRecovered(long step)
    {
        using EngineWorld world = new EngineWorld(new WorldSettings { Strategies = [("quoter", () => new Quoter())] }).Running();

        RecoverFillsOfAnOutage(world, () => world.Engine.Loop.WallOffsetNanos = step);
    }

    [Theory]
    [InlineData(Hour)]
    [InlineData(-Hour)]
    public void Step_BeforeARestart_FillsOfTheOutageAreRecovered(long step)
    {
        using EngineWorld world = new EngineWorld(new WorldSettings { Strategies = [("quoter", () => new Quoter())] }).Running(step);

        RecoverFillsOfAnOutage(world, () =>
        {
            world.Engine.Loop.WallOffsetNanos = 0;
            world.Crash();
        });
    }

    [Fact]
    public void SteppedBack_OrderForgottenByTheVenue_IsStillNoticed()
    {
        WorldSettings settings = new() { Speed = 1, Strategies = [("quoter", () => new Quoter { Away = 30, Replaces = false })] };
        using EngineWorld world = new EngineWorld(settings).Running();
        world.Until(() => world.Venue.Orders(EngineWorld.Key).Count(o => o.IsOpen) == 2);
        world.Engine.Loop.WallOffsetNanos = -Hour;

        world.StopVenue();
        world.RunFor(2);
        world.StartVenue();

        world.Until(() => world.Engine.Alerts.Exists(a => a.Code == AlertCode.OrderForgotten));
    }

    private static void RecoverFillsOfAnOutage(EngineWorld world, Action? meanwhile = null)
    {
        world.RunFor(2);
        world.Until(() => world.Venue.Orders(EngineWorld.Key).Count(o => o.IsOpen) == 2 && world.Engine.Kernel.Cache.InFlightOrders.Count == 0);
        world.SetReachability(ConnectionRole.Orders, SimulatedReachability.Refused);
        world.Connection(ConnectionRole.Orders).Reset();
        long fills = world.Venue.Status.Fills;
        world.Until(() => world.Venue.Status.Fills > fills);
        meanwhile?.Invoke();
        world.SetReachability(ConnectionRole.Orders, SimulatedReachability.Reachable);
        int before = world.Engine.Reconciliations.Count;
        world.Until(() => world.Engine.Reconciliations.Count > before && world.Engine.Kernel.IsReconciled);
        Assert.True(world.Engine.Reconciliations.Sum(r => r.MissedFills) > 0);
        world.Settle();
    }
}
