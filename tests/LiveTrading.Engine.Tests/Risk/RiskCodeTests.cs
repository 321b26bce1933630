using System.Globalization;
using System.Text;
using LiveTrading.Engine.Risk;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Tests.Risk;

public sealed class RiskCodeTests
{
    public static TheoryData<RiskCode> Codes => new(Enum.GetValues<RiskCode>().Where(code => code != RiskCode.None));

    [Fact]
    public void CheckSubmit_ordinaryOrder_isAllowed()
    {
        var bench = new RiskBench();
        RiskDecision decision = bench.Check(bench.Buy());
        Assert.True(decision.Allowed, decision.Describe());
        Assert.Equal(default, decision);
        Assert.Empty(bench.Denials);
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void Check_casePerCode_deniesWithExactlyThatCode(RiskCode code)
    {
        Assert.True(RiskCodeCases.All.ContainsKey(code), $"{code} has no case: every code needs one.");
        Assert.Equal(code, RiskCodeCases.All[code]().Code);
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void Describe_anyCode_namesCodeSentenceLimitAndActual(RiskCode code)
    {
        RiskDecision decision = RiskCodeCases.All[code]();
        string text = decision.Describe(new Order());
        Assert.StartsWith($"RISK-{(int)code} {code}: ", text, StringComparison.Ordinal);
        Assert.Contains(RiskCodeText.Sentence(code), text, StringComparison.Ordinal);
        if (RiskCodeText.Unit(code).Length > 0)
            Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"Limit {decision.Limit} "), text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void Unit_ofCodeWithNumbers_isNamed(RiskCode code)
    {
        RiskDecision decision = RiskCodeCases.All[code]();
        bool hasNumbers = decision.Limit != 0m || decision.Actual != 0m;
        Assert.True(!hasNumbers || RiskCodeText.Unit(code).Length > 0, $"{code} gives {decision.Limit} and {decision.Actual} without a unit.");
    }

    [Fact]
    public void Numbers_neverChange()
    {
        string numbers = string.Join(' ', Enum.GetValues<RiskCode>().Select(code => string.Create(CultureInfo.InvariantCulture, $"{(int)code}:{code}")));
        Assert.Equal(
            "0:None 1:TradingHalted 2:TradingReducing 3:KillSwitchEngaged 4:InstrumentHalted 5:InstrumentReducing 6:StrategyHalted 7:StrategyReducing "
            + "10:UnknownInstrument 11:InstrumentNotTrading 12:UnknownVenue 13:OrderTypeUnsupported 14:TimeInForceUnsupported 15:PostOnlyUnsupported 16:InconsistentOrder "
            + "20:PriceNotPositive 21:PriceOffTick 22:PriceBelowMinimum 23:PriceAboveMaximum 24:TriggerPriceInvalid 25:NoMarketPrice 26:MarketPriceStale 27:PriceOutsideVenueBand 28:PriceOutsideBand 29:PostOnlyWouldCross "
            + "40:QuantityNotPositive 41:QuantityOffLot 42:QuantityBelowMinimum 43:QuantityAboveMaximum 44:NotionalBelowMinimum 45:NotionalAboveMaximum 46:QuantityBelowFilled 47:OrderNotOpen "
            + "60:OrderQuantityLimit 61:OrderNotionalLimit 62:PositionNotionalLimit 63:PositionQuantityLimit 64:VenuePositionLimit 65:GrossExposureLimit 66:OpenOrdersLimit 67:InstrumentOpenOrdersLimit 68:VenueOpenOrdersLimit 69:NoConversionRate "
            + "80:OrderRatePerSecond 81:OrderRatePerMinute 82:DuplicateOrder 100:NoAccount 101:InsufficientBalance 102:ReduceOnlyWouldIncrease 103:AccountStale 120:DailyLossLimit 121:DrawdownLimit 122:StrategyLossLimit 123:LossesUnknown 124:FeesNotValued "
            + "140:StrategyOrderNotionalLimit 141:StrategyPositionNotionalLimit 142:StrategyOpenOrdersLimit 143:StrategyOrderRatePerSecond 144:StrategyOrderRatePerMinute",
            numbers);
    }

    [Fact]
    public void RiskCodesPage_matchesTheCodes()
    {
        string path = Path.Combine(RepositoryRoot(), "docs", "risk-codes.md");
        string expected = Page();
        string actual = File.Exists(path) ? File.ReadAllText(path) : "";
        if (Environment.GetEnvironmentVariable("LIVETRADING_UPDATE_DOCS") == "1")
            File.WriteAllText(path, expected);
        Assert.True(expected == actual, "docs/risk-codes.md is out of date: run this test once with LIVETRADING_UPDATE_DOCS=1 and commit the file.");
    }

    private static string Page()
    {
        var page = new StringBuilder();
        page.Append("# Risk codes\n\n");
        page.Append("Why an order or a change was denied here, before anything was sent. Numbers are stable: they are never renumbered or reused.\n");
        page.Append("This page is generated from the codes by a test.\n\n");
        page.Append("| code | name | meaning | unit of limit and actual value |\n| --- | --- | --- | --- |\n");
        foreach (RiskCode code in Enum.GetValues<RiskCode>().Where(code => code != RiskCode.None))
        {
            string unit = RiskCodeText.Unit(code);
            page.Append(CultureInfo.InvariantCulture, $"| {(int)code} | `{code}` | {RiskCodeText.Sentence(code)} | {(unit.Length == 0 ? "–" : unit)} |\n");
        }

        return page.ToString();
    }

    private static string RepositoryRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "LiveTrading.slnx")))
            folder = folder.Parent;
        Assert.NotNull(folder);
        return folder.FullName;
    }
}
