using LiveTrading.Engine.Events;
using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Kernel;
using LiveTrading.Engine.Risk;
using LiveTrading.IO.Simulated;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;
using LiveTrading.Simulation.Harness;

namespace LiveTrading.Tests.Simulation;

/// <summary>The stop while something else is wrong or under way: bounded all the same, and told what is left.</summary>
public sealed class StopUnderFaultTests
{
    [Fact]
    public void KillSwitch_Flattening_SendsNothingMoreAndEnds()
    {
        using EngineWorld world = new EngineWorld().Trading();
        world.Until(() => world.Engine.Kernel.Portfolio.EnginePosition(new InstrumentHandle(0)) != 0m);
        world.Engine.Kernel.KillSwitch.Engage("test", flatten: true);
        world.Until(() => world.Engine.Kernel.KillSwitch.State is KillSwitchState.Reconciling or KillSwitchState.Flattening);
        int pending = world.Engine.Count(OrderEventKind.Pending);

        Stop(world);

        Assert.Equal(pending, world.Engine.Count(OrderEventKind.Pending));
        Assert.Equal(ExitCodes.Clean, world.Engine.Session.ExitCode);
        Assert.True(world.Engine.Kernel.KillSwitch.IsEngaged);
        long orders = world.Venue.Status.Orders;
        world.RunFor(5);
        Assert.Equal(orders, world.Venue.Status.Orders);
    }

    [Fact]
    public void KillSwitch_CancelsUnanswered_EndsAndListsThem()
    {
        using EngineWorld world = Sitting();
        world.Connection(ConnectionRole.Orders).Hold(up: true);
        world.Engine.Kernel.KillSwitch.Engage("test", flatten: true);
        world.RunFor(1);

        Stop(world);

        Assert.Equal(ExitCodes.OrdersLeft, world.Engine.Session.ExitCode);
        Assert.Equal(2, world.Engine.Session.OrdersLeft.Count);
    }

    [Fact]
    public void JournalFull_OrdersAreCanceledAndTheExitCodeTells()
    {
        using EngineWorld world = Sitting();
        world.Engine.Storage.Inner.FailAfter = 0;

        Stop(world);

        Assert.Equal(ExitCodes.Error, world.Engine.Session.ExitCode);
        Assert.DoesNotContain(world.Venue.Orders(EngineWorld.Key), o => o.IsOpen);
        Assert.Contains("journal", Assert.Single(world.Engine.Session.Summarize().Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void JournalFullAndVenueSilent_EndsBounded()
    {
        using EngineWorld world = Sitting();
        world.Engine.Storage.Inner.FailAfter = 0;
        foreach (ConnectionRole role in Enum.GetValues<ConnectionRole>())
            world.Connection(role).Hold(up: false);

        Stop(world);

        Assert.NotEqual(ExitCodes.Clean, world.Engine.Session.ExitCode);
        Assert.Equal(2, world.Engine.Session.OrdersLeft.Count);
    }

    [Fact]
    public void OrdersHeldForTheDisk_AreDroppedUnsent()
    {
        using EngineWorld world = new(new WorldSettings { Speed = 4, Kernel = new TradingKernelOptions { Durability = JournalDurability.Disk } });
        world.StartEngine().Storage.Inner.SyncDelayNanos = 600_000_000_000;
        world.Until(() => world.Engine.Kernel.Cache.OpenOrders.Count > 0 || world.Engine.Count(OrderEventKind.Pending) > 0);
        Assert.True(world.Engine.Storage.Inner.IsSyncing);
        Assert.Equal(0, world.Venue.Status.Orders);

        Stop(world);

        Assert.Equal(ExitCodes.Clean, world.Engine.Session.ExitCode);
        Assert.Equal(0, world.Venue.Status.Orders);
        Assert.Empty(world.Engine.Session.OrdersLeft);
        Assert.True(world.Engine.Count(OrderEventKind.Denied) > 0);
    }

    [Theory]
    [InlineData(SimulatedReachability.Refused)]
    [InlineData(SimulatedReachability.Silent)]
    public void EveryConnectionLostAndNotComingBack_EndsBoundedAndLists(SimulatedReachability reachability)
    {
        using EngineWorld world = Sitting();
        foreach (ConnectionRole role in Enum.GetValues<ConnectionRole>())
        {
            world.SetReachability(role, reachability);
            world.Connection(role).Reset();
        }

        world.RunFor(3);

        Stop(world);

        Assert.Equal(ExitCodes.OrdersLeft, world.Engine.Session.ExitCode);
        Assert.Equal(2, world.Engine.Session.OrdersLeft.Count);
        world.RunFor(120);
        Assert.DoesNotContain(world.Loop.Network.Connections, c => c.IsOpen);
    }

    [Fact]
    public void StreamsLost_OrdersAreCanceledAllTheSame()
    {
        using EngineWorld world = Sitting();
        world.SetReachability(ConnectionRole.Streams, SimulatedReachability.Silent);
        world.Connection(ConnectionRole.Streams).Reset();
        world.RunFor(2);

        Stop(world);

        Assert.Equal(ExitCodes.Clean, world.Engine.Session.ExitCode);
        Assert.DoesNotContain(world.Venue.Orders(EngineWorld.Key), o => o.IsOpen);
    }

    [Theory]
    [InlineData(nameof(ConnectionRole.Streams))]
    [InlineData(nameof(ConnectionRole.Orders))]
    [InlineData(nameof(ConnectionRole.Queries))]
    public void VenueTakesTheConnectionAndNeverAnswers_IsClean(string name)
    {
        ConnectionRole role = Enum.Parse<ConnectionRole>(name);
        using EngineWorld world = new(new WorldSettings { Link = new SimulatedLink { DelayNanos = 20_000_000 } });
        world.StartEngine();
        world.Until(() => world.FindConnection(role) is not null);
        world.Connection(role).Hold(up: false);
        world.RunFor(2);

        Stop(world);

        Assert.True(world.Engine.Session.ExitCode is ExitCodes.Clean or ExitCodes.OrdersLeft);
        Assert.Equal(world.Engine.Session.OrdersLeft.Count > 0, world.Engine.Session.ExitCode == ExitCodes.OrdersLeft);
        Assert.Equal(world.Venue.Orders(EngineWorld.Key).Any(o => o.IsOpen), world.Engine.Session.OrdersLeft.Count > 0);
    }

    [Fact]
    public void AtAnyInstant_EndsBoundedAndTellsWhatIsLeft()
    {
        for (int milliseconds = 0; milliseconds < 400; milliseconds += 7)
        {
            using EngineWorld world = new(new WorldSettings { Seed = (ulong)milliseconds + 1, Link = new SimulatedLink { DelayNanos = 8_000_000 } });
            world.StartEngine();
            world.RunFor(milliseconds / 1e3);

            Stop(world);

            int open = world.Venue.Orders(EngineWorld.Key).Count(o => o.IsOpen);
            Assert.True(open == 0, $"stopped after {milliseconds} ms: {open} orders are open at the venue");
            Assert.True(world.Engine.Session.ExitCode == ExitCodes.Clean, $"stopped after {milliseconds} ms: exit code {world.Engine.Session.ExitCode}");
        }
    }

    private static EngineWorld Sitting()
    {
        EngineWorld world = new EngineWorld(new WorldSettings { Speed = 1, Strategies = [("quoter", () => new Quoter { Away = 100, Replaces = false })] }).Running();
        world.Until(() => world.Venue.Orders(EngineWorld.Key).Count(o => o.IsOpen) == 2 && world.Engine.Kernel.Cache.InFlightOrders.Count == 0);
        return world;
    }

    /// <summary>Asks for the stop and waits for its end, which must come in time.</summary>
    private static void Stop(EngineWorld world)
    {
        world.Engine.Session.Stop(ShutdownReason.UserRequest);
        world.Until(() => world.Engine.Loop.HasStopped, 4.6);
        Assert.Equal(EngineState.Stopped, world.Engine.Session.State);
        if (world.Engine.Session.ExitCode == ExitCodes.Clean)
            Assert.Empty(world.Engine.Loop.ActiveTimers);
    }
}
