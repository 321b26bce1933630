using CsCheck;
using LiveTrading.Engine.Risk;
using LiveTrading.Engine.Strategies;
using LiveTrading.Model;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Tests.Risk;

/// <summary>Limits of one strategy hold beside those of the engine, on its own orders and its own position.</summary>
public sealed class StrategyLimitTests
{
    [Fact]
    public void CheckSubmit_limitOfAnotherStrategy_isNotHeldAgainstThisOne()
    {
        RiskBench bench = Limited(limits => limits.MaxOpenOrders = 1);
        bench.Work(bench.Buy());
        Assert.Equal(new RiskDecision(RiskCode.StrategyOpenOrdersLimit, 1m, 2m), bench.Check(bench.Buy(61_699m)));
        Assert.True(bench.Check(Other(bench, OrderSide.Buy, 61_699m)).Allowed);
    }

    [Fact]
    public void CheckSubmit_ordersOfOthers_doNotCountInTheStrategysOpenOrders()
    {
        RiskBench bench = Limited(limits => limits.MaxOpenOrders = 1);
        bench.Work(Other(bench, OrderSide.Buy, 61_700m));
        Assert.True(bench.Check(bench.Buy(61_699m)).Allowed);
    }

    [Fact]
    public void CheckSubmit_ordersOfOthers_doNotCountInTheStrategysRate()
    {
        RiskBench bench = Limited(limits => limits.MaxOrdersPerSecond = 1);
        bench.Work(Other(bench, OrderSide.Buy, 61_700m));
        bench.Work(bench.Buy(61_699m));
        Assert.Equal(new RiskDecision(RiskCode.StrategyOrderRatePerSecond, 1m, 2m), bench.Check(bench.Buy(61_698m)));
        bench.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(bench.Check(bench.Buy(61_698m)).Allowed);
    }

    [Fact]
    public void CheckModify_countsInTheStrategysRate()
    {
        RiskBench bench = Limited(limits => limits.MaxOrdersPerMinute = 2);
        Order order = bench.Work(bench.Buy());
        bench.Risk.OnOrderChanged(order, new OrderEvent { Kind = OrderEventKind.PendingModify, ClientOrderId = order.ClientOrderId, Price = Price.Of(61_699m), Quantity = order.Quantity });
        Assert.Equal(RiskCode.StrategyOrderRatePerMinute, bench.Risk.CheckModify(order, Price.Of(61_698m), order.Quantity).Code);
    }

    [Fact]
    public void CheckSubmit_engineLimit_holdsForAStrategyWithAWiderOneOfItsOwn()
    {
        RiskBench bench = Limited(limits => limits.MaxOrderNotional = 1_000_000m);
        Assert.Equal(RiskCode.OrderNotionalLimit, bench.Check(bench.Buy(quantity: 0.17m)).Code);
    }

    [Fact]
    public void CheckSubmit_strategyPosition_isItsOwnNotTheNet()
    {
        RiskBench bench = Limited(limits => limits.MaxPositionNotional = 4_000m);
        bench.Hold(0.06m);
        bench.Hold(-0.06m, strategy: RiskBench.OtherStrategy);
        Assert.Equal(RiskCode.StrategyPositionNotionalLimit, bench.Check(bench.Buy()).Code);
        Assert.True(bench.Check(Other(bench, OrderSide.Buy, 61_700m)).Allowed);
    }

    [Fact]
    public void CheckSubmit_orderThatMakesTheStrategysPositionSmaller_passes()
    {
        var options = new RiskOptions();
        var bench = new RiskBench(Limits(options, limits => limits.MaxPositionNotional = 1_000m));
        bench.Hold(0.06m);
        Assert.True(bench.Check(bench.Sell(quantity: 0.06m)).Allowed);
        Assert.Equal(RiskCode.StrategyPositionNotionalLimit, bench.Check(bench.Sell(quantity: 0.08m)).Code);
    }

    [Theory]
    [InlineData(RequestState.Unknown)]
    [InlineData(RequestState.Sent)]
    public void CheckSubmit_unknownOrder_countsInTheStrategysPosition(RequestState state)
    {
        RiskBench bench = Limited(limits => limits.MaxPositionNotional = 1_000m);
        Order order = bench.Work(bench.Buy(), accept: false);
        order.SubmitRequest = state;
        bench.Event(order, OrderEventKind.Unknown);
        Assert.Equal(new RiskDecision(RiskCode.StrategyPositionNotionalLimit, 1_000m, 1_234.0002m), bench.Check(bench.Buy(61_699m)));
    }

    [Fact]
    public void TrackOrder_fromTheJournal_countsInTheStrategysOpenOrders()
    {
        RiskBench bench = Limited(limits => limits.MaxOpenOrders = 1);
        Order order = bench.Buy();
        order.State = OrderState.Submitted;
        order.SubmitRequest = RequestState.Unknown;
        bench.Risk.TrackOrder(order);
        Assert.Equal(RiskCode.StrategyOpenOrdersLimit, bench.Check(bench.Buy(61_699m)).Code);
    }

    [Theory]
    [InlineData("KILL-SWITCH")]
    [InlineData("RECOVERED")]
    public void IsValidName_namesTheEngineOwns_areRefused(string id) => Assert.False(StrategyHost.IsValidName(id));

    [Fact]
    public void OnOrderChanged_anyOrdersOpenedAndEnded_strategyLimitsMatchAModel() =>
        Gen.Select(Gen.Bool, Gen.Bool, Gen.Int[1, 30], Gen.Int[0, 4]).Array[1, 40].Sample(steps =>
        {
            RiskBench bench = Limited(limits =>
            {
                limits.MaxOpenOrders = 20;
                limits.MaxPositionNotional = 5_000m;
            });
            decimal bought = 0m, sold = 0m, held = 0m;
            int open = 0;
            foreach ((bool buys, bool own, int lots, int fate) in steps)
            {
                decimal quantity = lots * 0.001m;
                Order order = bench.New(buys ? OrderSide.Buy : OrderSide.Sell, OrderType.Limit, 61_700m, quantity, strategy: own ? RiskBench.Strategy : RiskBench.OtherStrategy);
                bench.Place(order, accept: fate % 2 == 0);
                decimal filled = fate == 3 ? quantity : fate == 2 ? 0.001m : 0m;
                if (filled > 0m)
                    bench.Fill(order, 61_700m, filled);
                if (fate == 4)
                    bench.Cancel(order);
                if (!own)
                    continue;
                held += buys ? filled : -filled;
                decimal leaves = fate == 4 ? 0m : quantity - filled;
                (bought, sold, open) = (bought + (buys ? leaves : 0m), sold + (buys ? 0m : leaves), open + (leaves > 0m ? 1 : 0));
            }

            bench.Balances(10_000_000m, 100m);
            Order next = bench.New(OrderSide.Buy, OrderType.Limit, 61_700m, 0.01m, timeInForce: TimeInForce.Ioc);
            RiskCode expected = open >= 20 ? RiskCode.StrategyOpenOrdersLimit
                : (held + bought + 0.01m) * 61_700.01m > 5_000m ? RiskCode.StrategyPositionNotionalLimit
                : RiskCode.None;
            return bench.Check(next).Code == expected;
        });

    private static Order Other(RiskBench bench, OrderSide side, decimal price) => bench.New(side, OrderType.Limit, price, 0.01m, strategy: RiskBench.OtherStrategy);

    private static RiskBench Limited(Action<StrategyRiskLimits> set) => new(Limits(
        new RiskOptions { MaxOrdersPerSecond = 1_000, MaxOrdersPerMinute = 1_000, MaxPositionNotional = 1_000_000m, MaxGrossExposure = 1_000_000m },
        set));

    private static RiskOptions Limits(RiskOptions options, Action<StrategyRiskLimits> set)
    {
        var limits = new StrategyRiskLimits();
        set(limits);
        options.Strategies[RiskBench.Strategy.Value] = limits;
        return options;
    }
}
