using LiveTrading.Engine.Risk;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Tests.Risk;

public sealed class TradingStateTests
{
    [Theory]
    [InlineData(0.05, RiskCode.None)]
    [InlineData(0.05001, RiskCode.TradingReducing)]
    public void Reducing_orderUpToThePosition_passes(double quantity, RiskCode expected)
    {
        var bench = new RiskBench();
        bench.Hold(0.05m);
        bench.Risk.SetTradingState(TradingState.Reducing, "test");
        Assert.Equal(expected, bench.Check(bench.Sell(quantity: (decimal)quantity)).Code);
    }

    [Fact]
    public void Reducing_workingAndUnknownOrdersOnThatSide_useThePositionUp()
    {
        var bench = new RiskBench();
        bench.Hold(0.05m);
        bench.Work(bench.Sell(quantity: 0.02m));
        Order unknown = bench.Work(bench.Sell(61_701m, 0.02m), accept: false);
        unknown.SubmitRequest = RequestState.Unknown;
        bench.Event(unknown, OrderEventKind.Unknown);
        bench.Risk.SetTradingState(TradingState.Reducing, "test");
        Assert.Equal(new RiskDecision(RiskCode.TradingReducing, 0.05m, 0.05001m), bench.Check(bench.Sell(quantity: 0.01001m)));
        Assert.True(bench.Check(bench.Sell(quantity: 0.01m)).Allowed);
    }

    [Fact]
    public void Reducing_shortPosition_buysBackOnly()
    {
        var bench = new RiskBench();
        bench.Hold(-0.05m);
        bench.Risk.SetTradingState(TradingState.Reducing, "test");
        Assert.True(bench.Check(bench.Buy(quantity: 0.05m)).Allowed);
        Assert.Equal(RiskCode.TradingReducing, bench.Check(bench.Sell()).Code);
        Assert.Equal(RiskCode.TradingReducing, bench.Check(bench.Buy(quantity: 0.06m)).Code);
    }

    [Fact]
    public void Reducing_ofOneInstrument_leavesOthersAlone()
    {
        var bench = new RiskBench(new RiskOptions { ConversionRates = new Dictionary<string, decimal> { ["BTC"] = 61_700m } });
        Model.MarketData.InstrumentHandle ether = bench.Cache.AddInstrument(RiskBench.Ethbtc);
        bench.Quote(ether, 0.05m, 0.05001m);
        bench.Risk.SetInstrumentState(bench.Bitcoin, TradingState.Reducing, "difference");
        Assert.Equal(RiskCode.InstrumentReducing, bench.Check(bench.Buy()).Code);
        Assert.True(bench.Check(bench.New(OrderSide.Buy, OrderType.Limit, 0.05m, 0.1m, instrument: ether)).Allowed);
    }

    [Fact]
    public void Reducing_ofOneStrategy_countsItsOwnPositionNotTheNet()
    {
        var bench = new RiskBench();
        bench.Hold(0.05m);
        bench.Hold(-0.05m, strategy: RiskBench.OtherStrategy);
        bench.Risk.SetStrategyState(RiskBench.Strategy, TradingState.Reducing, "test");
        bench.Work(bench.Sell(quantity: 0.03m));
        Assert.True(bench.Check(bench.Sell(61_701m, quantity: 0.02m)).Allowed);
        Assert.Equal(new RiskDecision(RiskCode.StrategyReducing, 0.05m, 0.05001m), bench.Check(bench.Sell(61_701m, quantity: 0.02001m)));
        Assert.True(bench.Check(bench.New(OrderSide.Buy, OrderType.Limit, 61_700m, 0.01m, strategy: RiskBench.OtherStrategy)).Allowed);
    }

    [Fact]
    public void Reducing_modifyWithinThePosition_passes()
    {
        var bench = new RiskBench();
        bench.Hold(0.05m);
        Order order = bench.Work(bench.Sell(quantity: 0.02m));
        bench.Risk.SetTradingState(TradingState.Reducing, "test");
        Assert.True(bench.Risk.CheckModify(order, order.Price, Model.Quantity.Of(0.05m)).Allowed);
        Assert.Equal(RiskCode.TradingReducing, bench.Risk.CheckModify(order, order.Price, Model.Quantity.Of(0.05001m)).Code);
    }

    [Fact]
    public void ReduceOnly_whileActive_followsTheSameRule()
    {
        var bench = new RiskBench();
        bench.Hold(0.05m);
        Assert.True(bench.Check(bench.New(OrderSide.Sell, OrderType.Limit, 61_701m, 0.05m, reduceOnly: true)).Allowed);
        Assert.Equal(RiskCode.ReduceOnlyWouldIncrease, bench.Check(bench.New(OrderSide.Sell, OrderType.Limit, 61_701m, 0.06m, reduceOnly: true)).Code);
    }

    [Fact]
    public void Halted_evenReducingOrders_areDenied()
    {
        var bench = new RiskBench();
        bench.Hold(0.05m);
        bench.Risk.SetTradingState(TradingState.Halted, "test");
        Assert.Equal(RiskCode.TradingHalted, bench.Check(bench.Sell()).Code);
    }

    [Fact]
    public void Halted_orderThatNamesItselfKillSwitch_isDenied()
    {
        var bench = new RiskBench();
        bench.Hold(0.05m);
        bench.Risk.SetTradingState(TradingState.Halted, "test");
        Assert.Equal(RiskCode.TradingHalted, bench.Check(bench.New(OrderSide.Sell, OrderType.Limit, 61_701m, 0.01m, reduceOnly: true, strategy: RiskEngine.KillSwitchOwner)).Code);
    }

    [Fact]
    public void SetTradingState_backToActive_letsOrdersPassAndIsPublished()
    {
        var bench = new RiskBench();
        bench.Risk.SetTradingState(TradingState.Halted, "journal");
        bench.Risk.SetTradingState(TradingState.Active, "operator");
        Assert.True(bench.Check(bench.Buy()).Allowed);
        Assert.Equal([TradingState.Halted, TradingState.Active], bench.StateChanges.Select(change => change.State));
        Assert.Equal("operator", bench.Risk.TradingStateReason);
    }

    [Fact]
    public void CheckSubmit_denied_isCountedAndPublishedWithItsNumbers()
    {
        var bench = new RiskBench();
        Order order = bench.Buy(quantity: 0.17m);
        RiskDecision decision = bench.Check(order);
        RiskDenied denied = Assert.Single(bench.Denials);
        Assert.Equal(decision, denied.Decision);
        Assert.Equal(order.ClientOrderId, denied.ClientOrderId);
        Assert.Equal(1, bench.Risk.Counters.Denied);
    }
}
