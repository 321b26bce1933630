using CsCheck;
using LiveTrading.Engine.Risk;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Tests.Risk;

public sealed class RateAndDuplicateTests
{
    [Theory]
    [InlineData(999.999, RiskCode.OrderRatePerSecond)]
    [InlineData(1000, RiskCode.None)]
    public void OrderRate_windowSlides(double milliseconds, RiskCode expected)
    {
        var bench = new RiskBench(new RiskOptions { MaxOrdersPerSecond = 2, DuplicateWindow = TimeSpan.Zero });
        bench.Work(bench.Buy());
        bench.Clock.Advance(TimeSpan.FromMilliseconds(600));
        bench.Work(bench.Buy());
        bench.Clock.Advance(TimeSpan.FromMilliseconds(milliseconds - 600));
        Assert.Equal(expected, bench.Check(bench.Buy()).Code);
    }

    [Fact]
    public void OrderRate_perMinute_holdsOverAnyMinute()
    {
        var bench = new RiskBench(new RiskOptions { MaxOrdersPerMinute = 3, DuplicateWindow = TimeSpan.Zero });
        for (int i = 0; i < 3; i++)
        {
            bench.Work(bench.Buy());
            bench.Clock.Advance(TimeSpan.FromSeconds(19));
            bench.Requote();
        }

        Assert.Equal(RiskCode.OrderRatePerMinute, bench.Check(bench.Buy()).Code);
        bench.Clock.Advance(TimeSpan.FromSeconds(3));
        Assert.True(bench.Check(bench.Buy()).Allowed);
    }

    [Fact]
    public void OrderRate_deniedOrders_doNotCount()
    {
        var bench = new RiskBench(new RiskOptions { MaxOrdersPerSecond = 1 });
        for (int i = 0; i < 10; i++)
            bench.Check(bench.Buy(quantity: 0.17m));
        Assert.True(bench.Check(bench.Buy()).Allowed);
    }

    [Fact]
    public void OrderRate_wallClockSetBack_changesNothing()
    {
        var bench = new RiskBench(new RiskOptions { MaxOrdersPerSecond = 1, DuplicateWindow = TimeSpan.Zero });
        bench.Work(bench.Buy());
        bench.Clock.MonotonicNanos += 1_000_000_000;
        bench.Clock.Now = new Model.UnixNanos(bench.Clock.Now.Value - 5_000_000_000);
        Assert.True(bench.Check(bench.Buy()).Allowed);
    }

    [Fact]
    public void SlidingRate_anyArrivals_neverMoreThanTheLimitInAnyWindow() => Gen.Select(Gen.Int[1, 10], Gen.Long[0, 300].Array[1, 200]).Sample((limit, gaps) =>
    {
        var rate = new SlidingRate(limit, 1_000);
        var passed = new List<long>();
        long now = 0;
        foreach (long gap in gaps)
        {
            now += gap;
            bool expected = passed.Count(time => now - time < 1_000) < limit;
            if (rate.HasRoom(now) != expected)
                return false;
            if (expected)
            {
                rate.Count(now);
                passed.Add(now);
            }
        }

        return true;
    });

    [Theory]
    [InlineData(99, RiskCode.DuplicateOrder)]
    [InlineData(100, RiskCode.None)]
    public void Duplicate_withinTheWindow_isDenied(int milliseconds, RiskCode expected)
    {
        var bench = new RiskBench();
        bench.Work(bench.Buy());
        bench.Clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
        Assert.Equal(expected, bench.Check(bench.Buy()).Code);
    }

    [Fact]
    public void Duplicate_otherPriceQuantitySideOrStrategy_isNone()
    {
        var bench = new RiskBench();
        bench.Work(bench.Buy());
        Assert.True(bench.Check(bench.Buy(61_699.99m)).Allowed);
        Assert.True(bench.Check(bench.Buy(quantity: 0.01001m)).Allowed);
        Assert.True(bench.Check(bench.Sell(61_700m)).Allowed);
        Assert.True(bench.Check(bench.New(OrderSide.Buy, OrderType.Limit, 61_700m, 0.01m, timeInForce: TimeInForce.Ioc)).Allowed);
        Assert.True(bench.Check(bench.New(OrderSide.Buy, OrderType.Limit, 61_700m, 0.01m, strategy: RiskBench.OtherStrategy)).Allowed);
    }

    [Fact]
    public void Duplicate_secondLegOfAModify_isNone()
    {
        var bench = new RiskBench();
        Order first = bench.Work(bench.Buy());
        var child = new Order
        {
            ClientOrderId = Model.Identifiers.ClientOrderId.Create(7, 1, 999),
            ParentId = first.ClientOrderId,
            Instrument = first.Instrument,
            InstrumentId = first.InstrumentId,
            StrategyId = first.StrategyId,
            Side = first.Side,
            Type = first.Type,
            Price = first.Price,
            Quantity = first.Quantity,
        };
        Assert.True(bench.Check(child).Allowed);
    }

    [Fact]
    public void Duplicate_switchedOff_letsThemPass()
    {
        var bench = new RiskBench(new RiskOptions { DuplicateWindow = TimeSpan.Zero });
        bench.Work(bench.Buy());
        Assert.True(bench.Check(bench.Buy()).Allowed);
    }

    [Fact]
    public void Duplicate_moreOrdersThanTheWindowHolds_forgetsTheOldestOnly()
    {
        var bench = new RiskBench();
        var window = new DuplicateWindow(1_000, 4);
        Order[] orders = [bench.Buy(1m), bench.Buy(2m), bench.Buy(3m), bench.Buy(4m), bench.Buy(5m)];
        foreach (Order order in orders)
            window.Add(order, 10);
        Assert.Equal(-1, window.Age(orders[0], 20));
        Assert.Equal(10, window.Age(orders[1], 20));
        Assert.Equal(10, window.Age(orders[4], 20));
        Assert.Equal(-1, window.Age(orders[4], 1_010));
    }
}
