using LiveTrading.Engine.Data;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Risk;
using LiveTrading.Engine.Strategies;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;
using LiveTrading.Simulation.Harness;
using LiveTrading.Summaries;

namespace LiveTrading.Tests.Simulation;

/// <summary>Handlers that throw: a strategy's stops that strategy, a core's halts trading.</summary>
public sealed class StrategyFaultTests
{
    [Theory]
    [InlineData("OnStart")]
    [InlineData("OnQuote")]
    [InlineData("OnTrade")]
    [InlineData("OnOrderBook")]
    [InlineData("OnTick")]
    [InlineData("OnOrder")]
    [InlineData("OnPosition")]
    [InlineData("OnTimer")]
    [InlineData("OnBookState")]
    public void Throw_InACallback_StopsThatStrategyAndNothingElse(string callback)
    {
        WorldSettings settings = new() { Strategies = [("thrower", () => new Thrower(callback)), ("taker", () => new Taker()), ("quoter", () => new Quoter())] };
        using EngineWorld world = new(settings);
        world.StartEngine();

        world.Until(() => world.Engine.StrategyEvents.Exists(e => e.State == StrategyState.Failed));
        if (callback == "OnBookState")
            world.Until(() => world.Engine.Books.Exists(b => b.State == BookState.Valid));
        long fills = world.Engine.Kernel.Execution.Counters.Fills;
        world.Until(() => world.Engine.Kernel.Execution.Counters.Fills > fills + 3);

        StrategyEvent failure = Assert.Single(world.Engine.StrategyEvents, e => e.State == StrategyState.Failed);
        Assert.Equal("thrower", failure.Strategy.Value);
        Assert.Contains(callback, failure.Reason, StringComparison.Ordinal);
        Assert.Equal(1, world.Engine.Logs.Lines.Count(l => l.StartsWith("Error Strategy thrower failed", StringComparison.Ordinal)));
        SessionSummary summary = world.Engine.Session.Summarize();
        Assert.Equal(1, summary.HandlerErrors);
        Assert.Equal(["failed", "running", "running"], summary.Strategies.Select(s => s.State));
        Assert.Equal(0, world.Engine.Kernel.Cache.OpenOrdersOf(new StrategyId("thrower")).Count);
        Assert.Equal(TradingState.Active, world.Engine.Kernel.Risk.TradingState);
        world.Settle();
    }

    [Fact]
    public void Throw_OnStop_CancelsItsOrdersAllTheSame()
    {
        using EngineWorld world = new EngineWorld(new WorldSettings { Strategies = [("thrower", () => new Thrower("OnStop"))] }).Running();
        world.Until(() => world.Venue.Orders(EngineWorld.Key).Any(o => o.IsOpen));

        world.Settle();

        Assert.Equal(1, world.Engine.Session.Summarize().HandlerErrors);
    }

    [Fact]
    public void Throw_InACoreHandler_HaltsTradingAndForcesAReconciliation()
    {
        using EngineWorld world = new EngineWorld().Trading();
        bool thrown = false;
        world.Engine.Kernel.Bus.Subscribe("market_data.*", (in QuoteTick q) => Throw(ref thrown), owner: "core");

        world.Until(() => world.Engine.Reconciliations.Exists(r => r.Reason == "a core handler failed"));

        AssertHalted(world);
    }

    [Fact]
    public void Throw_InPostedWork_HaltsTradingAndForcesAReconciliation()
    {
        using EngineWorld world = new EngineWorld().Trading();

        world.Engine.Loop.TryPost(_ => throw new InvalidOperationException("broken"), null);
        world.Until(() => world.Engine.Reconciliations.Exists(r => r.Reason == "a core handler failed"));

        AssertHalted(world);
    }

    private static void AssertHalted(EngineWorld world)
    {
        Assert.Equal(TradingState.Halted, world.Engine.Kernel.Risk.TradingState);
        Assert.Equal(1, world.Engine.Kernel.FaultCount);
        Assert.True(world.Engine.Session.Summarize().HandlerErrors >= 1);
        Assert.Equal(1, world.Engine.Logs.Count("State in doubt, trading is halted"));
        long submitted = world.Engine.Kernel.Execution.Counters.Submitted;
        world.RunFor(3);
        Assert.Equal(submitted, world.Engine.Kernel.Execution.Counters.Submitted);
        world.Settle();
    }

    private static void Throw(ref bool thrown)
    {
        if (thrown)
            return;
        thrown = true;
        throw new InvalidOperationException("broken");
    }

    /// <summary>Quotes for a while, then throws in one callback.</summary>
    private sealed class Thrower(string callback) : Quoter
    {
        private int _ticks;

        protected internal override void OnStart()
        {
            base.OnStart();
            StartTimer("later", 2_000_000_000);
            ThrowIn(nameof(OnStart));
        }

        protected override void OnStop() => ThrowIn(nameof(OnStop));

        protected override void OnQuote(in QuoteTick quote) => ThrowLater(nameof(OnQuote));

        protected override void OnTrade(in TradeTick trade) => ThrowLater(nameof(OnTrade));

        protected override void OnOrderBook(OrderBook book, in BookUpdate update) => ThrowLater(nameof(OnOrderBook));

        protected override void OnBookState(in BookStateEvent e) => ThrowIn(nameof(OnBookState));

        protected override void OnOrder(Order order, in OrderEvent e)
        {
            if (e.Kind == OrderEventKind.Accepted)
                ThrowIn(nameof(OnOrder));
        }

        protected override void OnPosition(in Engine.Portfolios.PositionEvent e) => ThrowIn(nameof(OnPosition));

        protected override void OnTimer(StrategyTimer timer) => ThrowIn(nameof(OnTimer));

        protected internal override void OnTick(in TickEvent tick)
        {
            base.OnTick(in tick);
            _ticks++;
            ThrowLater(nameof(OnTick));
        }

        private void ThrowLater(string where)
        {
            if (_ticks > 10)
                ThrowIn(where);
        }

        private void ThrowIn(string where)
        {
            if (where == callback)
                throw new InvalidOperationException("thrown in " + where);
        }
    }
}
