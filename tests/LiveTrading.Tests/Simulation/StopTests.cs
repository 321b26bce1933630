using LiveTrading.Engine.Events;
using LiveTrading.IO;
using LiveTrading.IO.Simulated;
using LiveTrading.Model.Orders;
using LiveTrading.Simulation.Harness;
using LiveTrading.Venues.Simulated.Faults;

namespace LiveTrading.Tests.Simulation;

/// <summary>The graceful stop, from every state: bounded, orders ended or listed, the exit code tells.</summary>
public sealed class StopTests
{
    [Fact]
    public void Running_OrdersOpen_AreCanceledAndItIsClean()
    {
        using EngineWorld world = new EngineWorld().Trading();

        Stop(world);

        Assert.Equal(ExitCodes.Clean, world.Engine.Session.ExitCode);
        Assert.DoesNotContain(world.Venue.Orders(EngineWorld.Key), o => o.IsOpen);
        world.AssertEngineEqualsVenue();
        Assert.Equal(ShutdownReason.UserRequest, Assert.Single(world.Engine.Shutdowns).Reason);
        Assert.Equal((0, 0), (world.Venue.Status.StreamConnections, world.Venue.Status.ApiConnections));
        Assert.Empty(world.Engine.Session.Summarize().Problems);
    }

    [Fact]
    public void Connecting_VenueSilent_IsClean()
    {
        using EngineWorld world = new();
        world.SetReachability(ConnectionRole.Queries, SimulatedReachability.Silent);
        world.StartEngine();
        world.RunFor(1);
        Assert.Equal(EngineState.Connecting, world.Engine.Session.State);

        Stop(world);

        Assert.Equal(ExitCodes.Clean, world.Engine.Session.ExitCode);
    }

    [Fact]
    public void Connecting_VenueAway_IsCleanDuringTheBackOff()
    {
        using EngineWorld world = new();
        world.SetReachability(ConnectionRole.Queries, SimulatedReachability.Refused);
        world.StartEngine();
        world.RunFor(5);

        Stop(world);

        Assert.Equal(ExitCodes.Clean, world.Engine.Session.ExitCode);
    }

    [Fact]
    public void Reconciling_AnswersHeldBack_IsClean()
    {
        using EngineWorld world = new();
        world.StartEngine();
        world.Until(() => world.Engine.Session.State == EngineState.Reconciling);
        world.Connection(ConnectionRole.Queries).Hold(up: false);
        world.RunFor(1);
        Assert.Equal(EngineState.Reconciling, world.Engine.Session.State);

        Stop(world);

        Assert.Equal(ExitCodes.Clean, world.Engine.Session.ExitCode);
    }

    [Fact]
    public void AtOnceAfterTheStart_IsClean()
    {
        using EngineWorld world = new();
        world.StartEngine();

        Stop(world);

        Assert.Equal(ExitCodes.Clean, world.Engine.Session.ExitCode);
    }

    [Fact]
    public void Outage_OrdersOpen_AreListedAndTheExitCodeTells()
    {
        using EngineWorld world = Sitting();
        world.SetReachability(ConnectionRole.Orders, SimulatedReachability.Refused);
        world.Connection(ConnectionRole.Orders).Reset();
        world.Connection(ConnectionRole.Queries).Reset();
        world.RunFor(0.5);

        Stop(world);

        Assert.Equal(ExitCodes.OrdersLeft, world.Engine.Session.ExitCode);
        Assert.Equal(2, world.Engine.Session.OrdersLeft.Count);
        Assert.Equal(2, world.Engine.Logs.Count("Left at the venue"));
    }

    [Fact]
    public void Outage_EndsDuringTheStop_OrdersAreCanceled()
    {
        using EngineWorld world = Sitting();
        world.Connection(ConnectionRole.Orders).Reset();
        world.RunFor(0.1);

        Stop(world);

        Assert.Equal(ExitCodes.Clean, world.Engine.Session.ExitCode);
        Assert.DoesNotContain(world.Venue.Orders(EngineWorld.Key), o => o.IsOpen);
    }

    [Fact]
    public void UnknownOrder_NotResolvedInTime_IsListed()
    {
        using EngineWorld world = new EngineWorld(new WorldSettings { Speed = 4 }).Trading(5);
        world.Venue.Inject(new VenueFault { Kind = FaultKind.ErrorBeforeAccept, Method = "order.place" });
        world.Until(() => world.Engine.OrderEvents.Exists(e => e.Kind == OrderEventKind.Unknown));

        Stop(world);

        Assert.Equal(ExitCodes.OrdersLeft, world.Engine.Session.ExitCode);
        Assert.Single(world.Engine.Session.OrdersLeft, o => o.IsUnknown);
        Assert.Equal(1, world.Engine.Logs.Count("outcome unknown"));
    }

    [Fact]
    public void HalfOpenVenue_IsBounded()
    {
        using EngineWorld world = Sitting();
        world.Venue.Inject(new VenueFault { Kind = FaultKind.HalfOpen });

        Stop(world);

        Assert.Equal(ExitCodes.OrdersLeft, world.Engine.Session.ExitCode);
    }

    [Fact]
    public void CancelOrdersOff_OrdersStayAndAreListed()
    {
        using EngineWorld world = Sitting(o => o.Stop.CancelOrders = false);

        Stop(world);

        Assert.Equal(ExitCodes.OrdersLeft, world.Engine.Session.ExitCode);
        Assert.Equal(2, world.Venue.Orders(EngineWorld.Key).Count(o => o.IsOpen));
    }

    [Fact]
    public void Twice_IsOneStop()
    {
        using EngineWorld world = new EngineWorld().Trading();
        world.Engine.Session.Stop(ShutdownReason.UserRequest);
        world.RunFor(0.0001);

        Stop(world);
        world.Engine.Session.Stop(ShutdownReason.UserRequest);
        world.RunFor(1);

        Assert.Single(world.Engine.Shutdowns);
        Assert.Equal(1, world.Engine.States.Count(s => s == EngineState.Stopped));
    }

    [Theory]
    [InlineData(LoopSignal.Interrupt)]
    [InlineData(LoopSignal.Terminate)]
    public void Signal_Once_StopsGracefully(LoopSignal signal)
    {
        using EngineWorld world = new EngineWorld().Trading();

        world.Loop.Raise(signal);
        world.Until(() => world.Engine.Loop.HasStopped, 4.6);

        Assert.Equal(ExitCodes.Clean, world.Engine.Session.ExitCode);
        Assert.Equal(ShutdownReason.Signal, Assert.Single(world.Engine.Shutdowns).Reason);
        Assert.DoesNotContain(world.Venue.Orders(EngineWorld.Key), o => o.IsOpen);
    }

    [Theory]
    [InlineData(LoopSignal.Interrupt, LoopSignal.Interrupt, ExitCodes.ForcedByInterrupt)]
    [InlineData(LoopSignal.Terminate, LoopSignal.Terminate, ExitCodes.ForcedByTerminate)]
    [InlineData(LoopSignal.Interrupt, LoopSignal.Terminate, ExitCodes.ForcedByTerminate)]
    public void Signal_Twice_Forces(LoopSignal first, LoopSignal second, int code)
    {
        using EngineWorld world = Sitting();
        world.Connection(ConnectionRole.Orders).Hold(up: true);

        world.Loop.Raise(first);
        world.RunFor(1);
        Assert.Equal(EngineState.Stopping, world.Engine.Session.State);
        world.Loop.Raise(second);
        world.RunFor(0.001);

        Assert.Equal(EngineState.Stopped, world.Engine.Session.State);
        Assert.Equal(code, world.Engine.Session.ExitCode);
        Assert.Equal(1, world.Engine.Logs.Count("Forced to stop by a second signal"));
    }

    [Fact]
    public void Signal_WhileDialling_StopsGracefully()
    {
        using EngineWorld world = new();
        world.SetReachability(ConnectionRole.Queries, SimulatedReachability.Silent);
        world.StartEngine();
        world.RunFor(1);

        world.Loop.Raise(LoopSignal.Interrupt);
        world.Until(() => world.Engine.Loop.HasStopped, 4.6);

        Assert.Equal(ExitCodes.Clean, world.Engine.Session.ExitCode);
    }

    [Fact]
    public void WrongKey_EndsWithAnErrorThatNamesIt()
    {
        using EngineWorld world = new(new WorldSettings { Binance = o => o with { Credentials = new(EngineWorld.Key, "wrong") } });
        world.StartEngine();

        world.Until(() => world.Engine.Loop.HasStopped, 30);

        Assert.Equal(ExitCodes.Error, world.Engine.Session.ExitCode);
        Assert.Equal(1, world.Engine.Logs.Lines.Count(l => l.StartsWith("Error", StringComparison.Ordinal) && l.Contains("-1022", StringComparison.Ordinal)));
    }

    private static EngineWorld Sitting(Action<LiveTradingOptions>? options = null)
    {
        EngineWorld world = new EngineWorld(new WorldSettings
        {
            Speed = 1,
            Engine = options ?? (_ => { }),
            Strategies = [("quoter", () => new Quoter { Away = 100, Replaces = false })],
        }).Running();
        world.Until(() => world.Venue.Orders(EngineWorld.Key).Count(o => o.IsOpen) == 2 && world.Engine.Kernel.Cache.InFlightOrders.Count == 0);
        return world;
    }

    /// <summary>Asks for the stop and waits for its end, which must come in time.</summary>
    private static void Stop(EngineWorld world)
    {
        world.Engine.Session.Stop(ShutdownReason.UserRequest);
        world.Until(() => world.Engine.Loop.HasStopped, 4.6);
        Assert.Equal(EngineState.Stopped, world.Engine.Session.State);
        if (world.Engine.Session.ExitCode != ExitCodes.Clean)
            return;
        Assert.Empty(world.Engine.Loop.ActiveTimers);
        Assert.DoesNotContain(world.Engine.Loop.Dialled, d => world.Loop.Network.Connections.Any(c => ReferenceEquals(c.Client, d.Stream) && c.IsOpen));
    }
}
