using LiveTrading.Engine.Risk;
using LiveTrading.Model;
using LiveTrading.Model.Accounts;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Tests.Risk;

public sealed class KillSwitchTests
{
    [Fact]
    public void Engage_latchesBeforeItCancels()
    {
        var bench = new KillSwitchBench();
        bench.World.Work(bench.World.Buy());
        bench.Switch.Engage("test", flatten: false);
        Assert.Equal(["latch", "cancel", "reconcile"], bench.Calls);
        bench.Advance(0.02);
        Assert.Equal(KillSwitchState.Engaged, bench.Switch.State);
        Assert.Equal([KillSwitchEventKind.Engaged, KillSwitchEventKind.CancelsSent, KillSwitchEventKind.OrdersGone, KillSwitchEventKind.Completed], bench.Kinds);
    }

    [Fact]
    public void Engage_latchFails_cancelsAllTheSameAndSaysSo()
    {
        var bench = new KillSwitchBench { LatchWorks = false };
        bench.World.Work(bench.World.Buy());
        bench.Switch.Engage("test", flatten: false);
        Assert.Equal(1, bench.CancelAllCount);
        Assert.Equal(0, bench.World.Risk.OpenOrderCount);
        Assert.Contains(KillSwitchEventKind.LatchFailed, bench.Kinds);
        Assert.True(bench.Switch.IsEngaged);
    }

    [Fact]
    public void Engage_deniesAllButReducingOrders()
    {
        var bench = new KillSwitchBench();
        bench.World.Hold(0.05m);
        bench.Switch.Engage("test", flatten: false);
        Assert.Equal(RiskCode.KillSwitchEngaged, bench.World.Check(bench.World.Buy()).Code);
        Assert.True(bench.World.Check(bench.World.Sell(quantity: 0.05m)).Allowed);
        Assert.Equal(TradingState.Reducing, bench.World.Risk.TradingState);
        Assert.Empty(bench.Submitted);
    }

    [Fact]
    public void Engage_waitsUntilUnknownOrdersAreResolved()
    {
        var bench = new KillSwitchBench { OnCancel = _ => { } };
        Order order = bench.World.Work(bench.World.Buy(), accept: false);
        order.SubmitRequest = RequestState.Unknown;
        bench.World.Event(order, OrderEventKind.Unknown);
        bench.Switch.Engage("test", flatten: false);
        bench.Advance(5);
        Assert.Equal(KillSwitchState.Canceling, bench.Switch.State);
        bench.World.End(order, OrderState.Rejected, OrderEventKind.Rejected);
        bench.Advance(0.04);
        Assert.Equal(KillSwitchState.Engaged, bench.Switch.State);
    }

    [Fact]
    public void Engage_cancelsAreLost_asksAgainEverySecondAndAlarmsOnce()
    {
        var bench = new KillSwitchBench { OnCancel = _ => { } };
        bench.World.Work(bench.World.Buy());
        bench.Switch.Engage("test", flatten: false);
        bench.Advance(9.9);
        Assert.Equal(10, bench.CancelAllCount);
        Assert.DoesNotContain(KillSwitchEventKind.Alarm, bench.Kinds);
        bench.Advance(20);
        Assert.Equal(1, bench.Kinds.Count(kind => kind == KillSwitchEventKind.Alarm));
        Assert.Equal(KillSwitchState.Alarm, bench.Switch.State);
        bench.OnCancel = null;
        bench.Advance(1.1);
        Assert.Equal(KillSwitchState.Engaged, bench.Switch.State);
    }

    [Fact]
    public void Engage_flatten_closesTheEnginesPositionWithBoundedIoc()
    {
        var bench = new KillSwitchBench();
        bench.World.Hold(0.05m);
        bench.Switch.Engage("test", flatten: true);
        bench.Advance(1);
        Order order = Assert.Single(bench.Submitted);
        Assert.Equal(OrderSide.Sell, order.Side);
        Assert.Equal(OrderType.Limit, order.Type);
        Assert.Equal(TimeInForce.Ioc, order.TimeInForce);
        Assert.True(order.ReduceOnly);
        Assert.Equal(Price.Of(61_083m), order.Price);
        Assert.Equal(Quantity.Of(0.05m), order.Quantity);
        Assert.Equal(KillSwitchState.Engaged, bench.Switch.State);
        Assert.Equal(0m, bench.World.Portfolio.EnginePosition(bench.World.Bitcoin));
        Assert.Contains(KillSwitchEventKind.Flat, bench.Kinds);
    }

    [Fact]
    public void Engage_flattenShort_buysBack()
    {
        var bench = new KillSwitchBench();
        bench.World.Hold(-0.05m);
        bench.Switch.Engage("test", flatten: true);
        bench.Advance(1);
        Order order = Assert.Single(bench.Submitted);
        Assert.Equal(OrderSide.Buy, order.Side);
        Assert.Equal(Price.Of(62_317.01m), order.Price);
        Assert.Equal(0m, bench.World.Portfolio.EnginePosition(bench.World.Bitcoin));
    }

    [Fact]
    public void Engage_flatten_closesOnlyAfterOrdersAreGoneAndReconciled()
    {
        var bench = new KillSwitchBench { OnCancel = _ => { }, Settles = false };
        bench.World.Hold(0.05m);
        Order order = bench.World.Work(bench.World.Sell(61_800m, 0.05m));
        bench.Switch.Engage("test", flatten: true);
        bench.Advance(3);
        Assert.DoesNotContain("reconcile", bench.Calls);
        bench.World.Cancel(order);
        bench.Advance(3);
        Assert.Equal(KillSwitchState.Reconciling, bench.Switch.State);
        Assert.Empty(bench.Submitted);
        bench.Settles = true;
        bench.Advance(1);
        Assert.Single(bench.Submitted);
    }

    [Fact]
    public void Engage_flattenPartFills_repeatsUntilFlat()
    {
        var bench = new KillSwitchBench();
        bench.World.Hold(0.05m);
        bench.OnSubmit = order =>
        {
            bench.World.Fill(order, order.Price.AsDecimal, 0.02m > order.Quantity.AsDecimal ? order.Quantity.AsDecimal : 0.02m);
            if (!order.IsClosed)
                bench.World.End(order, OrderState.Expired, OrderEventKind.Expired);
            bench.World.Clock.Advance(TimeSpan.FromMilliseconds(1));
            bench.World.Balances(100_000m, 1m);
        };
        bench.Switch.Engage("test", flatten: true);
        bench.Advance(2);
        Assert.Equal([Quantity.Of(0.05m), Quantity.Of(0.03m), Quantity.Of(0.01m)], bench.Submitted.Select(order => order.Quantity));
        Assert.Equal(KillSwitchState.Engaged, bench.Switch.State);
        Assert.Equal(4, bench.Calls.Count(call => call == "reconcile"));
    }

    [Fact]
    public void Engage_flattenNeverFills_alarmsAfterTheLastRound()
    {
        var bench = new KillSwitchBench(new KillSwitchOptions { MaxFlattenRounds = 3 });
        bench.World.Hold(0.05m);
        bench.OnSubmit = order => bench.World.End(order, OrderState.Expired, OrderEventKind.Expired);
        bench.Switch.Engage("test", flatten: true);
        bench.Advance(5);
        Assert.Equal(3, bench.Submitted.Count);
        Assert.Equal(KillSwitchState.Alarm, bench.Switch.State);
        Assert.Contains("0.05 BTCUSDT.BINANCE", bench.Events[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Engage_flattenWithoutAPrice_triesOnceASecondAlarmsAndClosesWhenThereIsOne()
    {
        var bench = new KillSwitchBench(new KillSwitchOptions { FlattenTimeout = TimeSpan.FromSeconds(5) });
        bench.World.Hold(0.05m);
        bench.World.Cache.SetStale(bench.World.Bitcoin, true);
        bench.Switch.Engage("test", flatten: true);
        bench.Advance(4.9);
        Assert.Equal(5, bench.Calls.Count(call => call == "denied MarketPriceStale"));
        bench.Advance(25.1);
        Assert.Equal(KillSwitchState.Alarm, bench.Switch.State);
        Assert.Equal(1, bench.Kinds.Count(kind => kind == KillSwitchEventKind.Alarm));
        Assert.InRange(bench.Calls.Count(call => call == "denied MarketPriceStale"), 7, 8);
        bench.World.Cache.SetStale(bench.World.Bitcoin, false);
        bench.Advance(11);
        Assert.Equal(KillSwitchState.Engaged, bench.Switch.State);
        Assert.Equal(0m, bench.World.Portfolio.EnginePosition(bench.World.Bitcoin));
    }

    [Fact]
    public void Engage_venueAwayForAnHour_alarmsAndClosesWhenItIsBack()
    {
        var bench = new KillSwitchBench { Settles = false };
        bench.World.Hold(0.05m);
        bench.Switch.Engage("test", flatten: true);
        bench.Advance(3_600);
        Assert.Equal(KillSwitchState.Alarm, bench.Switch.State);
        Assert.Equal(1, bench.Kinds.Count(kind => kind == KillSwitchEventKind.Alarm));
        Assert.Empty(bench.Submitted);
        bench.World.Balances(100_000m, 1m);
        bench.Settles = true;
        bench.Advance(11);
        Assert.Single(bench.Submitted);
        Assert.Equal(KillSwitchState.Engaged, bench.Switch.State);
    }

    [Fact]
    public void Engage_flattenOrderOfUnknownFate_isWaitedForNotRepeated()
    {
        var bench = new KillSwitchBench { OnCancel = _ => { } };
        bench.World.Hold(0.05m);
        bench.OnSubmit = order =>
        {
            order.SubmitRequest = RequestState.Unknown;
            bench.World.Event(order, OrderEventKind.Unknown);
        };
        bench.Switch.Engage("test", flatten: true);
        bench.Advance(30);
        Assert.Single(bench.Submitted);
        bench.Advance(31);
        Assert.Equal(KillSwitchState.Alarm, bench.Switch.State);
        Assert.Single(bench.Submitted);
    }

    [Fact]
    public void Engage_flattenDust_isReportedNotSold()
    {
        var bench = new KillSwitchBench();
        bench.World.Hold(0.00005m);
        bench.Switch.Engage("test", flatten: true);
        bench.Advance(1);
        Assert.Empty(bench.Submitted);
        Assert.Equal(KillSwitchState.Engaged, bench.Switch.State);
        Assert.Contains(bench.Events, e => e.Kind == KillSwitchEventKind.Flat && e.Text.Contains("too small to sell", StringComparison.Ordinal));
    }

    [Fact]
    public void Engage_flatten_sellsNoMoreThanIsFree()
    {
        var bench = new KillSwitchBench();
        bench.World.Hold(0.05m);
        bench.World.Clock.Advance(TimeSpan.FromMilliseconds(1));
        bench.World.Balances(100_000m, 0.030005m);
        bench.OnSubmit = order => bench.World.End(order, OrderState.Expired, OrderEventKind.Expired);
        bench.Switch.Engage("test", flatten: true);
        bench.Advance(0.02);
        Assert.Equal(Quantity.Of(0.03m), bench.Submitted[0].Quantity);
    }

    [Fact]
    public void Engage_flatten_respectsTheVenuesLargestMarketOrder()
    {
        var bench = new KillSwitchBench();
        bench.World.Cache.AddInstrument(RiskBench.Btcusdt with { MaxMarketQuantity = Quantity.Of(0.02m) });
        bench.World.Hold(0.05m);
        bench.Switch.Engage("test", flatten: true);
        bench.Advance(1);
        Assert.Equal([Quantity.Of(0.02m), Quantity.Of(0.02m), Quantity.Of(0.01m)], bench.Submitted.Select(order => order.Quantity));
    }

    [Fact]
    public void Engage_flatten_isFreeOfOurOwnSizeRateAndBandLimits()
    {
        var bench = new KillSwitchBench(risk: new RiskOptions { MaxOrderNotional = 100m, MaxOrdersPerMinute = 1, MaxPriceDeviation = 0.001m });
        bench.World.Place(bench.World.Buy(61_690m));
        bench.World.Hold(0.05m);
        bench.World.Place(bench.World.Buy(61_680m));
        bench.Switch.Engage("test", flatten: true);
        bench.Advance(1);
        Assert.Equal(Quantity.Of(0.05m), Assert.Single(bench.Submitted).Quantity);
    }

    [Fact]
    public void Engage_flattenWhileHalted_stillCloses()
    {
        var bench = new KillSwitchBench();
        bench.World.Hold(0.05m);
        bench.World.Risk.SetTradingState(TradingState.Halted, "journal");
        bench.Switch.Engage("test", flatten: true);
        bench.Advance(1);
        Assert.Single(bench.Submitted);
        Assert.Equal(TradingState.Halted, bench.World.Risk.TradingState);
    }

    [Fact]
    public void Engage_flatten_leavesTheBaselineAlone()
    {
        var bench = new KillSwitchBench();
        bench.Switch.Engage("test", flatten: true);
        bench.Advance(1);
        Assert.Empty(bench.Submitted);
        Assert.Equal(1m, bench.World.Portfolio.Accounts[0].Find("BTC")!.Total);
    }

    [Fact]
    public void Engage_again_addsFlattenAndNeverTakesItAway()
    {
        var bench = new KillSwitchBench { OnCancel = _ => { } };
        bench.World.Hold(0.05m);
        Order order = bench.World.Work(bench.World.Buy());
        bench.Switch.Engage("first", flatten: true);
        bench.Switch.Engage("second", flatten: false);
        bench.World.Cancel(order);
        bench.Advance(1);
        Assert.Single(bench.Submitted);
        Assert.Equal("second", bench.Switch.Reason);
    }

    [Fact]
    public void Restore_afterARestart_cancelsAndDeniesWithoutLatchingAgain()
    {
        var bench = new KillSwitchBench();
        bench.World.Work(bench.World.Buy());
        bench.Switch.Restore("engaged yesterday", flatten: false);
        bench.Advance(0.04);
        Assert.Equal(["cancel", "reconcile"], bench.Calls);
        Assert.Equal(KillSwitchState.Engaged, bench.Switch.State);
        Assert.Equal(RiskCode.KillSwitchEngaged, bench.World.Check(bench.World.Buy()).Code);
    }

    [Fact]
    public void Restore_wasToFlatten_goesOnFlattening()
    {
        var bench = new KillSwitchBench();
        bench.World.Hold(0.05m);
        bench.Switch.Restore("engaged yesterday", flatten: true);
        bench.Advance(1);
        Assert.Equal(0m, bench.World.Portfolio.EnginePosition(bench.World.Bitcoin));
        Assert.DoesNotContain("latch flatten", bench.Calls);
    }

    [Fact]
    public void Engage_flatten_isRecordedAndStaysRecordedWhenEngagedAgainWithout()
    {
        var bench = new KillSwitchBench { OnCancel = _ => { } };
        bench.World.Work(bench.World.Buy());
        bench.Switch.Engage("first", flatten: true);
        bench.Switch.Engage("second", flatten: false);
        Assert.Equal(["latch flatten", "cancel", "latch flatten", "cancel"], bench.Calls);
    }

    [Fact]
    public void Engaged_orderTakenBackFromTheVenueLater_isCanceled()
    {
        var bench = new KillSwitchBench();
        bench.Switch.Engage("during the start", flatten: false);
        bench.Advance(1);
        Assert.Equal(KillSwitchState.Engaged, bench.Switch.State);
        Order order = bench.World.Place(bench.World.New(OrderSide.Buy, OrderType.Limit, 61_700m, 0.01m, strategy: Engine.Execution.ExecutionEngine.RecoveredOrders));
        bench.Advance(1.1);
        Assert.Equal(OrderState.Canceled, order.State);
        Assert.True(bench.Switch.IsEngaged);
    }

    [Fact]
    public void Engage_venueNotReconciled_isNotDoneUntilItIs()
    {
        var bench = new KillSwitchBench { Settles = false };
        bench.Switch.Engage("during the start", flatten: false);
        bench.Advance(5);
        Assert.Equal(KillSwitchState.Reconciling, bench.Switch.State);
        bench.Settles = true;
        bench.Advance(0.02);
        Assert.Equal(KillSwitchState.Engaged, bench.Switch.State);
    }

    [Fact]
    public void Engage_longReason_isCutAndRecorded()
    {
        var bench = new KillSwitchBench();
        bench.Switch.Engage(new string('x', 100_000), flatten: false);
        Assert.Equal(500, bench.Switch.Reason.Length);
    }

    [Fact]
    public void EngageStrategy_endsThatStrategyAlone()
    {
        var bench = new KillSwitchBench();
        bench.World.Hold(0.05m);
        Order own = bench.World.Work(bench.World.Buy(61_690m));
        Order other = bench.World.Work(bench.World.New(OrderSide.Buy, OrderType.Limit, 61_680m, 0.01m, strategy: RiskBench.OtherStrategy));

        bench.Switch.EngageStrategy(RiskBench.Strategy, "runs wild");

        Assert.Equal("latch " + RiskBench.Strategy, bench.Calls[0]);
        Assert.Equal(OrderState.Canceled, own.State);
        Assert.Equal(OrderState.Accepted, other.State);
        Assert.Equal(RiskCode.StrategyReducing, bench.World.Check(bench.World.Buy()).Code);
        Assert.True(bench.World.Check(bench.World.Sell(quantity: 0.05m)).Allowed);
        Assert.True(bench.World.Check(bench.World.New(OrderSide.Buy, OrderType.Limit, 61_670m, 0.01m, strategy: RiskBench.OtherStrategy)).Allowed);
        Assert.True(bench.Switch.IsStrategyEngaged(RiskBench.Strategy));
        Assert.False(bench.Switch.IsEngaged);
    }

    [Fact]
    public void EngageStrategy_latchFails_worksAllTheSameAndSaysSo()
    {
        var bench = new KillSwitchBench { LatchWorks = false };
        bench.Switch.EngageStrategy(RiskBench.Strategy, "runs wild");
        Assert.Equal(RiskCode.StrategyReducing, bench.World.Check(bench.World.Buy()).Code);
        Assert.Contains(KillSwitchEventKind.LatchFailed, bench.Kinds);
    }

    [Fact]
    public void ReleaseStrategy_byAPerson_letsItTradeAgain()
    {
        var bench = new KillSwitchBench();
        Assert.False(bench.Switch.ReleaseStrategy(RiskBench.Strategy, "ada"));
        bench.Switch.RestoreStrategy(RiskBench.Strategy, "yesterday");
        Assert.Equal(RiskCode.StrategyReducing, bench.World.Check(bench.World.Buy()).Code);
        bench.LatchWorks = false;
        Assert.False(bench.Switch.ReleaseStrategy(RiskBench.Strategy, "ada"));
        Assert.True(bench.Switch.IsStrategyEngaged(RiskBench.Strategy));
        bench.LatchWorks = true;
        Assert.True(bench.Switch.ReleaseStrategy(RiskBench.Strategy, "ada"));
        Assert.True(bench.World.Check(bench.World.Buy()).Allowed);
    }

    [Theory]
    [InlineData(TradingState.Active, TradingState.Reducing)]
    [InlineData(TradingState.Reducing, TradingState.Reducing)]
    [InlineData(TradingState.Halted, TradingState.Halted)]
    public void EngageStrategy_withAStateOfItsOwn_theMoreSevereRulesAndTheReleaseLeavesIt(TradingState own, TradingState engaged)
    {
        var bench = new KillSwitchBench();
        bench.World.Risk.SetStrategyState(RiskBench.Strategy, own, "by hand");

        bench.Switch.EngageStrategy(RiskBench.Strategy, "runs wild");
        Assert.Equal(engaged, bench.World.Risk.StrategyState(RiskBench.Strategy));
        bench.Switch.ReleaseStrategy(RiskBench.Strategy, "ada");

        Assert.Equal(own, bench.World.Risk.StrategyState(RiskBench.Strategy));
        Assert.Equal([engaged, own], bench.World.StateChanges.Select(c => c.State).TakeLast(2));
    }

    [Fact]
    public void EngageStrategy_thenSetActive_staysEngagedUntilItIsReleased()
    {
        var bench = new KillSwitchBench();
        bench.Switch.EngageStrategy(RiskBench.Strategy, "runs wild");
        bench.World.Risk.SetStrategyState(RiskBench.Strategy, TradingState.Active, "by hand");
        Assert.Equal(RiskCode.StrategyReducing, bench.World.Check(bench.World.Buy()).Code);
    }

    [Fact]
    public void Release_byAPerson_letsOrdersPass()
    {
        var bench = new KillSwitchBench();
        bench.Switch.Engage("test", flatten: false);
        Assert.True(bench.Switch.Release("ada"));
        Assert.True(bench.World.Check(bench.World.Buy()).Allowed);
        Assert.Equal(KillSwitchState.Released, bench.Switch.State);
        Assert.Equal("ada", bench.Events[^1].Text);
        Assert.False(bench.Switch.Release("ada"));
    }

    [Fact]
    public void Release_thatCannotBeRecorded_staysEngaged()
    {
        var bench = new KillSwitchBench();
        bench.Switch.Engage("test", flatten: false);
        bench.LatchWorks = false;
        Assert.False(bench.Switch.Release("ada"));
        Assert.True(bench.Switch.IsEngaged);
        Assert.Equal(RiskCode.KillSwitchEngaged, bench.World.Check(bench.World.Buy()).Code);
    }

    [Fact]
    public void Release_withoutAPerson_throws()
    {
        var bench = new KillSwitchBench();
        bench.Switch.Engage("test", flatten: false);
        Assert.Throws<ArgumentException>(() => bench.Switch.Release(" "));
        Assert.True(bench.Switch.IsEngaged);
    }

    [Fact]
    public void Release_leavesTradingStateAsItWas()
    {
        var bench = new KillSwitchBench();
        bench.World.Risk.SetTradingState(TradingState.Halted, "journal");
        bench.Switch.Engage("test", flatten: false);
        bench.Switch.Release("ada");
        Assert.Equal(TradingState.Halted, bench.World.Risk.TradingState);
    }
}
