using LiveTrading.Engine.Data;
using LiveTrading.Engine.Events;
using LiveTrading.IO.Simulated;
using LiveTrading.Model.Orders;
using LiveTrading.Simulation.Harness;
using LiveTrading.Venues.Simulated;
using LiveTrading.Venues.Simulated.Faults;

namespace LiveTrading.Tests.Simulation;

/// <summary>Connections that break while orders are under way: afterwards engine and venue are one again, and trading goes on.</summary>
public sealed class ConnectionFaultTests
{
    public static TheoryData<int> Seeds { get; } = [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Drop_AtRandomBytes_TradesOnAndEqualsVenue(int seed)
    {
        Random random = new(seed);
        using EngineWorld world = new EngineWorld(new WorldSettings { Seed = (ulong)seed }).Trading(1);

        for (int i = 0; i < 3; i++)
        {
            if (world.FindConnection((ConnectionRole)random.Next(3)) is { } connection)
            {
                bool up = random.Next(2) == 0;
                connection.ResetAfter(up, (up ? connection.BytesUp : connection.BytesDown) + random.Next(1, 3000));
            }

            world.RunFor(random.NextDouble() * 4);
        }

        world.Until(() => world.Engine.Kernel.IsReconciled && world.Engine.Adapter.Data.IsReady);
        AssertTradesOn(world);
        world.Settle();
    }

    [Fact]
    public void Drop_Streams_AreSubscribedAgainAndTheBookResynchronised()
    {
        using EngineWorld world = new EngineWorld().Trading();
        int books = world.Engine.Books.Count;

        world.Connection(ConnectionRole.Streams).Reset();
        world.Until(() => world.Engine.Books.Count >= books + 3);

        Assert.Equal((BookState.Invalid, BookInvalidReason.FeedLost), (world.Engine.Books[books].State, world.Engine.Books[books].Reason));
        Assert.Equal([BookState.Synchronising, BookState.Valid], world.Engine.Books.Skip(books + 1).Take(2).Select(b => b.State));
        AssertTradesOn(world);
        Assert.Equal(0, world.Engine.Session.Summarize().BookMismatches);
        world.Settle();
    }

    [Fact]
    public void Drop_Orders_ReconcilesBeforeAnythingIsSent()
    {
        using EngineWorld world = new EngineWorld().Trading();
        int reconciliations = world.Engine.Reconciliations.Count;

        world.Connection(ConnectionRole.Orders).Reset();
        world.Until(() => !world.Engine.Kernel.IsReconciled);
        long submitted = world.Engine.Kernel.Execution.Counters.Submitted;
        world.Until(() => world.Engine.Kernel.IsReconciled);

        Assert.Equal(submitted, world.Engine.Kernel.Execution.Counters.Submitted);
        Assert.Equal("the user stream is up", world.Engine.Reconciliations[reconciliations].Reason);
        AssertTradesOn(world);
        world.Settle();
    }

    [Theory]
    [InlineData((int)ConnectionRole.Queries)]
    [InlineData((int)ConnectionRole.Orders)]
    [InlineData((int)ConnectionRole.Streams)]
    public void HalfOpen_Connection_IsFoundByTheHeartbeat(int role)
    {
        using EngineWorld world = new EngineWorld(new WorldSettings { Speed = 4, Binance = o => o with { HeartbeatInterval = TimeSpan.FromSeconds(5) } }).Trading(5);

        world.Connection((ConnectionRole)role).Sever();
        world.Until(() => world.Engine.Count(ConnectionEventKind.Disconnected) == 1, 15);
        world.Until(() => world.Engine.Count(ConnectionEventKind.Ready) == 4, 15);

        Assert.Equal(1, world.Engine.Count(ConnectionEventKind.Reconnecting));
        AssertTradesOn(world);
        world.Settle();
    }

    [Fact]
    public void Refused_Dials_BackOffDoublesAndIsSaid()
    {
        using EngineWorld world = new EngineWorld().Trading();

        world.SetReachability(ConnectionRole.Streams, SimulatedReachability.Refused);
        world.Connection(ConnectionRole.Streams).Reset();
        world.RunFor(100);

        ConnectionEvent[] waits = [.. world.Engine.Connections.Where(c => c.Kind == ConnectionEventKind.Reconnecting)];
        Assert.True(waits.Length >= 6);
        double expected = 1;
        for (int i = 0; i < waits.Length; i++, expected = Math.Min(expected * 2, 60))
        {
            Assert.Equal(i + 1, waits[i].Attempt);
            Assert.InRange(waits[i].DelayNanos / 1e9, expected, expected * 1.1);
        }

        Assert.Equal(waits.Length, world.Engine.Session.Summarize().Reconnects);
        world.SetReachability(ConnectionRole.Streams, SimulatedReachability.Reachable);
        world.Until(() => world.Engine.Books[^1].State == BookState.Valid, 70);
        world.Settle();
    }

    [Theory]
    [InlineData(FaultKind.DropBeforeAccept)]
    [InlineData(FaultKind.DropAfterAccept)]
    public void Drop_BetweenHandOverAndAnswer_OutcomeIsUnknownQueriedAndResolved(FaultKind fault)
    {
        using EngineWorld world = new EngineWorld(new WorldSettings { Speed = 8 }).Trading(4);

        world.Venue.Inject(new VenueFault { Kind = fault, Method = "order.place" });
        world.Until(() => world.Engine.OrderEvents.Exists(IsUnknownSubmit));
        OrderEvent unknown = world.Engine.OrderEvents.First(IsUnknownSubmit);
        Order order = world.Engine.Kernel.Cache.FindOrder(unknown.ClientOrderId)!;
        Assert.Equal(RequestState.Unknown, order.SubmitRequest);

        world.Until(() => !order.IsUnknown);
        Assert.Equal(fault == FaultKind.DropBeforeAccept ? OrderState.Rejected : order.State, order.State);
        Assert.Equal(fault == FaultKind.DropAfterAccept, !order.VenueOrderId.IsNone);
        AssertTradesOn(world);
        world.Settle();
    }

    [Fact]
    public void Fill_DuringTheOutage_IsRecoveredFromTheHistory()
    {
        using EngineWorld world = new EngineWorld(new WorldSettings { Strategies = [("quoter", () => new Quoter())] }).Trading(3);
        world.Until(() => world.Venue.Orders(EngineWorld.Key).Count(o => o.IsOpen) == 2 && world.Engine.Kernel.Cache.InFlightOrders.Count == 0);
        world.SetReachability(ConnectionRole.Orders, SimulatedReachability.Refused);
        world.Connection(ConnectionRole.Orders).Reset();
        long fills = world.Venue.Status.Fills;
        world.Until(() => world.Venue.Status.Fills > fills);

        world.SetReachability(ConnectionRole.Orders, SimulatedReachability.Reachable);
        world.Until(() => world.Engine.Reconciliations[^1].MissedFills > 0);

        AssertTradesOn(world);
        world.Settle();
        Assert.Equal(world.Venue.Status.Fills, world.Engine.Kernel.Execution.Counters.Fills);
    }

    [Fact]
    public void VenueRestart_ForgottenOrders_AreSaidAndTradingGoesOn()
    {
        using EngineWorld world = new EngineWorld(new WorldSettings { Strategies = [("quoter", () => new Quoter { Away = 30 })], Speed = 1 }).Running();
        world.Until(() => world.Venue.Orders(EngineWorld.Key).Count(o => o.IsOpen) == 2);

        world.StopVenue();
        world.RunFor(4);
        world.StartVenue();
        world.Until(() => world.Engine.Alerts.Exists(a => a.Code == AlertCode.OrderForgotten));

        world.Until(() => world.Venue.Orders(EngineWorld.Key).Count(o => o.IsOpen) == 2 && world.Engine.Books[^1].State == BookState.Valid);
        Assert.Contains(world.Engine.Logs.Lines, l => l.Contains("no longer knows order", StringComparison.Ordinal));
    }

    private static bool IsUnknownSubmit(OrderEvent e) => e.Kind == OrderEventKind.Unknown && e.Request == RequestKind.Submit;

    /// <summary>New orders are accepted and filled after what happened.</summary>
    private static void AssertTradesOn(EngineWorld world)
    {
        long fills = world.Engine.Kernel.Execution.Counters.Fills;
        long accepted = world.Engine.Kernel.Execution.Counters.Accepted;
        world.Until(() => world.Engine.Kernel.Execution.Counters.Accepted > accepted + 2 && world.Engine.Kernel.Execution.Counters.Fills > fills);
    }
}
