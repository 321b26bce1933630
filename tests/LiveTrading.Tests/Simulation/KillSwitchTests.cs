using LiveTrading.Engine.Risk;
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

    private static EngineWorld WithPosition()
    {
        EngineWorld world = new EngineWorld(new WorldSettings { Speed = 4 }).Trading(5);
        world.Until(() => Math.Abs(world.Engine.Kernel.Portfolio.EnginePosition(Btc)) > 0.001m && world.Venue.Orders(EngineWorld.Key).Any(o => o.IsOpen));
        return world;
    }
}
