using LiveTrading.Engine.Risk;
using LiveTrading.IO.Simulated;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;
using LiveTrading.Simulation.Harness;

namespace LiveTrading.Tests.Simulation;

/// <summary>The kill switch on the whole engine, against a venue.</summary>
public sealed class KillSwitchTests
{
    private static readonly InstrumentHandle Btc = new(0);

    [Fact]
    public void Engage_WithoutFlatten_CancelsAndKeepsThePosition()
    {
        using EngineWorld world = WithPosition();
        decimal position = world.Engine.Kernel.Portfolio.EnginePosition(Btc);

        world.Engine.Kernel.KillSwitch.Engage("test", flatten: false);
        world.Until(() => world.Engine.Kernel.KillSwitch.State == KillSwitchState.Engaged);

        Assert.Contains(world.Engine.KillSwitchEvents, e => e.Kind == KillSwitchEventKind.OrdersGone);
        for (int i = 0; i < 20; i++)
        {
            // Only what reduces the position passes.
            world.RunFor(0.2);
            decimal now = world.Engine.Kernel.Portfolio.EnginePosition(Btc);
            Assert.True(now == 0m || (Math.Sign(now) == Math.Sign(position) && Math.Abs(now) <= Math.Abs(position)), $"{position} became {now}");
        }

        Assert.NotEqual(0m, position);
        world.Settle();
    }

    [Fact]
    public void Engage_WithFlatten_ClosesThePositionToDust()
    {
        using EngineWorld world = WithPosition();

        world.Engine.Kernel.KillSwitch.Engage("test", flatten: true);
        world.Until(() => world.Engine.Kernel.KillSwitch.State == KillSwitchState.Engaged);

        decimal left = Math.Abs(world.Engine.Kernel.Portfolio.EnginePosition(Btc));
        Assert.True(left < 0.00001m, $"{left} is left");
        Assert.Contains(world.Engine.KillSwitchEvents, e => e.Kind == KillSwitchEventKind.Flat);
        world.Settle();
    }

    [Fact]
    public void Engaged_Crash_IsRestoredAndReleasedByAPerson()
    {
        using EngineWorld world = WithPosition();
        world.Engine.Kernel.KillSwitch.Engage("test", flatten: false);

        world.Crash();
        world.Until(() => world.Engine.IsRunning);
        world.RunFor(2);
        Assert.True(world.Engine.Kernel.KillSwitch.IsEngaged);
        Assert.Equal("test", world.Engine.Kernel.KillSwitch.Reason);
        Assert.DoesNotContain(world.Venue.Orders(EngineWorld.Key), o => o.IsOpen);

        Assert.True(world.Engine.Kernel.KillSwitch.Release("a person"));
        long accepted = world.Engine.Kernel.Execution.Counters.Accepted;
        world.Until(() => world.Engine.Kernel.Execution.Counters.Accepted > accepted + 2);
        world.Crash();
        world.Until(() => world.Engine.IsRunning);
        Assert.False(world.Engine.Kernel.KillSwitch.IsEngaged);
        world.Settle();
    }

    [Fact]
    public void Engage_JournalCannotBeWritten_CancelsAllTheSame()
    {
        using EngineWorld world = WithPosition();
        world.Until(() => world.Venue.Orders(EngineWorld.Key).Any(o => o.IsOpen));
        world.Engine.Storage.Inner.FailAfter = 0;

        world.Engine.Kernel.KillSwitch.Engage("test", flatten: false);
        world.Until(() => !world.Venue.Orders(EngineWorld.Key).Any(o => o.IsOpen));

        Assert.Contains(world.Engine.KillSwitchEvents, e => e.Kind == KillSwitchEventKind.LatchFailed);
        long orders = world.Venue.Status.Orders;
        world.RunFor(2);
        Assert.Equal(orders, world.Venue.Status.Orders);
        world.Until(() => world.Engine.Kernel.KillSwitch.State == KillSwitchState.Engaged);
        world.AssertEngineEqualsVenue();
    }

    [Fact]
    public void Journal_CannotBeWritten_NothingIsSentAndTheNextRunRecovers()
    {
        using EngineWorld world = WithPosition();
        world.Engine.Storage.Inner.FailAfter = 0;
        world.Until(() => world.Engine.Kernel.Risk.TradingState == TradingState.Halted);
        long orders = world.Venue.Status.Orders;

        world.RunFor(2);

        Assert.Equal(orders, world.Venue.Status.Orders);
        Assert.Equal(1, world.Engine.Logs.Count("JournalFailed"));
        world.Crash();
        world.Until(() => world.Engine.IsRunning);
        world.RunFor(2);
        world.Settle();
    }

    [Fact]
    public void Engage_DuringAnOutage_CancelsWhenTheVenueIsBack()
    {
        using EngineWorld world = WithPosition();
        world.Until(() => world.Venue.Orders(EngineWorld.Key).Any(o => o.IsOpen));
        world.Connection(ConnectionRole.Orders).Reset();
        world.RunFor(0.01);

        world.Engine.Kernel.KillSwitch.Engage("test", flatten: true);
        world.Until(() => world.Engine.Kernel.KillSwitch.State == KillSwitchState.Engaged);

        Assert.DoesNotContain(world.Venue.Orders(EngineWorld.Key), o => o.IsOpen);
        Assert.True(Math.Abs(world.Engine.Kernel.Portfolio.EnginePosition(Btc)) < 0.00001m);
        world.Settle();
    }

    [Theory]
    [MemberData(nameof(Appends))]
    public void Engage_CrashAtAnAppend_NextRunIsLatchedAndGoesOnFlattening(int append, int tornBytes)
    {
        using EngineWorld world = WithPosition();
        world.Engine.Storage.TornBytes = tornBytes;
        world.Engine.Storage.CrashAt = append;

        world.Engine.Kernel.KillSwitch.Engage("test", flatten: true);
        world.Loop.RunUntil(() => world.Engine.Loop.IsKilled || world.Engine.Kernel.KillSwitch.State == KillSwitchState.Engaged, 60_000_000_000);
        world.Crash();
        world.Until(() => world.Engine.Kernel.KillSwitch.State == KillSwitchState.Engaged);

        Assert.Equal("test", world.Engine.Kernel.KillSwitch.Reason);
        Assert.True(Math.Abs(world.Engine.Kernel.Portfolio.EnginePosition(Btc)) < 0.00001m);
        Assert.DoesNotContain(world.Venue.Orders(EngineWorld.Key), o => o.IsOpen);
        world.Until(() => world.Engine.IsRunning);
        world.Settle();
    }

    // The first is the latch itself: whole, it holds; torn, the process died before the kill switch did anything.
    public static TheoryData<int, int> Appends()
    {
        TheoryData<int, int> appends = [];
        appends.Add(1, -1);
        for (int i = 2; i <= 12; i++)
            appends.Add(i, i % 2 == 0 ? -1 : 7 * i);
        return appends;
    }

    [Fact]
    public void Engage_BeforeTheReconciliation_CancelsOrdersThatOnlyTheVenueKnows()
    {
        using EngineWorld world = WithPosition();
        world.Engine.Loop.Kill(reset: true);
        Assert.Contains(world.Venue.Orders(EngineWorld.Key), o => o.IsOpen);

        // The journal is lost: what the venue has is found by the reconciliation alone.
        EngineProcess engine = world.StartEngine();
        engine.Kernel.KillSwitch.Engage("during the start", flatten: false);
        Assert.NotEqual(KillSwitchState.Engaged, engine.Kernel.KillSwitch.State);
        world.Until(() => engine.Kernel.KillSwitch.State == KillSwitchState.Engaged && engine.IsRunning);
        world.RunFor(3);

        Assert.DoesNotContain(world.Venue.Orders(EngineWorld.Key), o => o.IsOpen);
    }

    [Fact]
    public void Engage_DuringTheStop_IsLatchedAndTheNextRunClosesThePosition()
    {
        using EngineWorld world = WithPosition();
        world.Engine.Session.Stop(Engine.Events.ShutdownReason.UserRequest);

        world.Engine.Kernel.KillSwitch.Engage("while stopping", flatten: true);
        world.Until(() => world.Engine.Session.State == EngineState.Stopped, 6);
        Assert.DoesNotContain(world.Venue.Orders(EngineWorld.Key), o => o.IsOpen);
        world.Crash();
        world.Until(() => world.Engine.Kernel.KillSwitch.State == KillSwitchState.Engaged);

        Assert.True(Math.Abs(world.Engine.Kernel.Portfolio.EnginePosition(Btc)) < 0.00001m);
        world.Until(() => world.Engine.IsRunning);
        world.Settle();
    }

    [Fact]
    public void EngageStrategy_Crash_IsRestoredForThatStrategyAndReleased()
    {
        using EngineWorld world = WithPosition();
        StrategyId quoter = new("quoter");
        world.Engine.Kernel.KillSwitch.EngageStrategy(quoter, "runs wild");

        world.Crash();
        world.Until(() => world.Engine.IsRunning);
        world.RunFor(3);

        Assert.True(world.Engine.Kernel.KillSwitch.IsStrategyEngaged(quoter));
        Assert.Equal(TradingState.Reducing, world.Engine.Kernel.Risk.StrategyState(quoter));
        Assert.Equal(TradingState.Active, world.Engine.Kernel.Risk.StrategyState(new StrategyId("taker")));
        Assert.False(world.Engine.Kernel.KillSwitch.IsEngaged);
        Assert.True(world.Engine.Kernel.KillSwitch.ReleaseStrategy(quoter, "ada"));
        world.Crash();
        world.Until(() => world.Engine.IsRunning);
        Assert.Equal(TradingState.Active, world.Engine.Kernel.Risk.StrategyState(quoter));
        world.Settle();
    }

    [Fact]
    public void Engage_Twice_ClosesOnce()
    {
        using EngineWorld world = WithPosition();
        world.Engine.Kernel.KillSwitch.Engage("first", flatten: true);
        world.RunFor(0.01);
        world.Engine.Kernel.KillSwitch.Engage("second", flatten: true);

        world.Until(() => world.Engine.Kernel.KillSwitch.State == KillSwitchState.Engaged);

        Assert.True(Math.Abs(world.Engine.Kernel.Portfolio.EnginePosition(Btc)) < 0.00001m);
        Assert.Equal("second", world.Engine.Kernel.KillSwitch.Reason);
        world.Settle();
    }

    [Fact]
    public void Engage_VenueAwayForMinutes_AlarmsAndClosesWhenItIsBack()
    {
        using EngineWorld world = WithPosition();
        world.SetReachability(ConnectionRole.Orders, SimulatedReachability.Refused);
        world.Connection(ConnectionRole.Orders).Reset();
        world.Connection(ConnectionRole.Queries).Reset();

        world.Engine.Kernel.KillSwitch.Engage("test", flatten: true);
        world.RunFor(150);
        Assert.Equal(KillSwitchState.Alarm, world.Engine.Kernel.KillSwitch.State);
        world.SetReachability(ConnectionRole.Orders, SimulatedReachability.Reachable);
        world.Until(() => !world.Venue.Orders(EngineWorld.Key).Any(o => o.IsOpen), 120);
        world.Until(() => world.Engine.Kernel.IsReconciled, 120);

        Assert.True(world.Engine.Kernel.KillSwitch.IsEngaged);
    }

    private static EngineWorld WithPosition()
    {
        EngineWorld world = new EngineWorld(new WorldSettings { Speed = 4 }).Trading(5);
        world.Until(() => Math.Abs(world.Engine.Kernel.Portfolio.EnginePosition(Btc)) > 0.001m && world.Venue.Orders(EngineWorld.Key).Any(o => o.IsOpen));
        return world;
    }
}
