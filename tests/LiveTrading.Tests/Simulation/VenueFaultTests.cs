using LiveTrading.Engine.Data;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Risk;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;
using LiveTrading.Simulation.Harness;
using LiveTrading.Venues.Simulated.Faults;

namespace LiveTrading.Tests.Simulation;

/// <summary>Everything a venue can do wrong on demand, once each while trading: the right state, counted, said once.</summary>
public sealed class VenueFaultTests
{
    public static TheoryData<FaultKind> Kinds { get; } = [.. Enum.GetValues<FaultKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Fault_OnceWhileTrading_TradesOnAndEqualsVenue(FaultKind kind)
    {
        using EngineWorld world = Trading();

        world.Venue.Inject(new VenueFault { Kind = kind });
        world.RunFor(1);

        TradesOn(world, 90);
        world.Settle();
        Assert.Equal(0, world.Engine.Session.Summarize().HandlerErrors);
        Assert.Equal(TradingState.Active, world.Engine.Kernel.Risk.TradingState);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Fault_ForAWhile_TradesOnAndEqualsVenue(FaultKind kind)
    {
        using EngineWorld world = Trading();

        world.Venue.Inject(new VenueFault { Kind = kind, Duration = TimeSpan.FromSeconds(3) });
        world.RunFor(4);

        TradesOn(world, 90);
        world.Settle();
    }

    [Theory]
    [InlineData(504, -1007)]
    [InlineData(503, -1008)]
    [InlineData(500, -1001)]
    [InlineData(500, -1000)]
    public void Error_OrderWasTaken_IsUnknownThenFound(int status, int code)
    {
        using EngineWorld world = Trading();

        Order order = Inject(world, new VenueFault { Kind = FaultKind.ErrorAfterAccept, Method = "order.place", Status = status, Code = code });

        world.Until(() => !order.IsUnknown);
        Assert.False(order.VenueOrderId.IsNone);
        Assert.Equal(1, world.Engine.Logs.Count($"{order.ClientOrderId} unknown"));
        world.Settle();
    }

    [Fact]
    public void Error_OrderWasNotTaken_IsUnknownThenNotReceived()
    {
        using EngineWorld world = Trading();

        Order order = Inject(world, new VenueFault { Kind = FaultKind.ErrorBeforeAccept, Method = "order.place" });

        world.RunFor(5);
        Assert.True(order.IsUnknown, "concluded before the request could no longer arrive");
        world.Until(() => !order.IsUnknown);
        Assert.Equal(OrderState.Rejected, order.State);
        Assert.Equal(1, world.Engine.Alerts.Count(a => a.Code == AlertCode.OrderNotReceived));
        world.Settle();
    }

    [Fact]
    public void LaggingQuery_OfATakenOrder_IsNotConcludedFrom()
    {
        using EngineWorld world = Trading();

        world.Venue.Inject(new VenueFault { Kind = FaultKind.LaggingQuery, Count = 4 });
        Order order = Inject(world, new VenueFault { Kind = FaultKind.ErrorAfterAccept, Method = "order.place" });

        world.Until(() => !order.IsUnknown);
        Assert.NotEqual(OrderState.Rejected, order.State);
        Assert.False(order.VenueOrderId.IsNone);
        world.Settle();
    }

    [Theory]
    [InlineData(FaultKind.RateLimited)]
    [InlineData(FaultKind.Banned)]
    public void Limited_Venue_IsLeftAloneUntilTheTimeItNamed(FaultKind kind)
    {
        using EngineWorld world = Trading();

        world.Venue.Inject(new VenueFault { Kind = kind, Delay = TimeSpan.FromSeconds(4) });
        world.Until(() => world.Engine.Logs.Count("Binance") > 0 && world.Engine.OrderEvents.Exists(e => e.Kind is OrderEventKind.Rejected or OrderEventKind.Denied));
        long orders = world.Venue.Status.Orders;
        world.RunFor(3);

        Assert.Equal(orders, world.Venue.Status.Orders);
        Assert.Contains(world.Engine.OrderEvents, e => e.Kind == OrderEventKind.Denied && e.Reason == "not sent: the venue's request budget is used up");
        TradesOn(world);
        world.Settle();
    }

    [Fact]
    public void DepthGap_InvalidatesAndResynchronisesTheBook()
    {
        using EngineWorld world = Trading();
        int books = world.Engine.Books.Count;

        world.Venue.Inject(new VenueFault { Kind = FaultKind.DepthGap });
        world.Until(() => world.Engine.Books.Count >= books + 2 && world.Engine.Books[^1].State == BookState.Valid);

        Assert.Equal(BookInvalidReason.Gap, world.Engine.Books[books].Reason);
        Assert.Equal(1, world.Engine.Kernel.Data.Counters.Gaps);
        Assert.Equal(1, world.Engine.Kernel.Data.Counters.Resyncs);
        TradesOn(world);
        Assert.Equal(0, world.Engine.Session.Summarize().BookMismatches);
        world.Settle();
    }

    [Fact]
    public void GarbageFrame_IsCountedSaidOnceAndNothingElse()
    {
        using EngineWorld world = Trading();
        int connections = world.Engine.Connections.Count;

        world.Venue.Inject(new VenueFault { Kind = FaultKind.GarbageFrame });
        world.RunFor(3);

        Assert.Equal(1, world.Engine.Adapter.Data.Counters.Unreadable);
        Assert.Equal(1, world.Engine.Logs.Lines.Count(l => l.StartsWith("Warning Binance streams", StringComparison.Ordinal)));
        Assert.Equal(connections, world.Engine.Connections.Count);
        world.Settle();
    }

    [Fact]
    public void DuplicateUserEvents_FillsAreAppliedOnce()
    {
        using EngineWorld world = Trading();

        world.Venue.Inject(new VenueFault { Kind = FaultKind.DuplicateUserEvents, Count = 0 });
        world.RunFor(5);

        Assert.True(world.Engine.Kernel.Execution.Counters.DuplicateFills > 0);
        world.Settle();
        Assert.Equal(world.Venue.Status.Fills, world.Engine.Kernel.Execution.Counters.Fills);
    }

    [Fact]
    public void ReorderedUserEvents_AllTheTime_EqualsVenue()
    {
        using EngineWorld world = Trading();

        world.Venue.Inject(new VenueFault { Kind = FaultKind.ReorderUserEvents, Count = 0 });
        world.RunFor(6);

        world.Venue.ClearFaults();
        world.Settle();
        Assert.Equal(world.Venue.Status.Fills, world.Engine.Kernel.Execution.Counters.Fills);
    }

    [Fact]
    public void LateUserEvents_FillsCountWhenTheyCome()
    {
        using EngineWorld world = Trading();

        world.Venue.Inject(new VenueFault { Kind = FaultKind.LateUserEvents, Duration = TimeSpan.FromSeconds(4), Delay = TimeSpan.FromSeconds(2) });
        world.RunFor(7);

        world.Settle();
        Assert.Equal(world.Venue.Status.Fills, world.Engine.Kernel.Execution.Counters.Fills);
    }

    [Fact]
    public void ShutdownNotice_ConnectionsAreReplacedAndTradingGoesOnAllTheTime()
    {
        using EngineWorld world = Trading();

        world.Venue.Inject(new VenueFault { Kind = FaultKind.ShutdownNotice });
        for (int i = 0; i < 200 && world.Engine.Count(ConnectionEventKind.Ready) < 6; i++)
        {
            world.RunFor(0.05);
            Assert.True(world.Engine.Kernel.IsReconciled && world.Engine.Kernel.Cache.Book(new InstrumentHandle(0)).State == BookState.Valid, "trading did not go on");
        }

        Assert.Equal(6, world.Engine.Count(ConnectionEventKind.Ready));
        Assert.Equal(0, world.Engine.Count(ConnectionEventKind.Reconnecting));
        TradesOn(world);
        world.Settle();
    }

    [Fact]
    public void HalfOpen_AllConnections_AreFoundDead()
    {
        using EngineWorld world = new EngineWorld(new WorldSettings { Speed = 4, Binance = o => o with { HeartbeatInterval = TimeSpan.FromSeconds(3) } }).Trading(5);

        world.Venue.Inject(new VenueFault { Kind = FaultKind.HalfOpen });
        world.Until(() => world.Engine.Count(ConnectionEventKind.Ready) == 6, 30);

        Assert.Equal(3, world.Engine.Count(ConnectionEventKind.Reconnecting));
        TradesOn(world);
        world.Settle();
    }

    [Fact]
    public void Answers_NoneAlthoughPongsCome_ConnectionIsReplaced()
    {
        using EngineWorld world = Trading();

        world.Venue.Inject(new VenueFault { Kind = FaultKind.DelayAnswers, Duration = TimeSpan.FromSeconds(14), Delay = TimeSpan.FromHours(1) });
        world.Until(() => world.Engine.Connections.Exists(c => c.Kind == ConnectionEventKind.Disconnected && c.Reason == "the venue's time was not answered"), 20);

        TradesOn(world);
        world.Settle();
    }

    [Fact]
    public void Maintenance_AnnouncedToEveryRequest_EndsAndTradingGoesOn()
    {
        using EngineWorld world = Trading();

        world.Venue.Inject(new VenueFault { Kind = FaultKind.Maintenance, Duration = TimeSpan.FromSeconds(5) });
        world.Connection(ConnectionRole.Orders).Reset();
        world.RunFor(4);
        Assert.False(world.Engine.Kernel.IsReconciled);

        TradesOn(world);
        world.Settle();
    }

    private static EngineWorld Trading() => new EngineWorld(new WorldSettings
    {
        Speed = 2,
        Strategies = [("quoter", () => new Quoter()), ("taker", () => new Taker { Every = 100 })],
    }).Trading(8);

    /// <summary>Injects a fault of order.place and gives the order it hit, while it is unknown.</summary>
    private static Order Inject(EngineWorld world, VenueFault fault)
    {
        world.Venue.Inject(fault);
        world.Until(() => world.Engine.OrderEvents.Exists(IsUnknownSubmit));
        return world.Engine.Kernel.Cache.FindOrder(world.Engine.OrderEvents.First(IsUnknownSubmit).ClientOrderId)!;
    }

    private static bool IsUnknownSubmit(OrderEvent e) => e.Kind == OrderEventKind.Unknown && e.Request == RequestKind.Submit;

    private static void TradesOn(EngineWorld world, double seconds = 60)
    {
        long fills = world.Engine.Kernel.Execution.Counters.Fills;
        long accepted = world.Engine.Kernel.Execution.Counters.Accepted;
        world.Until(() => world.Engine.Kernel.Execution.Counters.Accepted > accepted + 2 && world.Engine.Kernel.Execution.Counters.Fills > fills, seconds);
    }
}
