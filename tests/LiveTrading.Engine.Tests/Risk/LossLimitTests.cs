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
    public void DailyLoss_commissionsThatNothingValues_areLeftOutAndSaidOnce()
    {
        var bench = new RiskBench(new RiskOptions { MaxDailyLoss = 50m });
        List<AlertEvent> alerts = Alerts(bench);
        bench.Fill(bench.Work(bench.Buy()), 61_700m, commission: 0.01m, currency: "BNB");
        for (int i = 0; i < 5; i++)
            bench.Risk.EvaluateLosses();
        Assert.Equal(0m, bench.Risk.DailyLoss);
        Assert.Contains("BNB", Assert.Single(alerts, a => a.Code == AlertCode.FeesNotValued).Text, StringComparison.Ordinal);

        Bnb(bench, 600m);
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
