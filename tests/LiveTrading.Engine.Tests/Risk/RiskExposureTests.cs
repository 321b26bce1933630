using CsCheck;
using LiveTrading.Engine.Risk;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Tests.Risk;

/// <summary>Working and unknown orders at the worst case; money that is not shown as held yet; other people's orders.</summary>
public sealed class RiskExposureTests
{
    [Theory]
    [InlineData(RequestKind.Submit)]
    [InlineData(RequestKind.Cancel)]
    [InlineData(RequestKind.Modify)]
    public void CheckSubmit_unknownOrder_countsAsWorking(RequestKind request)
    {
        var bench = new RiskBench(new RiskOptions { MaxPositionNotional = 1_000m });
        Order order = bench.Work(bench.Buy(), accept: request != RequestKind.Submit);
        if (request == RequestKind.Submit)
            order.SubmitRequest = RequestState.Unknown;
        else if (request == RequestKind.Cancel)
            order.CancelRequest = RequestState.Unknown;
        else
            order.ModifyRequest = RequestState.Unknown;
        bench.Event(order, OrderEventKind.Unknown);
        Assert.Equal(new RiskDecision(RiskCode.PositionNotionalLimit, 1_000m, 1_234.0002m), bench.Check(bench.Buy(61_699m)));
    }

    [Fact]
    public void CheckSubmit_afterCancel_orderCountsNothing()
    {
        var bench = new RiskBench(new RiskOptions { MaxPositionNotional = 1_000m });
        bench.Cancel(bench.Work(bench.Buy()));
        Assert.True(bench.Check(bench.Buy(61_699m)).Allowed);
        Assert.Equal(0, bench.Risk.OpenOrderCount);
        Assert.Equal(0m, bench.Risk.GrossExposure);
    }

    [Fact]
    public void CheckSubmit_partlyFilledOrder_countsPositionAndRest()
    {
        var bench = new RiskBench(new RiskOptions { MaxPositionNotional = 1_000m });
        bench.Fill(bench.Work(bench.Buy()), 61_700m, 0.004m);
        Assert.Equal(617.0001m, bench.Risk.GrossExposure);
        Assert.Equal(RiskCode.PositionNotionalLimit, bench.Check(bench.Buy(61_699m)).Code);
        Assert.True(bench.Check(bench.Buy(61_699m, 0.006m)).Allowed);
    }

    [Fact]
    public void CheckSubmit_lateFillAfterCancel_countsThePosition()
    {
        var bench = new RiskBench();
        Order order = bench.Work(bench.Buy());
        bench.Cancel(order);
        OrderEvent late = bench.FillEvent(order, 61_700m, 0.01m);
        order.FilledQuantity = order.Quantity;
        bench.Portfolio.ApplyFill(order, in late);
        bench.Risk.OnOrderChanged(order, in late);
        Assert.Equal(617.0001m, bench.Risk.GrossExposure);
        Assert.Equal(0, bench.Risk.OpenOrderCount);
    }

    [Fact]
    public void CheckSubmit_buysAndSells_countTheLargerSideNotTheSum()
    {
        var bench = new RiskBench(new RiskOptions { MaxGrossExposure = 1_250m });
        bench.Work(bench.Buy(61_600m));
        bench.Work(bench.Sell(61_800m));
        bench.Work(bench.Buy(61_601m));
        Assert.True(bench.Check(bench.Sell(61_801m)).Allowed);
    }

    [Fact]
    public void CheckModify_growing_countsTheLargerUntilTheOutcomeIsKnown()
    {
        var bench = new RiskBench();
        Order order = bench.Work(bench.Buy());
        order.ModifyRequest = RequestState.Unknown;
        bench.Risk.OnOrderChanged(order, new OrderEvent { Kind = OrderEventKind.PendingModify, ClientOrderId = order.ClientOrderId, Price = order.Price, Quantity = Quantity.Of(0.03m) });
        Assert.Equal(1_851.0003m, bench.Risk.GrossExposure);
        order.ModifyRequest = RequestState.None;
        bench.Event(order, OrderEventKind.ModifyRejected);
        Assert.Equal(617.0001m, bench.Risk.GrossExposure);
    }

    [Fact]
    public void CheckModify_shrinking_countsTheOldQuantityUntilTheOutcomeIsKnown()
    {
        var bench = new RiskBench();
        Order order = bench.Work(bench.Buy());
        order.ModifyRequest = RequestState.Sent;
        bench.Risk.OnOrderChanged(order, new OrderEvent { Kind = OrderEventKind.PendingModify, ClientOrderId = order.ClientOrderId, Price = order.Price, Quantity = Quantity.Of(0.005m) });
        Assert.Equal(617.0001m, bench.Risk.GrossExposure);
        order.ModifyRequest = RequestState.None;
        order.Quantity = Quantity.Of(0.005m);
        bench.Event(order, OrderEventKind.Modified);
        Assert.Equal(308.50005m, bench.Risk.GrossExposure);
    }

    [Theory]
    [InlineData(0.02, RiskCode.None)]
    [InlineData(0.02001, RiskCode.PositionQuantityLimit)]
    public void CheckModify_takesThePlaceOfTheOrder(double quantity, RiskCode expected)
    {
        var limits = new InstrumentRiskLimits { MaxPositionQuantity = 0.03m };
        var bench = new RiskBench(new RiskOptions { Instruments = new Dictionary<string, InstrumentRiskLimits> { ["BTCUSDT.BINANCE"] = limits } });
        bench.Work(bench.Buy(61_650m));
        Order order = bench.Work(bench.Buy());
        Assert.Equal(expected, bench.Risk.CheckModify(order, order.Price, Quantity.Of((decimal)quantity)).Code);
    }

    [Fact]
    public void CheckModify_needsOnlyTheAdditionalMoney()
    {
        var bench = new RiskBench();
        bench.Balances(700m, 0m);
        Order order = bench.Work(bench.Buy());
        bench.Clock.Advance(TimeSpan.FromMilliseconds(5));
        bench.Balances(83m, 0m, usdtLocked: 617m);
        Assert.True(bench.Risk.CheckModify(order, order.Price, Quantity.Of(0.0113m)).Allowed);
        Assert.Equal(RiskCode.InsufficientBalance, bench.Risk.CheckModify(order, order.Price, Quantity.Of(0.0114m)).Code);
    }

    [Fact]
    public void CheckModify_countsInTheRate()
    {
        var bench = new RiskBench(new RiskOptions { MaxOrdersPerSecond = 2 });
        Order order = bench.Work(bench.Buy());
        Assert.True(bench.Risk.CheckModify(order, Price.Of(61_699m), order.Quantity).Allowed);
        bench.Risk.OnOrderChanged(order, new OrderEvent { Kind = OrderEventKind.PendingModify, ClientOrderId = order.ClientOrderId, Price = Price.Of(61_699m), Quantity = order.Quantity });
        Assert.Equal(RiskCode.OrderRatePerSecond, bench.Risk.CheckModify(order, Price.Of(61_698m), order.Quantity).Code);
    }

    [Fact]
    public void CheckSubmit_ordersNotYetConfirmed_holdMoneyThatTheAccountStillShowsFree()
    {
        var bench = new RiskBench();
        bench.Balances(1_000m, 0m);
        bench.Work(bench.Buy(), accept: false);
        RiskDecision decision = bench.Check(bench.Buy(61_699m));
        Assert.Equal(new RiskDecision(RiskCode.InsufficientBalance, 383m, 616.99m), decision);
    }

    [Fact]
    public void CheckSubmit_confirmedOrderNotYetInTheBalances_holdsMoney()
    {
        var bench = new RiskBench();
        bench.Balances(1_000m, 0m);
        bench.Work(bench.Buy());
        Assert.Equal(RiskCode.InsufficientBalance, bench.Check(bench.Buy(61_699m)).Code);
    }

    [Fact]
    public void CheckSubmit_confirmedOrderInTheBalances_holdsMoneyOnce()
    {
        var bench = new RiskBench();
        bench.Balances(1_300m, 0m);
        bench.Work(bench.Buy());
        bench.Clock.Advance(TimeSpan.FromMilliseconds(5));
        bench.Balances(683m, 0m, usdtLocked: 617m);
        Assert.True(bench.Check(bench.Buy(61_699m)).Allowed);
    }

    [Fact]
    public void CheckSubmit_fillNotYetInTheBalances_isSpentAlready()
    {
        var bench = new RiskBench();
        bench.Balances(1_000m, 0m);
        bench.Clock.Advance(TimeSpan.FromMilliseconds(5));
        bench.Fill(bench.Work(bench.Buy()), 61_700m);
        Assert.Equal(new RiskDecision(RiskCode.InsufficientBalance, 383m, 616.99m), bench.Check(bench.Buy(61_699m)));
        bench.Balances(1_000m, 0.01m);
        Assert.True(bench.Check(bench.Buy(61_699m)).Allowed);
    }

    [Fact]
    public void CheckSubmit_boughtBaseNotYetInTheBalances_cannotBeSold()
    {
        var bench = new RiskBench();
        bench.Balances(1_000m, 0m);
        bench.Clock.Advance(TimeSpan.FromMilliseconds(5));
        bench.Fill(bench.Work(bench.Buy()), 61_700m);
        Assert.Equal(RiskCode.InsufficientBalance, bench.Check(bench.Sell()).Code);
    }

    [Fact]
    public void SetExternalOrders_countInTheExposure()
    {
        var bench = new RiskBench(new RiskOptions { MaxGrossExposure = 1_000m });
        bench.Risk.SetExternalOrders(RiskBench.Venue, [Foreign(bench, 1)]);
        Assert.Equal(617.0001m, bench.Risk.GrossExposure);
        Assert.Equal(RiskCode.GrossExposureLimit, bench.Check(bench.Buy()).Code);
    }

    [Fact]
    public void SetExternalOrders_countInTheVenuesOpenOrders()
    {
        var bench = new RiskBench(instrument: RiskBench.Btcusdt with { MaxOpenOrders = 2 });
        bench.Risk.SetExternalOrders(RiskBench.Venue, [Foreign(bench, 1), Foreign(bench, 2)]);
        Assert.Equal(RiskCode.VenueOpenOrdersLimit, bench.Check(bench.Buy()).Code);
    }

    [Fact]
    public void SetExternalOrders_holdMoney()
    {
        var bench = new RiskBench();
        bench.Balances(1_000m, 0m);
        bench.Risk.SetExternalOrders(RiskBench.Venue, [Foreign(bench, 1)]);
        Assert.Equal(new RiskDecision(RiskCode.InsufficientBalance, 400m, 431.9m), bench.Check(bench.Buy(quantity: 0.007m)));
    }

    [Fact]
    public void SetExternalOrders_again_replacesThem()
    {
        var bench = new RiskBench();
        bench.Balances(1_000m, 0m);
        bench.Risk.SetExternalOrders(RiskBench.Venue, [Foreign(bench, 1)]);
        bench.Risk.SetExternalOrders(RiskBench.Venue, [Foreign(bench, 1)]);
        Assert.Equal(617.0001m, bench.Risk.GrossExposure);
        bench.Risk.SetExternalOrders(RiskBench.Venue, []);
        Assert.Equal(0m, bench.Risk.GrossExposure);
        Assert.True(bench.Check(bench.Buy()).Allowed);
    }

    [Fact]
    public void TrackOrder_fromTheJournal_countsExposureButNoRate()
    {
        var bench = new RiskBench(new RiskOptions { MaxOrdersPerSecond = 1, MaxPositionNotional = 1_300m });
        Order order = bench.Buy();
        order.State = OrderState.Submitted;
        order.SubmitRequest = RequestState.Unknown;
        bench.Risk.TrackOrder(order);
        Assert.Equal(1, bench.Risk.OpenOrderCount);
        Assert.True(bench.Check(bench.Buy(61_699m)).Allowed);
        Assert.Equal(RiskCode.PositionNotionalLimit, bench.Check(bench.Buy(61_699m, 0.02m)).Code);
    }

    [Fact]
    public void AddVenue_afterOrdersWereRecovered_countsTheirMoney()
    {
        var bench = new RiskBench(connect: false);
        Order order = bench.Buy();
        order.State = OrderState.Accepted;
        bench.Risk.TrackOrder(order);
        bench.Risk.AddVenue(RiskBench.Venue, RiskBench.AccountId, RiskBench.Capabilities);
        bench.Balances(1_000m, 0m);
        bench.Quote(61_700m, 61_700.01m);
        Assert.Equal(new RiskDecision(RiskCode.InsufficientBalance, 383m, 616.99m), bench.Check(bench.Buy(61_699m)));
    }

    [Fact]
    public void CheckSubmit_recoveredMarketOrderWithoutPrice_fillsEveryLimit()
    {
        var bench = new RiskBench(connect: false);
        bench.Risk.AddVenue(RiskBench.Venue, RiskBench.AccountId, RiskBench.Capabilities);
        Order order = bench.Market(OrderSide.Buy);
        order.State = OrderState.Submitted;
        order.SubmitRequest = RequestState.Unknown;
        bench.Cache.AddOrder(order);
        bench.Risk.TrackOrder(order);
        bench.Balances(100_000m, 1m);
        bench.Quote(61_700m, 61_700.01m);
        Assert.Equal(RiskCode.InsufficientBalance, bench.Check(bench.Buy()).Code);
        bench.End(order, OrderState.Rejected, OrderEventKind.Rejected);
        Assert.True(bench.Check(bench.Buy()).Allowed);
    }

    [Fact]
    public void CheckSubmit_changedInstrumentRules_holdAtOnce()
    {
        var bench = new RiskBench();
        Assert.True(bench.Check(bench.Buy()).Allowed);
        bench.Cache.AddInstrument(RiskBench.Btcusdt with { Status = InstrumentStatus.Halted });
        Assert.Equal(RiskCode.InstrumentNotTrading, bench.Check(bench.Buy()).Code);
    }

    [Fact]
    public void CheckSubmit_perpetual_needsMarginAtItsRate()
    {
        var bench = new RiskBench(new RiskOptions { InitialMarginRate = 0.1m }, instrument: RiskBench.Btcusdt with { Kind = InstrumentKind.Perpetual });
        bench.Balances(62m, 0m);
        Assert.True(bench.Check(bench.Sell()).Allowed);
        Assert.Equal(RiskCode.InsufficientBalance, bench.Check(bench.Sell(quantity: 0.0101m)).Code);
    }

    [Fact]
    public void OnOrderChanged_anyOrdersOpenedChangedAndEnded_leaveNothingBehind() => Gen.Select(Gen.Bool, Gen.Int[1, 50], Gen.Int[0, 3]).Array[1, 40].Sample(steps =>
    {
        var bench = new RiskBench();
        var orders = new List<Order>();
        foreach ((bool buys, int lots, int change) in steps)
        {
            Order order = bench.Limit(buys ? OrderSide.Buy : OrderSide.Sell, 61_700m, lots * 0.001m);
            bench.Place(order, accept: change % 2 == 0);
            if (change == 2)
            {
                order.ModifyRequest = RequestState.Unknown;
                bench.Risk.OnOrderChanged(order, new OrderEvent { Kind = OrderEventKind.PendingModify, ClientOrderId = order.ClientOrderId, Price = Price.Of(61_900m), Quantity = Quantity.Of(lots * 0.002m) });
            }

            orders.Add(order);
        }

        decimal bought = steps.Where(step => step.Item1).Sum(step => step.Item2 * 0.001m * (step.Item3 == 2 ? 2 : 1));
        decimal sold = steps.Where(step => !step.Item1).Sum(step => step.Item2 * 0.001m * (step.Item3 == 2 ? 2 : 1));
        bool worstIsRight = bench.Risk.GrossExposure == Math.Max(bought, sold) * 61_700.01m;
        foreach (Order order in orders)
            bench.Cancel(order);
        bench.Balances(617m, 0.01m);
        bench.Clock.Advance(TimeSpan.FromMinutes(1));
        bench.Requote();
        return worstIsRight && bench.Risk.OpenOrderCount == 0 && bench.Risk.GrossExposure == 0m
            && bench.Check(bench.Buy()).Allowed && bench.Check(bench.Sell()).Allowed;
    });

    private static OrderStatusReport Foreign(RiskBench bench, ulong id) => new()
    {
        VenueOrderId = new VenueOrderId(id),
        Instrument = bench.Bitcoin,
        Side = OrderSide.Buy,
        Type = OrderType.Limit,
        Status = VenueOrderStatus.Open,
        Price = Price.Of(60_000m),
        Quantity = Quantity.Of(0.01m),
    };
}
