using LiveTrading.Engine.Bus;
using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Portfolios;
using LiveTrading.Engine.Risk;

namespace LiveTrading.Engine.Tests.Risk;

public sealed class RiskOptionsTests
{
    [Fact]
    public void Validate_defaults_haveNoProblems()
    {
        Assert.Empty(new RiskOptions().Validate("LiveTrading:Risk"));
        Assert.Empty(new KillSwitchOptions().Validate("LiveTrading:KillSwitch"));
    }

    [Fact]
    public void Validate_everythingWrong_namesEveryKeyWithItsPath()
    {
        var options = new RiskOptions
        {
            Currency = " ",
            ConversionRates = new Dictionary<string, decimal> { ["EUR"] = 0m },
            MaxOrderNotional = 0m,
            MaxPositionNotional = -1m,
            MaxGrossExposure = RiskOptions.LargestAmount + 1m,
            MaxOpenOrders = 0,
            MaxOpenOrdersPerInstrument = 10_001,
            MaxOrdersPerSecond = 0,
            MaxOrdersPerMinute = 100_001,
            DuplicateWindow = TimeSpan.FromSeconds(61),
            MaxMarketPriceAge = TimeSpan.Zero,
            MaxPriceDeviation = 0m,
            MarketOrderSlippage = 1.1m,
            InitialMarginRate = 0m,
            MaxDailyLoss = 0m,
            MaxDrawdown = 0m,
            MaxStrategyLoss = 0m,
            MaxAccountAge = TimeSpan.Zero,
            Strategies = new Dictionary<string, StrategyRiskLimits>
            {
                ["KILL-SWITCH"] = new() { MaxLoss = 0m, MaxOrderNotional = 0m, MaxPositionNotional = 0m, MaxOpenOrders = 0, MaxOrdersPerSecond = 0, MaxOrdersPerMinute = 0 },
            },
            LossEvaluationInterval = TimeSpan.FromSeconds(11),
            Instruments = new Dictionary<string, InstrumentRiskLimits>
            {
                ["BTCUSDT"] = new() { MaxOrderQuantity = 0m, MaxPositionQuantity = 0m, MaxOrderNotional = 0m, MaxPositionNotional = 0m, MaxPriceDeviation = 2m },
            },
        };
        IReadOnlyList<string> problems = options.Validate("LiveTrading:Risk");
        foreach (System.Reflection.PropertyInfo property in typeof(RiskOptions).GetProperties())
            Assert.Contains(problems, problem => problem.StartsWith("LiveTrading:Risk:" + property.Name, StringComparison.Ordinal));
        foreach (System.Reflection.PropertyInfo property in typeof(InstrumentRiskLimits).GetProperties())
            Assert.Contains(problems, problem => problem.StartsWith("LiveTrading:Risk:Instruments:BTCUSDT:" + property.Name, StringComparison.Ordinal));
        foreach (System.Reflection.PropertyInfo property in typeof(StrategyRiskLimits).GetProperties())
            Assert.Contains(problems, problem => problem.StartsWith("LiveTrading:Risk:Strategies:KILL-SWITCH:" + property.Name, StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.Contains("KILL-SWITCH is not a strategy's id", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.Contains("BTCUSDT is not an instrument", StringComparison.Ordinal));
    }

    [Fact]
    public void Validate_nullMaps_areProblemsNotExceptions()
    {
        var options = new RiskOptions { ConversionRates = null!, Strategies = null!, Instruments = null! };
        Assert.Equal(3, options.Validate("Risk").Count);
        Assert.Single(new RiskOptions { Strategies = new Dictionary<string, StrategyRiskLimits> { ["a"] = null! } }.Validate("Risk"));
        Assert.Single(new RiskOptions { Instruments = new Dictionary<string, InstrumentRiskLimits> { ["A.B"] = null! } }.Validate("Risk"));
    }

    [Fact]
    public void Validate_killSwitchEverythingWrong_namesEveryKey()
    {
        var options = new KillSwitchOptions
        {
            CancelTimeout = TimeSpan.Zero,
            CancelRepeatInterval = TimeSpan.Zero,
            PollInterval = TimeSpan.Zero,
            FlattenPriceBand = 0m,
            MaxFlattenRounds = 0,
            FlattenTimeout = TimeSpan.Zero,
        };
        IReadOnlyList<string> problems = options.Validate("KillSwitch");
        foreach (System.Reflection.PropertyInfo property in typeof(KillSwitchOptions).GetProperties())
            Assert.Contains(problems, problem => problem.StartsWith("KillSwitch:" + property.Name, StringComparison.Ordinal));
    }

    [Fact]
    public void Constructor_badOptions_throwsWithAllProblems()
    {
        var clock = new ManualClock();
        var bus = new MessageBus(new MessageBusOptions());
        var cache = new Cache();
        var portfolio = new Portfolio(cache, bus, clock);
        ArgumentException thrown = Assert.Throws<ArgumentException>(() => new RiskEngine(cache, portfolio, bus, clock, new RiskOptions { MaxOpenOrders = 0, MaxDrawdown = 0m }));
        Assert.Contains("MaxOpenOrders", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("MaxDrawdown", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_changedLater_changeNothing()
    {
        var options = new RiskOptions();
        var bench = new RiskBench(options);
        options.MaxOrderNotional = 1m;
        options.Instruments["BTCUSDT.BINANCE"] = new InstrumentRiskLimits { MaxOrderNotional = 1m };
        Assert.True(bench.Check(bench.Buy()).Allowed);
    }
}
