using LiveTrading.Engine.Events;
using LiveTrading.Engine.Risk;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Tests.Risk;

public sealed class LossLimitTests
{
    // The bench starts at 2024-08-08T07:00:00Z.
    private static readonly TimeSpan UntilMidnight = TimeSpan.FromHours(17);

    [Theory]
    [InlineData(61_200.01, RiskCode.None)]
    [InlineData(61_200.00, RiskCode.DailyLossLimit)]
    public void DailyLoss_atTheLimit_isReached(double bid, RiskCode expected)
    {
        RiskBench bench = Holding(new RiskOptions { MaxDailyLoss = 50m });
        bench.Quote((decimal)bid, (decimal)bid + 0.01m);
        bench.Clock.Advance(TimeSpan.FromMilliseconds(101));
        Assert.Equal(expected, bench.Check(bench.Buy(61_200m)).Code);
    }

    [Fact]
    public void DailyLoss_commissionsCount()
    {
        var bench = new RiskBench(new RiskOptions { MaxDailyLoss = 1m });
        bench.Fill(bench.Work(bench.Buy()), 61_700m, commission: 1m, currency: "USDT");
        Assert.Equal(RiskCode.DailyLossLimit, bench.Check(bench.Buy(61_699m)).Code);
        Assert.Equal(1m, bench.Risk.DailyLoss);
    }

    [Fact]
    public void DailyLoss_commissionsInAThirdCurrency_countAtItsOffer()
    {
        var bench = new RiskBench(new RiskOptions { MaxDailyLoss = 50m });
        List<AlertEvent> alerts = Alerts(bench);
        Bnb(bench, 600m);
        bench.Fill(bench.Work(bench.Buy()), 61_700m, commission: 0.01m, currency: "BNB");
        bench.Risk.EvaluateLosses();
        Assert.Equal(6m, bench.Risk.DailyLoss);
        Bnb(bench, 700m);
        bench.Risk.EvaluateLosses();
        Assert.Equal((7m, -7m), (bench.Risk.DailyLoss, bench.Risk.StrategyPnl(RiskBench.Strategy)));
        Assert.Empty(alerts);
    }

    [Fact]
    public void DailyLoss_commissionsInAThirdCurrencyWithARate_countAtTheRate()
    {
        var options = new RiskOptions { MaxDailyLoss = 50m };
        options.ConversionRates["BNB"] = 500m;
        var bench = new RiskBench(options);
        bench.Fill(bench.Work(bench.Buy()), 61_700m, commission: 0.01m, currency: "BNB");
        bench.Risk.EvaluateLosses();
        Assert.Equal(5m, bench.Risk.DailyLoss);
    }

    [Fact]
    public void DailyLoss_commissionsThatNothingValues_leaveReducingOrdersOnlyUntilAPriceIsThere()
    {
        var bench = new RiskBench(new RiskOptions { MaxDailyLoss = 50m });
        List<AlertEvent> alerts = Alerts(bench);
        bench.Fill(bench.Work(bench.Buy()), 61_700m, commission: 0.01m, currency: "BNB");
        for (int i = 0; i < 5; i++)
            bench.Risk.EvaluateLosses();
        Assert.Contains("BNB", Assert.Single(alerts, a => a.Code == AlertCode.FeesNotValued).Text, StringComparison.Ordinal);
        Assert.Equal(RiskCode.FeesNotValued, bench.Check(bench.Buy(61_699m)).Code);
        Assert.True(bench.Check(bench.Sell(quantity: 0.01m)).Allowed);

        Bnb(bench, 600m);
        bench.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(bench.Check(bench.Buy(61_699m)).Allowed);
        Assert.Equal(6m, bench.Risk.DailyLoss);
    }

    [Fact]
    public void DailyLoss_commissionsThatNothingValues_aLimitIsReachedByTheRestAllTheSame()
    {
        var bench = new RiskBench(new RiskOptions { MaxDailyLoss = 50m });
        bench.Fill(bench.Work(bench.Buy(quantity: 0.1m)), 61_700m, commission: 0.01m, currency: "BNB");
        Lose(bench, 61_000m);
        Assert.Equal(RiskCode.DailyLossLimit, Assert.Single(bench.LimitsReached).Decision.Code);
    }

    [Fact]
    public void DailyLoss_commissionsInACurrencyWithABookAlone_countAtItsOffer()
    {
        var bench = new RiskBench(new RiskOptions { MaxDailyLoss = 50m });
        InstrumentHandle bnb = bench.Cache.AddInstrument(RiskBench.Btcusdt with { Id = new InstrumentId("BNBUSDT", RiskBench.Venue), BaseCurrency = "BNB" });
        var update = new BookUpdate(bnb, 1, 1, bench.Clock.Now, bench.Clock.Now);
        bench.Cache.Book(bnb).Load(in update, [new BookLevel(Price.Of(599m), Quantity.Of(1m))], [new BookLevel(Price.Of(600m), Quantity.Of(1m))]);
        bench.Cache.Book(bnb).MarkValid();
        bench.Fill(bench.Work(bench.Buy()), 61_700m, commission: 0.01m, currency: "BNB");
        bench.Risk.EvaluateLosses();
        Assert.Equal(6m, bench.Risk.DailyLoss);
    }

    [Fact]
    public void DailyLoss_reached_reducingOrdersPass()
    {
        RiskBench bench = Holding(new RiskOptions { MaxDailyLoss = 50m });
        Lose(bench, 60_000m);
        Assert.True(bench.Check(bench.Sell(60_000m, 0.1m)).Allowed);
        Assert.Equal(RiskCode.DailyLossLimit, bench.Check(bench.Sell(60_000m, 0.11m)).Code);
    }

    [Fact]
    public void DailyLoss_recovered_staysReachedUntilTheDayEnds()
    {
        RiskBench bench = Holding(new RiskOptions { MaxDailyLoss = 50m });
        Lose(bench, 60_000m);
        Lose(bench, 61_700m);
        Assert.Equal(RiskCode.DailyLossLimit, bench.Check(bench.Buy(61_700m)).Code);
        bench.Clock.Advance(UntilMidnight);
        bench.Requote();
        Assert.True(bench.Check(bench.Buy(61_700m)).Allowed);
    }

    [Fact]
    public void DailyLoss_newDay_countsFromItsStart()
    {
        RiskBench bench = Holding(new RiskOptions { MaxDailyLoss = 50m });
        Lose(bench, 61_300m);
        bench.Clock.Advance(UntilMidnight);
        bench.Requote();
        bench.Risk.EvaluateLosses();
        Lose(bench, 60_900m);
        Assert.True(bench.Check(bench.Buy(60_900m)).Allowed);
        Assert.Equal(40m, bench.Risk.DailyLoss);
        Assert.Equal(80m, bench.Risk.CurrentDrawdown);
    }

    [Fact]
    public void DailyLoss_shortPosition_isMarkedAtTheOffer()
    {
        var bench = new RiskBench(new RiskOptions { MaxDailyLoss = 50m });
        bench.Hold(-0.1m);
        bench.Quote(61_700m, 62_200m);
        bench.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(RiskCode.DailyLossLimit, bench.Check(bench.Sell(62_000m)).Code);
    }

    [Fact]
    public void DailyLoss_withoutAQuote_isMarkedAtTheLastFill()
    {
        var bench = new RiskBench(connect: false);
        bench.Risk.AddVenue(RiskBench.Venue, RiskBench.AccountId, RiskBench.Capabilities);
        bench.Hold(0.1m, 61_700m);
        bench.Risk.EvaluateLosses();
        Assert.Equal(0m, bench.Risk.CurrentPnl);
    }

    [Fact]
    public void Drawdown_countsFromThePeak()
    {
        RiskBench bench = Holding(new RiskOptions { MaxDrawdown = 50m });
        Lose(bench, 62_700m);
        Lose(bench, 62_200.01m);
        Assert.True(bench.Check(bench.Buy(62_200m)).Allowed);
        Lose(bench, 62_200m);
        Assert.Equal(RiskCode.DrawdownLimit, bench.Check(bench.Buy(62_200m)).Code);
        bench.Clock.Advance(UntilMidnight);
        bench.Requote();
        Assert.Equal(RiskCode.DrawdownLimit, bench.Check(bench.Buy(62_200m)).Code);
        bench.Risk.ResetDrawdown();
        Assert.True(bench.Check(bench.Buy(62_200m)).Allowed);
    }

    [Fact]
    public void StrategyLoss_stopsThatStrategyOnly()
    {
        RiskBench bench = Holding(new RiskOptions { MaxStrategyLoss = 50m });
        Lose(bench, 61_200m);
        Assert.Equal(RiskCode.StrategyLossLimit, bench.Check(bench.Buy(61_200m)).Code);
        Assert.True(bench.Check(bench.Sell(61_200m, 0.1m)).Allowed);
        Assert.True(bench.Check(bench.New(OrderSide.Buy, OrderType.Limit, 61_200m, 0.01m, strategy: RiskBench.OtherStrategy)).Allowed);
        bench.Risk.ResetStrategyLoss(RiskBench.Strategy);
        Assert.True(bench.Check(bench.Buy(61_200m)).Allowed);
    }

    [Fact]
    public void StrategyLoss_ownLimit_goesBeforeTheGeneralOne()
    {
        RiskBench bench = Holding(new RiskOptions { Strategies = new Dictionary<string, StrategyRiskLimits> { [RiskBench.Strategy.Value] = new() { MaxLoss = 10m } } });
        Lose(bench, 61_600m);
        Assert.Equal(new RiskDecision(RiskCode.StrategyLossLimit, 10m, 10m), bench.Check(bench.Buy(61_600m)));
    }

    [Fact]
    public void LimitReached_isPublishedOnceAndItsBaselinesStored()
    {
        RiskBench bench = Holding(new RiskOptions { MaxDailyLoss = 50m });
        Lose(bench, 60_000m);
        bench.Risk.EvaluateLosses();
        bench.Risk.EvaluateLosses();
        LossLimitReached reached = Assert.Single(bench.LimitsReached);
        Assert.Equal(new RiskDecision(RiskCode.DailyLossLimit, 50m, 170m), reached.Decision);
        Assert.True(bench.Baselines[^1].DailyLossReached);
    }

    [Fact]
    public void RestoreBaselines_afterARestart_forgivesNothing()
    {
        RiskBench before = Holding(new RiskOptions { MaxDailyLoss = 50m, MaxStrategyLoss = 60m });
        Lose(before, 61_000m);
        RiskBaselines stored = before.Risk.ExportBaselines();

        RiskBench after = Holding(new RiskOptions { MaxDailyLoss = 50m, MaxStrategyLoss = 60m });
        after.Risk.RestoreBaselines(stored);
        after.Quote(61_700m, 61_700.01m);
        Assert.Equal(RiskCode.DailyLossLimit, after.Check(after.Buy()).Code);
        Assert.True(after.Risk.ExportBaselines().DailyLossReached);
        Assert.Contains(after.Risk.ExportBaselines().Strategies, strategy => strategy.LossReached && strategy.StrategyId == RiskBench.Strategy);
    }

    [Fact]
    public void RestoreBaselines_sameDay_countsTheLossBeforeTheRestart()
    {
        RiskBench before = Holding(new RiskOptions { MaxDailyLoss = 50m });
        Lose(before, 61_300m);
        RiskBaselines stored = before.Risk.ExportBaselines();
        RiskBench after = Holding(new RiskOptions { MaxDailyLoss = 50m });
        after.Risk.RestoreBaselines(stored);
        Lose(after, 61_200m);
        Assert.Equal(RiskCode.DailyLossLimit, after.Check(after.Buy(61_200m)).Code);
    }

    [Fact]
    public void RestoreBaselines_onTheNextDay_startsTheDayAnew()
    {
        RiskBench before = Holding(new RiskOptions { MaxDailyLoss = 50m });
        Lose(before, 61_000m);
        RiskBaselines stored = before.Risk.ExportBaselines();
        RiskBench after = Holding(new RiskOptions { MaxDailyLoss = 50m });
        after.Risk.RestoreBaselines(stored);
        after.Clock.Advance(UntilMidnight);
        after.Quote(61_000m, 61_000.01m);
        Assert.True(after.Check(after.Buy(61_000m)).Allowed);
        Assert.Equal(0m, after.Risk.DailyLoss);
        Assert.Equal(70m, after.Risk.CurrentDrawdown);
    }

    [Theory]
    [InlineData(61_300)]
    [InlineData(62_100)]
    public void RestoreBaselines_acrossMidnightWhileDown_dayBeginsAtTheMarketNotAtTheLastFill(int price)
    {
        RiskBench before = Holding(new RiskOptions { MaxDailyLoss = 30m });
        RiskBaselines stored = before.Risk.ExportBaselines();
        RiskBench after = Restarted(new RiskOptions { MaxDailyLoss = 30m }, stored, UntilMidnight);

        // The engine evaluates before the first price comes.
        after.Risk.EvaluateLosses();
        Assert.Equal(RiskCode.LossesUnknown, after.Check(BuyOther(after)).Code);
        Lose(after, price);

        Assert.Equal(0m, after.Risk.DailyLoss);
        Assert.True(after.Check(after.Buy(price)).Allowed);
        Lose(after, price - 300m);
        Assert.Equal(RiskCode.DailyLossLimit, after.Check(after.Buy(price - 300m)).Code);
    }

    [Fact]
    public void RestoreBaselines_sameDayBeforeThePrice_reachesNoLimitOnAGuess()
    {
        RiskBench before = Holding(new RiskOptions { MaxDailyLoss = 50m, MaxDrawdown = 50m });
        before.Clock.Advance(UntilMidnight);
        Lose(before, 62_700m);
        RiskBaselines stored = before.Risk.ExportBaselines();
        RiskBench after = Restarted(new RiskOptions { MaxDailyLoss = 50m, MaxDrawdown = 50m }, stored, UntilMidnight);

        after.Risk.EvaluateLosses();
        Lose(after, 62_700m);

        Assert.Empty(after.LimitsReached);
        Assert.True(after.Check(after.Buy(62_700m)).Allowed);
    }

    [Fact]
    public void RestoreBaselines_priceThatNeverComes_isGivenUp()
    {
        RiskBench before = Holding(new RiskOptions());
        RiskBench after = Restarted(new RiskOptions(), before.Risk.ExportBaselines(), TimeSpan.Zero);
        after.Risk.EvaluateLosses();
        Assert.Equal(RiskCode.LossesUnknown, after.Check(BuyOther(after)).Code);

        after.Clock.Advance(TimeSpan.FromSeconds(30.1));
        after.Risk.EvaluateLosses();

        Assert.True(after.Check(BuyOther(after)).Allowed);
        Assert.Equal(0m, after.Risk.CurrentPnl);
    }

    [Fact]
    public void Reset_beforeThePrice_countsFromTheMarketNotFromTheLastFill()
    {
        var options = new RiskOptions { MaxDailyLoss = 50m, MaxDrawdown = 50m, MaxStrategyLoss = 50m };
        RiskBench before = Holding(options);
        Lose(before, 61_000m);
        RiskBench after = Restarted(options, before.Risk.ExportBaselines(), TimeSpan.Zero);
        after.Risk.EvaluateLosses();

        after.Risk.ResetDailyLoss();
        after.Risk.ResetDrawdown();
        after.Risk.ResetStrategyLoss(RiskBench.Strategy);
        Assert.False(after.Check(BuyOther(after)).Allowed);
        Lose(after, 61_000m);

        Assert.Equal((0m, 0m, -70m), (after.Risk.DailyLoss, after.Risk.CurrentDrawdown, after.Risk.CurrentPnl));
        Assert.True(after.Check(after.Buy(61_000m)).Allowed);
        Assert.Empty(after.LimitsReached);
        Assert.Equal((-70m, -70m, false), (after.Baselines[^1].DayStartPnl, after.Baselines[^1].PeakPnl, after.Baselines[^1].Strategies.Single().LossReached));
    }

    [Fact]
    public void Evaluate_noQuoteButABook_isMarkedByTheBook()
    {
        RiskBench before = Holding(new RiskOptions());
        RiskBench after = Restarted(new RiskOptions(), before.Risk.ExportBaselines(), TimeSpan.Zero);
        var update = new BookUpdate(after.Bitcoin, 1, 1, after.Clock.Now, after.Clock.Now);
        after.Cache.Book(after.Bitcoin).Load(in update, [new BookLevel(Price.Of(61_500m), Quantity.Of(1m))], [new BookLevel(Price.Of(61_501m), Quantity.Of(1m))]);
        after.Cache.Book(after.Bitcoin).MarkValid();

        after.Risk.EvaluateLosses();

        Assert.Equal(-20m, after.Risk.CurrentPnl);
        Assert.True(after.Check(after.Buy(61_500m)).Allowed);
    }

    [Fact]
    public void DailyLoss_clockSetBackOverMidnight_theDayIsNotBegunTwice()
    {
        RiskBench bench = Holding(new RiskOptions { MaxDailyLoss = 50m });
        bench.Clock.Advance(UntilMidnight);
        Lose(bench, 61_700m);
        Lose(bench, 61_100m);
        Assert.Single(bench.LimitsReached);

        bench.Clock.StepWall(TimeSpan.FromMinutes(-5));
        bench.Requote();
        bench.Risk.EvaluateLosses();
        Assert.Equal(RiskCode.DailyLossLimit, bench.Check(bench.Buy(61_100m)).Code);
        bench.Clock.StepWall(TimeSpan.FromMinutes(5));
        bench.Requote();
        bench.Risk.EvaluateLosses();

        Assert.Equal(RiskCode.DailyLossLimit, bench.Check(bench.Buy(61_100m)).Code);
        Assert.Single(bench.LimitsReached);
    }

    [Fact]
    public void DailyLoss_clockWasFarAheadAndIsReset_countsTodaysDayAgain()
    {
        RiskBench bench = Holding(new RiskOptions { MaxDailyLoss = 50m });
        bench.Clock.StepWall(TimeSpan.FromDays(400));
        bench.Requote();
        bench.Risk.EvaluateLosses();
        bench.Clock.StepWall(TimeSpan.FromDays(-400));
        Lose(bench, 61_100m);
        Assert.Equal(RiskCode.DailyLossLimit, bench.Check(bench.Buy(61_100m)).Code);

        bench.Risk.ResetDailyLoss();
        Lose(bench, 60_500m);
        Assert.Equal(RiskCode.DailyLossLimit, bench.Check(bench.Buy(60_500m)).Code);
        bench.Clock.Advance(UntilMidnight);
        bench.Requote();

        Assert.True(bench.Check(bench.Buy(60_500m)).Allowed);
    }

    [Fact]
    public void DailyLoss_fillOfYesterdayThatArrivesAfterMidnight_countsToday()
    {
        RiskBench bench = Holding(new RiskOptions { MaxDailyLoss = 50m });
        Order late = bench.Place(bench.New(OrderSide.Sell, OrderType.Limit, 61_000m, 0.1m));
        bench.Clock.Advance(UntilMidnight);
        bench.Requote();
        bench.Risk.EvaluateLosses();

        bench.Fill(late, 61_000m);

        Assert.Equal(RiskCode.DailyLossLimit, bench.Check(bench.Buy(61_700m)).Code);
    }

    /// <summary>Another engine on the same journal: the position is there, a market price is not.</summary>
    private static RiskBench Restarted(RiskOptions options, RiskBaselines stored, TimeSpan later)
    {
        options.MaxAccountAge = TimeSpan.FromDays(2);
        var bench = new RiskBench(options, connect: false);
        bench.Risk.AddVenue(RiskBench.Venue, RiskBench.AccountId, RiskBench.Capabilities);
        Order order = bench.Place(bench.New(OrderSide.Buy, OrderType.Limit, 61_700m, 0.1m));
        bench.Fill(order, 61_700m);
        bench.Clock.Advance(later + TimeSpan.FromMinutes(2));
        bench.Balances(100_000m, 1m);
        bench.Risk.RestoreBaselines(stored);
        return bench;
    }

    // In an instrument that has a price.
    private static Order BuyOther(RiskBench bench)
    {
        InstrumentHandle ether = bench.Cache.AddInstrument(RiskBench.Ethbtc with { QuoteCurrency = "USDT" });
        bench.Quote(ether, 3_000m, 3_000.01m);
        return bench.New(OrderSide.Buy, OrderType.Limit, 3_000m, 0.1m, instrument: ether);
    }

    // Balances are told once; a day later they still count.
    private static RiskBench Holding(RiskOptions options)
    {
        options.MaxAccountAge = TimeSpan.FromDays(2);
        var bench = new RiskBench(options);
        bench.Hold(0.1m);
        bench.Risk.EvaluateLosses();
        Assert.Equal(0m, bench.Risk.CurrentPnl);
        return bench;
    }

    private static void Lose(RiskBench bench, decimal bid)
    {
        bench.Quote(bid, bid + 0.01m);
        bench.Risk.EvaluateLosses();
    }

    private static void Bnb(RiskBench bench, decimal offer)
    {
        InstrumentHandle bnb = bench.Cache.AddInstrument(RiskBench.Btcusdt with { Id = new InstrumentId("BNBUSDT", RiskBench.Venue), BaseCurrency = "BNB" });
        bench.Cache.SetQuote(new QuoteTick(bnb, Price.Of(offer - 1m), Quantity.Of(1m), Price.Of(offer), Quantity.Of(1m), 1, bench.Clock.Now, bench.Clock.Now));
    }

    private static List<AlertEvent> Alerts(RiskBench bench)
    {
        List<AlertEvent> alerts = [];
        bench.Bus.Subscribe<AlertEvent>("system.alert", (in AlertEvent e) => alerts.Add(e));
        return alerts;
    }
}
