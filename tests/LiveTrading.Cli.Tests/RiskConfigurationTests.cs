using LiveTrading.Cli.Tests.Harness;
using LiveTrading.Configuration;
using LiveTrading.Engine.Risk;
using Microsoft.Extensions.Configuration;

namespace LiveTrading.Cli.Tests;

/// <summary>Limits of single instruments and strategies out of the configuration.</summary>
public sealed class RiskConfigurationTests
{
    [Fact]
    public void Read_everyLimitOfAnInstrument_isTakenOver()
    {
        RiskOptions risk = Read(
            ("Risk:Instruments:BTCUSDT.BINANCE:MaxOrderQuantity", "1.5"),
            ("Risk:Instruments:BTCUSDT.BINANCE:MaxPositionQuantity", "2.5"),
            ("Risk:Instruments:BTCUSDT.BINANCE:MaxOrderNotional", "3.5"),
            ("Risk:Instruments:BTCUSDT.BINANCE:MaxPositionNotional", "4.5"),
            ("Risk:Instruments:BTCUSDT.BINANCE:MaxPriceDeviation", "0.5"));
        InstrumentRiskLimits limits = Assert.Single(risk.Instruments).Value;
        Assert.Equal((1.5m, 2.5m, 3.5m, 4.5m, 0.5m), (limits.MaxOrderQuantity, limits.MaxPositionQuantity, limits.MaxOrderNotional, limits.MaxPositionNotional, limits.MaxPriceDeviation));
    }

    [Fact]
    public void Read_everyLimitOfAStrategy_isTakenOver()
    {
        RiskOptions risk = Read(
            ("Risk:Strategies:trend:MaxLoss", "1.5"),
            ("Risk:Strategies:trend:MaxOrderNotional", "2.5"),
            ("Risk:Strategies:trend:MaxPositionNotional", "3.5"),
            ("Risk:Strategies:trend:MaxOpenOrders", "4"),
            ("Risk:Strategies:trend:MaxOrdersPerSecond", "5"),
            ("Risk:Strategies:trend:MaxOrdersPerMinute", "6"));
        StrategyRiskLimits limits = risk.Strategies["trend"];
        Assert.Equal((1.5m, 2.5m, 3.5m, 4, 5, 6), (limits.MaxLoss, limits.MaxOrderNotional, limits.MaxPositionNotional, limits.MaxOpenOrders, limits.MaxOrdersPerSecond, limits.MaxOrdersPerMinute));
    }

    [Fact]
    public void Read_limitsLeftOut_setNoRule()
    {
        RiskOptions risk = Read(("Risk:Strategies:trend:MaxLoss", "1"));
        Assert.Null(risk.Strategies["trend"].MaxOpenOrders);
        Assert.Empty(risk.Instruments);
    }

    [Fact]
    public void Run_limitsThatNothingReads_areErrors()
    {
        using TemporaryDirectory directory = new();
        string config = directory.Write("unread.json", """
            {
              "Risk": {
                "Instruments": { "ETHUSDT.BINANCE": { "MaxOrderQuantity": 1 }, "BTCUSDT": { "MaxOrderQuantity": 1 }, "BTCUSDT.BINANCE": { "MaxOrderQuantty": 1, "MaxPositionNotional": "x" } },
                "Strategies": { "trnd": { "MaxOpenOrders": 1 }, "trend": { "MaxOpenOrders": 0 }, "other": 5 }
              },
              "Binance": { "StreamUrl": "ws://127.0.0.1:9", "ApiUrl": "ws://127.0.0.1:9/ws-api/v3", "Symbols": ["BTCUSDT"] },
              "Strategies": [ { "Id": "trend", "Type": "Trend", "Instrument": "BTCUSDT.BINANCE" } ]
            }
            """);

        using CliProcess run = CliProcess.Run("run", "--config", config, "--journal", directory["journal"]);

        Complaint.Check(
            run,
            2,
            "Risk:Instruments:ETHUSDT.BINANCE: is the limit of no instrument; there are BTCUSDT.BINANCE.",
            "Risk:Instruments:BTCUSDT: is not an instrument",
            "Risk:Instruments:BTCUSDT.BINANCE:MaxOrderQuantty: is not a known key",
            "Risk:Instruments:BTCUSDT.BINANCE:MaxPositionNotional: 'x' is not a number",
            "Risk:Strategies:trnd: is the limit of no strategy; there are trend.",
            "Risk:Strategies:trend:MaxOpenOrders: is 0",
            "Risk:Strategies:other: is '5', but stands where a section of keys must.");
    }

    private static RiskOptions Read(params (string Key, string Value)[] values)
    {
        List<OptionsProblem> problems = [];
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(values.ToDictionary(v => v.Key, v => (string?)v.Value)).Build();
        RiskOptions risk = EngineConfiguration.Read(configuration, problems).Kernel.Risk;
        Assert.Empty(problems);
        return risk;
    }
}
