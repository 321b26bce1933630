using LiveTrading.Engine.Strategies;
using LiveTrading.Guarding;
using LiveTrading.IO.Simulated;
using LiveTrading.Model;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;
using LiveTrading.Simulation.Harness;
using LiveTrading.Venues.Simulated;
using LiveTrading.Venues.Simulated.Faults;

namespace LiveTrading.Tests.Simulation;

/// <summary>The guard against a venue, in virtual time: an engine that falls silent leaves no order there.</summary>
public sealed class GuardTests
{
    [Fact]
    public void Engine_killed_itsOrdersAreGoneAndTheGuardWatchesOn()
    {
        using EngineWorld world = Trading();
        GuardProcess guard = Guarding(world);
        KillWithOpenOrders(world);

        world.Until(() => guard.Count(GuardEventKind.Clear) == 1);

        Assert.Empty(Open(world));
        Assert.Contains(GuardEventKind.Silent, guard.Kinds);
        Assert.Equal(guard.Count(GuardEventKind.CancelSent), guard.Count(GuardEventKind.Canceled));
        Assert.False(guard.Guard.IsGuarding);
    }

    [Fact]
    public void Engine_killed_nothingIsDoneBeforeTheTime()
    {
        using EngineWorld world = Trading();
        GuardProcess guard = Guarding(world);
        KillWithOpenOrders(world);
        int open = Open(world).Length;

        world.RunFor(8.5);

        Assert.Equal(open, Open(world).Length);
        Assert.DoesNotContain(GuardEventKind.Silent, guard.Kinds);
    }

    [Fact]
    public void Engine_alive_isLeftAlone()
    {
        using EngineWorld world = Trading();
        GuardProcess guard = Guarding(world);

        world.RunFor(60);

        Assert.Equal([GuardEventKind.Watching], guard.Kinds);
        Assert.Empty(guard.Loop.Dialled);
        world.Settle();
    }

    [Fact]
    public void OrdersOfAnotherInstance_areNeverTouched()
    {
        string name = "world";
        using EngineWorld world = new(Resting with { Engine = o => o.InstanceName = name });
        world.Trading();
        GuardProcess guard = Guarding(world);
        EngineProcess guarded = world.Engine;
        name = "other";
        EngineProcess other = world.StartEngine();
        world.Until(() => other.IsRunning && Open(world).Any(o => IsOf(o, "other")) && Open(world).Any(o => IsOf(o, "world")));

        guarded.Loop.Kill(reset: false);
        world.Until(() => guard.Count(GuardEventKind.Clear) == 1);

        Assert.DoesNotContain(Open(world), o => IsOf(o, "world"));
        Assert.All(guard.Events.Where(e => !e.Order.IsNone), e => Assert.Equal(guard.Instance, e.Order.Instance));
        Assert.Equal(other.Kernel.Execution.Counters.Canceled, world.Venue.Orders(EngineWorld.Key).Count(o => IsOf(o, "other") && o.Status == "CANCELED"));
        Assert.True(other.IsRunning);
    }

    [Fact]
    public void Engine_stoppedInOrder_isNotGuarded()
    {
        using EngineWorld world = Trading();
        GuardProcess guard = Guarding(world);
        world.Until(() => Open(world).Length > 0);
        world.Engine.Loop.Kill(reset: false);
        guard.Beat(HeartbeatState.Stopped);

        world.RunFor(60);

        Assert.Equal([GuardEventKind.Watching, GuardEventKind.EngineStopped], guard.Kinds);
        Assert.NotEmpty(Open(world));
    }

    [Fact]
    public void Guard_startedAfterTheCrash_takesTheOrdersOff()
    {
        using EngineWorld world = Trading();
        GuardProcess guard = new(world);
        guard.Follow(world.Engine);
        KillWithOpenOrders(world);
        world.RunFor(30);

        guard.Guard.Begin();
        world.Until(() => guard.Count(GuardEventKind.Clear) == 1);

        Assert.Empty(Open(world));
    }

    [Fact]
    public void Guard_startedBeforeTheEngine_waitsAndThenWatches()
    {
        using EngineWorld world = new(Resting);
        GuardProcess guard = new(world);
        guard.Guard.Begin();
        world.RunFor(60);
        Assert.Equal([GuardEventKind.Waiting], guard.Kinds);
        world.Trading();
        guard.Follow(world.Engine);
        KillWithOpenOrders(world);

        world.Until(() => guard.Count(GuardEventKind.Clear) == 1);

        Assert.Equal([GuardEventKind.Waiting, GuardEventKind.Watching], guard.Kinds.Take(2));
        Assert.Empty(Open(world));
    }

    [Fact]
    public void Engine_thatComesBack_endsTheGuardingAtOnce()
    {
        using EngineWorld world = Trading();
        GuardProcess guard = Guarding(world);
        world.StopVenue();
        guard.IsHeld = true;
        world.Until(() => guard.Count(GuardEventKind.Silent) == 1);
        world.RunFor(5);

        guard.IsHeld = false;
        world.RunFor(1.3);
        Assert.Equal(1, guard.Count(GuardEventKind.EngineBack));
        world.StartVenue();
        world.Until(() => Open(world).Length > 0, 180);
        world.RunFor(60);

        Assert.Equal(0, guard.Count(GuardEventKind.CancelSent));
        Assert.False(guard.Guard.IsGuarding);
    }

    [Fact]
    public void Engine_thatComesBackAndFallsSilentAgain_isGuardedAgain()
    {
        using EngineWorld world = Trading();
        GuardProcess guard = Guarding(world);
        guard.IsHeld = true;
        world.Until(() => guard.Count(GuardEventKind.Silent) == 1);
        guard.IsHeld = false;
        world.RunFor(5);
        KillWithOpenOrders(world);

        world.Until(() => guard.Count(GuardEventKind.Clear) == 1, 120);

        Assert.Equal(2, guard.Count(GuardEventKind.Silent));
        Assert.Empty(Open(world));
    }

    [Fact]
    public void Venue_down_isTriedUntilItIsBack()
    {
        using EngineWorld world = Trading();
        GuardProcess guard = Guarding(world);
        KillWithOpenOrders(world);
        world.SetReachability(ConnectionRole.Orders, SimulatedReachability.Refused);
        world.RunFor(100);
        Assert.Equal(1, guard.Count(GuardEventKind.Silent));
        Assert.True(guard.Guard.IsGuarding);
        Assert.NotEmpty(Open(world));

        world.SetReachability(ConnectionRole.Orders, SimulatedReachability.Reachable);
        world.Until(() => guard.Count(GuardEventKind.Clear) == 1, 180);

        Assert.Empty(Open(world));
    }

    [Theory]
    [InlineData(FaultKind.ErrorBeforeAccept)]
    [InlineData(FaultKind.ErrorAfterAccept)]
    [InlineData(FaultKind.DropAfterAccept)]
    [InlineData(FaultKind.RateLimited)]
    public void Venue_failsCancels_isAskedUntilNothingIsLeft(FaultKind kind)
    {
        using EngineWorld world = Trading();
        GuardProcess guard = Guarding(world);
        KillWithOpenOrders(world);
        world.Venue.Inject(new VenueFault { Kind = kind, Method = "order.cancel", Count = 3 });

        world.Until(() => guard.Count(GuardEventKind.Clear) == 1, 300);

        Assert.Empty(Open(world));
    }

    [Fact]
    public void Heartbeat_thatCannotBeReadAnyMore_countsAsSilence()
    {
        using EngineWorld world = Trading();
        GuardProcess guard = Guarding(world);
        KillWithOpenOrders(world);
        guard.IsUnreadable = true;

        world.Until(() => guard.Count(GuardEventKind.Clear) == 1);

        Assert.Empty(Open(world));
    }

    [Fact]
    public void Heartbeat_ofAnotherInstance_endsTheGuard()
    {
        using EngineWorld world = Trading();
        GuardProcess guard = new(world) { Instance = 12345 };
        guard.Beat();

        guard.Guard.Begin();

        Assert.Equal([GuardEventKind.Failed], guard.Kinds);
        Assert.True(guard.Loop.HasStopped);
        world.RunFor(30);
        Assert.Empty(guard.Loop.Dialled);
    }

    [Fact]
    public void WallClock_thatJumps_changesNothing()
    {
        using EngineWorld world = Trading();
        GuardProcess guard = Guarding(world);

        foreach (long hours in (long[])[24, -24, 0])
        {
            guard.Loop.WallOffsetNanos = hours * 3_600_000_000_000;
            world.RunFor(15);
        }

        Assert.Equal([GuardEventKind.Watching], guard.Kinds);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public void StopOrders_stayUnlessToldOtherwise(bool cancelProtective, int left)
    {
        using EngineWorld world = new EngineWorld(new WorldSettings { Strategies = [("stopper", () => new Stopper())] }).Running();
        GuardProcess guard = Guarding(world, cancelProtective);
        world.Until(() => Open(world).Length == 2);
        world.Engine.Loop.Kill(reset: false);

        world.Until(() => guard.Count(GuardEventKind.Clear) == 1);

        Assert.Equal(left, Open(world).Length);
        Assert.Equal(left, guard.Count(GuardEventKind.Kept));
    }

    [Theory]
    [InlineData(false, "1 stop order of this instance stays", ExitCodes.OrdersLeft)]
    [InlineData(true, "no order of this instance is left", ExitCodes.Clean)]
    public void StopOrders_thatStay_areSaidAndShowInTheExitCode(bool cancelProtective, string said, int exitCode)
    {
        using EngineWorld world = new EngineWorld(new WorldSettings { Strategies = [("stopper", () => new Stopper())] }).Running();
        GuardProcess guard = Guarding(world, cancelProtective);
        world.Until(() => Open(world).Length == 2);
        world.Engine.Loop.Kill(reset: false);
        world.Until(() => guard.Count(GuardEventKind.Clear) == 1);

        guard.Guard.Stop();

        Assert.Contains(said, guard.Events.Single(e => e.Kind == GuardEventKind.Clear).Text, StringComparison.Ordinal);
        Assert.Equal(exitCode, guard.Guard.ExitCode);
    }

    [Fact]
    public void Connection_lostBetweenTheReadings_doesNotShortenTheTimeBetweenThem()
    {
        using EngineWorld world = Trading();
        GuardProcess guard = Guarding(world);
        KillWithOpenOrders(world);
        world.Until(() => guard.Events.Any(e => e.Kind == GuardEventKind.OrdersRead && e.Text.Contains(" 0 orders", StringComparison.Ordinal)), 60);

        world.Venue.Inject(new VenueFault { Kind = FaultKind.DropConnections });
        world.Until(() => guard.Count(GuardEventKind.Clear) == 1, 120);

        GuardEvent[] readings = [.. guard.Events.Where(e => e.Kind == GuardEventKind.OrdersRead)];
        Assert.InRange((readings[^1].Time.Value - readings[^2].Time.Value) / 1e9, 9, 60);
    }

    [Fact]
    public void Heartbeat_ofAnotherInstanceRightBeforeTheCancels_stopsThem()
    {
        using EngineWorld world = Trading();
        GuardProcess guard = Guarding(world);
        guard.Guard.Said = e =>
        {
            guard.Events.Add(e);
            if (e.Kind != GuardEventKind.OrdersRead)
                return;
            guard.Instance = 12345;
            guard.Beat();
        };
        KillWithOpenOrders(world);

        world.Until(() => guard.Count(GuardEventKind.Failed) == 1);
        world.RunFor(10);

        Assert.DoesNotContain(guard.Kinds, k => k is GuardEventKind.CancelSent or GuardEventKind.CancelUnsure);
        Assert.NotEmpty(Open(world));
    }

    [Fact]
    public void Stop_whileGuarding_sendsNothingMore()
    {
        using EngineWorld world = Trading();
        GuardProcess guard = Guarding(world);
        world.SetReachability(ConnectionRole.Orders, SimulatedReachability.Refused);
        KillWithOpenOrders(world);
        world.Until(() => guard.Count(GuardEventKind.Silent) == 1);

        guard.Guard.Stop();
        world.SetReachability(ConnectionRole.Orders, SimulatedReachability.Reachable);
        world.RunFor(60);

        Assert.True(guard.Loop.HasStopped);
        Assert.NotEmpty(Open(world));
    }

    // Quotes far from the market rest wherever it goes; the taker makes fills.
    private static WorldSettings Resting => new() { Strategies = [("quoter", () => new Quoter { Away = 500m, Replaces = false }), ("taker", () => new Taker())] };

    private static EngineWorld Trading() => new EngineWorld(Resting).Trading();

    private static GuardProcess Guarding(EngineWorld world, bool cancelProtective = false)
    {
        GuardProcess guard = new(world, cancelProtective);
        guard.Follow(world.Engine);
        guard.Guard.Begin();
        return guard;
    }

    private static void KillWithOpenOrders(EngineWorld world)
    {
        world.Until(() => Open(world).Length > 0);
        world.Engine.Loop.Kill(reset: false);
    }

    private static SimulatedOrder[] Open(EngineWorld world) => [.. world.Venue.Orders(EngineWorld.Key).Where(o => o.IsOpen)];

    /// <summary>One stop below the market and one bid far from it.</summary>
    private sealed class Stopper : Strategy
    {
        private InstrumentHandle _instrument;
        private bool _placed;

        protected override void OnStart()
        {
            _instrument = FindInstrument(EngineWorld.Instrument);
            SubscribeQuotes(_instrument);
            SubscribeTrades(_instrument);
            SubscribeBook(_instrument);
        }

        protected override void OnQuote(in QuoteTick quote)
        {
            if (_placed)
                return;
            _placed = true;
            decimal bid = decimal.Round(quote.BidPrice.AsDecimal);
            Submit(new OrderRequest { Instrument = _instrument, Side = OrderSide.Sell, Type = OrderType.StopLimit, Quantity = Quantity.Of(0.001m), Price = Price.Of(bid - 1_010m), TriggerPrice = Price.Of(bid - 1_000m), TimeInForce = TimeInForce.Gtc });
            Submit(OrderRequest.Limit(_instrument, OrderSide.Buy, Quantity.Of(0.001m), Price.Of(bid - 1_000m)));
        }
    }

    private static bool IsOf(SimulatedOrder order, string instance) =>
        order.ClientOrderId["lt-".Length..].StartsWith(InstanceNumber.Of(instance).ToString("x8", System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
