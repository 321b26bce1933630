using LiveTrading.Engine.Portfolios;
using LiveTrading.Engine.Risk;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Tests.Risk;

/// <summary>Exactly at a limit an order passes; one unit beyond it is denied. Huge numbers never pass by overflow.</summary>
public sealed class RiskBoundaryTests
{
    [Theory]
    [InlineData(0.01, RiskCode.None)]
    [InlineData(0.01001, RiskCode.OrderQuantityLimit)]
    public void CheckSubmit_orderQuantity_limitIsAllowed(double quantity, RiskCode expected)
    {
        var bench = new RiskBench(Limits(limits => limits.MaxOrderQuantity = 0.01m));
        Assert.Equal(expected, bench.Check(bench.Buy(quantity: (decimal)quantity)).Code);
    }

    [Theory]
    [InlineData(0.1, RiskCode.None)]
    [InlineData(0.10001, RiskCode.OrderNotionalLimit)]
    public void CheckSubmit_orderNotional_limitIsAllowed(double quantity, RiskCode expected)
    {
        var bench = new RiskBench(new RiskOptions { MaxOrderNotional = 6_170m });
        Assert.Equal(expected, bench.Check(bench.Buy(quantity: (decimal)quantity)).Code);
    }

    [Fact]
    public void CheckSubmit_orderNotional_limitAndActualAreExact()
    {
        var bench = new RiskBench(new RiskOptions { MaxOrderNotional = 617m });
        RiskDecision decision = bench.Check(bench.Buy(quantity: 0.01001m));
        Assert.Equal(new RiskDecision(RiskCode.OrderNotionalLimit, 617m, 617.617m), decision);
    }

    [Theory]
    [InlineData(0.00501, RiskCode.PositionQuantityLimit)]
    [InlineData(0.005, RiskCode.None)]
    public void CheckSubmit_positionWithWorkingOrders_limitIsAllowed(double quantity, RiskCode expected)
    {
        var bench = new RiskBench(Limits(limits => limits.MaxPositionQuantity = 0.1m));
        bench.Hold(0.045m);
        bench.Work(bench.Buy(quantity: 0.05m));
        Assert.Equal(expected, bench.Check(bench.Buy(quantity: (decimal)quantity)).Code);
    }

    [Theory]
    [InlineData(0.1, RiskCode.None)]
    [InlineData(0.10001, RiskCode.PositionQuantityLimit)]
    public void CheckSubmit_shortPosition_limitIsAllowed(double quantity, RiskCode expected)
    {
        var bench = new RiskBench(Limits(limits => limits.MaxPositionQuantity = 0.1m));
        Assert.Equal(expected, bench.Check(bench.Sell(quantity: (decimal)quantity)).Code);
    }

    [Fact]
    public void CheckSubmit_positionBeyondLoweredLimit_reducingOrderPasses()
    {
        var bench = new RiskBench(new RiskOptions { MaxPositionNotional = 3_000m, MaxGrossExposure = 3_000m });
        bench.Hold(0.1m);
        Assert.Equal(RiskCode.PositionNotionalLimit, bench.Check(bench.Buy()).Code);
        Assert.True(bench.Check(bench.Sell()).Allowed);
    }

    [Theory]
    [InlineData(2_000, RiskCode.None)]
    [InlineData(1_999, RiskCode.GrossExposureLimit)]
    public void CheckSubmit_grossExposure_sumsInstruments(int limit, RiskCode expected)
    {
        var bench = new RiskBench(new RiskOptions { MaxGrossExposure = limit, ConversionRates = new Dictionary<string, decimal> { ["BTC"] = 50_000m } });
        bench.Quote(100m, 100m);
        InstrumentHandle ether = bench.Cache.AddInstrument(RiskBench.Ethbtc);
        bench.Quote(ether, 0.05m, 0.05m);
        bench.Risk.AddVenue(RiskBench.Venue, RiskBench.AccountId, RiskBench.Capabilities);

        // 10 BTC at 100 USDT, then 0.4 ETH at 0.05 BTC, 50,000 USDT each: 1,000 and 1,000, the conversion rounded up by 10^-8 BTC.
        bench.Work(bench.Buy(100m, 10m));
        decimal quantity = limit == 2_000 ? 0.3999m : 0.4m;
        Assert.Equal(expected, bench.Check(bench.New(OrderSide.Buy, OrderType.Limit, 0.05m, quantity, instrument: ether)).Code);
    }

    [Theory]
    [InlineData(63_000, RiskCode.None)]
    [InlineData(63_000.01, RiskCode.PriceOutsideBand)]
    [InlineData(57_000, RiskCode.None)]
    [InlineData(56_999.99, RiskCode.PriceOutsideBand)]
    public void CheckSubmit_priceBand_edgeIsAllowed(double price, RiskCode expected)
    {
        var bench = new RiskBench();
        bench.Quote(59_999m, 60_001m);
        Assert.Equal(expected, bench.Check(bench.Sell((decimal)price)).Code);
    }

    [Fact]
    public void CheckSubmit_priceBand_denialNamesTheEdge()
    {
        var bench = new RiskBench();
        bench.Quote(59_999m, 60_001m);
        Assert.Equal(new RiskDecision(RiskCode.PriceOutsideBand, 57_000m, 56_000m), bench.Check(bench.Buy(56_000m)));
    }

    [Theory]
    [InlineData(OrderSide.Buy, 60_600, RiskCode.None)]
    [InlineData(OrderSide.Buy, 60_600.01, RiskCode.PriceOutsideVenueBand)]
    [InlineData(OrderSide.Buy, 59_400, RiskCode.None)]
    [InlineData(OrderSide.Buy, 59_399.99, RiskCode.PriceOutsideVenueBand)]
    [InlineData(OrderSide.Sell, 61_200, RiskCode.None)]
    [InlineData(OrderSide.Sell, 61_200.01, RiskCode.PriceOutsideVenueBand)]
    [InlineData(OrderSide.Sell, 58_800, RiskCode.None)]
    [InlineData(OrderSide.Sell, 58_799.99, RiskCode.PriceOutsideVenueBand)]
    public void CheckSubmit_venueBand_hasEdgesOfItsOwnPerSide(OrderSide side, double price, RiskCode expected)
    {
        var bench = new RiskBench(instrument: RiskBench.Btcusdt with
        {
            BuyPriceMultiplierUp = 1.01m,
            BuyPriceMultiplierDown = 0.99m,
            SellPriceMultiplierUp = 1.02m,
            SellPriceMultiplierDown = 0.98m,
        });
        bench.Quote(59_999m, 60_001m);
        Assert.Equal(expected, bench.Check(bench.Limit(side, (decimal)price)).Code);
    }

    [Theory]
    [InlineData(OrderSide.Buy, 61_700.00, RiskCode.None)]
    [InlineData(OrderSide.Buy, 61_700.01, RiskCode.PostOnlyWouldCross)]
    [InlineData(OrderSide.Sell, 61_700.01, RiskCode.None)]
    [InlineData(OrderSide.Sell, 61_700.00, RiskCode.PostOnlyWouldCross)]
    public void CheckSubmit_postOnly_touchingTheOtherSideIsDenied(OrderSide side, double price, RiskCode expected)
    {
        var bench = new RiskBench();
        Assert.Equal(expected, bench.Check(bench.New(side, OrderType.Limit, (decimal)price, 0.01m, postOnly: true)).Code);
    }

    [Theory]
    [InlineData(5, RiskCode.None)]
    [InlineData(5.00001, RiskCode.NotionalBelowMinimum)]
    public void CheckSubmit_minimumNotional_isAllowed(double minimum, RiskCode expected)
    {
        var bench = new RiskBench(instrument: RiskBench.Btcusdt with { MinNotional = (decimal)minimum });
        bench.Quote(50_000m, 50_000.01m);
        Assert.Equal(expected, bench.Check(bench.Buy(50_000m, 0.0001m)).Code);
    }

    [Theory]
    [InlineData(true, RiskCode.NotionalBelowMinimum)]
    [InlineData(false, RiskCode.None)]
    public void CheckSubmit_minimumNotionalOfMarketOrder_holdsWhereTheVenueSaysSo(bool applies, RiskCode expected)
    {
        var bench = new RiskBench(instrument: RiskBench.Btcusdt with { MinNotional = 700m, MinNotionalAppliesToMarket = applies });
        Assert.Equal(expected, bench.Check(bench.Market(OrderSide.Buy)).Code);
    }

    [Theory]
    [InlineData(true, RiskCode.NotionalAboveMaximum)]
    [InlineData(false, RiskCode.None)]
    public void CheckSubmit_maximumNotionalOfMarketOrder_holdsWhereTheVenueSaysSo(bool applies, RiskCode expected)
    {
        var bench = new RiskBench(instrument: RiskBench.Btcusdt with { MaxNotional = 600m, MaxNotionalAppliesToMarket = applies });
        Assert.Equal(expected, bench.Check(bench.Market(OrderSide.Buy)).Code);
    }

    [Theory]
    [InlineData(0.02, RiskCode.None)]
    [InlineData(0.025, RiskCode.QuantityOffLot)]
    [InlineData(0.05, RiskCode.QuantityAboveMaximum)]
    public void CheckSubmit_marketOrder_hasGridAndSizeOfItsOwn(double quantity, RiskCode expected)
    {
        var bench = new RiskBench(instrument: RiskBench.Btcusdt with { MarketLotSize = Quantity.Of(0.01m), MaxMarketQuantity = Quantity.Of(0.04m) });
        Assert.Equal(expected, bench.Check(bench.Market(OrderSide.Buy, (decimal)quantity)).Code);
    }

    [Theory]
    [InlineData(1.01, RiskCode.None)]
    [InlineData(1.00999, RiskCode.VenuePositionLimit)]
    public void CheckSubmit_venuePosition_balanceAndWorkingBuysCount(double maximum, RiskCode expected)
    {
        var bench = new RiskBench(instrument: RiskBench.Btcusdt with { MaxPosition = Quantity.Of((decimal)maximum) });
        Assert.Equal(expected, bench.Check(bench.Buy()).Code);
    }

    [Theory]
    [InlineData(617.00, RiskCode.None)]
    [InlineData(616.99, RiskCode.InsufficientBalance)]
    public void CheckSubmit_buyWithExactBalance_isAllowed(double free, RiskCode expected)
    {
        var bench = new RiskBench();
        bench.Balances((decimal)free, 0m);
        Assert.Equal(expected, bench.Check(bench.Buy()).Code);
    }

    [Theory]
    [InlineData(0.01, RiskCode.None)]
    [InlineData(0.00999999, RiskCode.InsufficientBalance)]
    public void CheckSubmit_sellWithExactBalance_isAllowed(double free, RiskCode expected)
    {
        var bench = new RiskBench();
        bench.Balances(0m, (decimal)free);
        Assert.Equal(expected, bench.Check(bench.Sell()).Code);
    }

    [Fact]
    public void CheckSubmit_marketBuy_needsTheSlippageToo()
    {
        var bench = new RiskBench();
        bench.Balances(617.01m, 0m);
        Assert.Equal(RiskCode.InsufficientBalance, bench.Check(bench.Market(OrderSide.Buy)).Code);
        bench.Balances(623.2m, 0m);
        Assert.True(bench.Check(bench.Market(OrderSide.Buy)).Allowed);
    }

    [Theory]
    [InlineData(30_000, RiskCode.None)]
    [InlineData(30_001, RiskCode.MarketPriceStale)]
    public void CheckSubmit_priceAge_limitIsAllowed(int milliseconds, RiskCode expected)
    {
        var bench = new RiskBench();
        bench.Clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
        Assert.Equal(expected, bench.Check(bench.Buy()).Code);
    }

    [Fact]
    public void CheckSubmit_priceFromTheFuture_isStale()
    {
        var bench = new RiskBench();
        bench.Clock.Now = new UnixNanos(bench.Clock.Now.Value - 31 * UnixNanos.PerSecond);
        Assert.Equal(RiskCode.MarketPriceStale, bench.Check(bench.Buy()).Code);
    }

    [Fact]
    public void CheckSubmit_lostFeed_isStale()
    {
        var bench = new RiskBench();
        bench.Cache.SetStale(bench.Bitcoin, true);
        Assert.Equal(RiskCode.MarketPriceStale, bench.Check(bench.Buy()).Code);
    }

    [Theory]
    [InlineData(61_701, 61_700)]
    [InlineData(0, 61_700)]
    [InlineData(61_700, 0)]
    public void CheckSubmit_crossedOrOneSidedQuote_isNoPrice(double bid, double ask)
    {
        var bench = new RiskBench();
        bench.Quote((decimal)bid, (decimal)ask);
        Assert.Equal(RiskCode.NoMarketPrice, bench.Check(bench.Buy()).Code);
    }

    [Theory]
    [InlineData(OrderSide.Buy)]
    [InlineData(OrderSide.Sell)]
    public void CheckSubmit_largestQuantityAndPrice_isDenied(OrderSide side)
    {
        var options = new RiskOptions
        {
            MaxOrderNotional = RiskOptions.LargestAmount,
            MaxPositionNotional = RiskOptions.LargestAmount,
            MaxGrossExposure = RiskOptions.LargestAmount,
            MaxPriceDeviation = 1m,
        };
        var bench = new RiskBench(options, instrument: new Instrument { Id = RiskBench.Btcusdt.Id, BaseCurrency = "BTC", QuoteCurrency = "USDT" });
        var huge = new Price(long.MaxValue);
        bench.Cache.SetQuote(new QuoteTick(bench.Bitcoin, huge, Quantity.Of(1m), huge, Quantity.Of(1m), 1, default, bench.Clock.Now));
        bench.Balances(79_000_000_000_000_000_000_000_000_000m, 79_000_000_000_000_000_000_000_000_000m);
        Order order = bench.Limit(side, 1m);
        order.Price = huge;
        order.Quantity = new Quantity(long.MaxValue);
        Assert.Equal(RiskCode.OrderNotionalLimit, bench.Check(order).Code);
        order.Quantity = new Quantity(1);
        Assert.True(bench.Check(order).Allowed);
    }

    [Fact]
    public void CheckSubmit_manyHugeUnknownOrders_neverOverflowIntoAPass()
    {
        var bench = new RiskBench(new RiskOptions { MaxOpenOrders = 10_000, MaxOpenOrdersPerInstrument = 10_000 }, instrument: RiskBench.Btcusdt with { MaxOpenOrders = 0 });
        for (int i = 0; i < 2_000; i++)
        {
            Order order = bench.Buy();
            order.Price = new Price(long.MaxValue - i);
            order.Quantity = new Quantity(long.MaxValue);
            bench.Place(order, accept: false);
        }

        Assert.Equal(RiskCode.PositionNotionalLimit, bench.Check(bench.Buy(quantity: 0.0001m)).Code);
        Assert.Equal(WideAmount.ToDecimal(WideAmount.Cap), bench.Risk.GrossExposure);
    }

    [Fact]
    public void CheckSubmit_hugeOrdersEnded_countNothingAnyMore()
    {
        var bench = new RiskBench();
        Order order = bench.Buy();
        order.Price = new Price(long.MaxValue);
        order.Quantity = new Quantity(long.MaxValue);
        bench.Place(order, accept: false);
        bench.End(order, OrderState.Rejected, OrderEventKind.Rejected);
        Assert.Equal(0m, bench.Risk.GrossExposure);
        Assert.True(bench.Check(bench.Buy()).Allowed);
    }

    [Fact]
    public void CheckSubmit_conversion_roundsUpAndSaturates()
    {
        Assert.Equal(WideAmount.Cap, WideAmount.Convert(WideAmount.Cap, (long)(RiskOptions.LargestConversionRate * FixedPoint.One)));
        Assert.Equal((Int128)2, WideAmount.Convert(1, 2));
        Assert.Equal((Int128)12_345, WideAmount.Convert(12_345, FixedPoint.One));
    }

    [Theory]
    [InlineData(-1L, 5L)]
    [InlineData(5L, -1L)]
    [InlineData(0L, 5L)]
    [InlineData(long.MinValue, long.MinValue)]
    public void Notional_ofNegativeFactors_isZero(long quantity, long price) => Assert.Equal(Int128.Zero, WideAmount.Notional(quantity, price));

    [Fact]
    public void Notional_ofLargestFactors_isTheCap()
    {
        Assert.Equal(WideAmount.Cap, WideAmount.Notional(long.MaxValue, long.MaxValue));
        Assert.Equal(WideAmount.Cap, WideAmount.Notional(Int128.MaxValue, long.MaxValue));
        Assert.Equal(WideAmount.Cap, WideAmount.OfQuantity(Int128.MaxValue));
    }

    private static RiskOptions Limits(Action<InstrumentRiskLimits> set)
    {
        var limits = new InstrumentRiskLimits();
        set(limits);
        return new RiskOptions { Instruments = new Dictionary<string, InstrumentRiskLimits> { ["BTCUSDT.BINANCE"] = limits } };
    }
}
