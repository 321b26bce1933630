using System.Text;
using System.Text.Json;
using LiveTrading.Model;
using LiveTrading.Model.Accounts;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;
using LiveTrading.Venues.Binance.Orders;
using LiveTrading.Venues.Binance.Parsing;

namespace LiveTrading.Venues.Binance.Tests.Parsing;

public sealed class UserEventParserTests
{
    private static readonly ClientOrderId Own = ClientOrderId.Create(7, 123456, 42);

    private static UserEventParser NewParser()
    {
        SymbolTable symbols = new();
        symbols.Add("BTCUSDT", new InstrumentHandle(0));
        symbols.Add("BNBUSDT", new InstrumentHandle(1));
        return new UserEventParser(symbols, new CurrencyTable());
    }

    private static byte[] Inner(string file)
    {
        using JsonDocument document = JsonDocument.Parse(SampleFiles.Read(file));
        return Encoding.UTF8.GetBytes(document.RootElement.TryGetProperty("event", out JsonElement inner) ? inner.GetRawText() : document.RootElement.GetRawText());
    }

    [Fact]
    public void Parse_MakerFill_GivesItsValues()
    {
        UserEventParser parser = NewParser();

        Assert.Equal(ParseStatus.Ok, parser.Parse(Inner("captured.user.executionReport.TRADE.filled-maker.2025.json"), out UserEventKind kind));

        ExecutionReportMessage r = parser.Report;
        Assert.Equal((UserEventKind.ExecutionReport, ExecutionKind.Trade, VenueOrderStatus.Filled), (kind, r.Execution, r.Status));
        Assert.Equal((1125.22m, 0.007m, 0.007m), (r.LastPrice.AsDecimal, r.LastQuantity.AsDecimal, r.FilledQuantity.AsDecimal));
        Assert.Equal((0.00000525m, "BNB", true, 1251701408L), (r.Commission, r.CommissionCurrency, r.IsMaker, r.TradeId));
        Assert.Equal((new VenueOrderId(9639329831), OrderSide.Buy, 1760946670456L), (r.VenueOrderId, r.Side, r.TransactionTime.Milliseconds));
        Assert.True(r.Order.IsNone);
    }

    [Theory]
    [InlineData("user.executionReport.new.doc.json", ExecutionKind.New)]
    [InlineData("captured.user.executionReport.NEW.limit.2025.json", ExecutionKind.New)]
    [InlineData("captured.user.executionReport.CANCELED.2022.json", ExecutionKind.Canceled)]
    [InlineData("handmade.user.executionReport.CANCELED.wrapped.json", ExecutionKind.Canceled)]
    [InlineData("handmade.user.executionReport.REPLACED.amend.json", ExecutionKind.Replaced)]
    [InlineData("handmade.user.executionReport.EXPIRED.fok.json", ExecutionKind.Expired)]
    [InlineData("captured.user.executionReport.TRADE.filled-taker.2025.json", ExecutionKind.Trade)]
    internal void Parse_ExecutionReportSample_GivesItsKind(string file, ExecutionKind expected)
    {
        UserEventParser parser = NewParser();
        Assert.Equal(ParseStatus.Ok, parser.Parse(Inner(file), out _));
        Assert.Equal(expected, parser.Report.Execution);
    }

    [Fact]
    public void Parse_ExpiredFok_TellsWhy()
    {
        UserEventParser parser = NewParser();
        parser.Parse(Inner("handmade.user.executionReport.EXPIRED.fok.json"), out _);
        Assert.Equal("UNFILLED_FOK_ORDER_EXPIRED", parser.Report.ExpiryReason);
    }

    [Fact]
    public void Parse_MarketOrderSequence_GivesEachReport()
    {
        UserEventParser parser = NewParser();
        using JsonDocument document = JsonDocument.Parse(SampleFiles.Read("user.sequence.market-order-partially-filled-then-expired.doc.json"));
        List<string> seen = [];
        foreach (JsonElement e in document.RootElement.EnumerateArray())
        {
            Assert.Equal(ParseStatus.Ok, parser.Parse(Encoding.UTF8.GetBytes(e.GetRawText()), out UserEventKind kind));
            seen.Add(kind == UserEventKind.ExecutionReport ? $"{parser.Report.Execution} {parser.Report.FilledQuantity}" : kind.ToString());
        }

        Assert.Equal(["New 0", "Trade 2", "Trade 4", "Expired 4", "AccountPosition"], seen);
    }

    [Theory]
    [InlineData("lt", "", "NEW")]
    [InlineData("lc", "lt", "CANCELED")]
    [InlineData("web", "lt", "CANCELED")]
    [InlineData("lc", "", "CANCELED")]
    [InlineData("lt", "other", "REPLACED")]
    [InlineData("lc", "", "TRADE")]
    public void Parse_OwnOrder_IsRecognised(string own, string original, string execution)
    {
        string report = Encoding.UTF8.GetString(Inner("captured.user.executionReport.TRADE.filled-maker.2025.json"))
            .Replace("x-B3AUXNYV827cefbc0c9748448b195b", Id(own), StringComparison.Ordinal)
            .Replace("\"C\": \"\"", $"\"C\": \"{Id(original)}\"", StringComparison.Ordinal)
            .Replace("\"x\": \"TRADE\"", $"\"x\": \"{execution}\"", StringComparison.Ordinal);
        UserEventParser parser = NewParser();

        Assert.Equal(ParseStatus.Ok, parser.Parse(Encoding.UTF8.GetBytes(report), out _));

        Assert.Equal(Own, parser.Report.Order);
    }

    [Fact]
    public void Parse_AccountPosition_GivesBalances()
    {
        UserEventParser parser = NewParser();

        Assert.Equal(ParseStatus.Ok, parser.Parse(Inner("captured.user.outboundAccountPosition.wrapped.2026.json"), out UserEventKind kind));

        Assert.Equal(UserEventKind.AccountPosition, kind);
        Assert.Equal([new Balance("ETH", 0.14741228m, 0m), new Balance("USDC", 886.63366221m, 15m)], parser.Balances);
    }

    [Fact]
    public void Parse_BalanceUpdate_KeepsTheSign()
    {
        UserEventParser parser = NewParser();

        Assert.Equal(ParseStatus.Ok, parser.Parse(Inner("captured.user.balanceUpdate.2022.json"), out UserEventKind kind));

        Assert.Equal((UserEventKind.BalanceUpdate, "USDT", -100m), (kind, parser.TransferCurrency, parser.TransferAmount));
    }

    [Fact]
    public void Parse_BalanceBeyondFixedPoint_IsExact()
    {
        UserEventParser parser = NewParser();
        const string text = """{"e":"outboundAccountPosition","E":1,"u":1,"B":[{"a":"PEPE","f":"123456789012345.12345678","l":"0.00"}]}""";

        Assert.Equal(ParseStatus.Ok, parser.Parse(Encoding.UTF8.GetBytes(text), out _));

        Assert.Equal(123456789012345.12345678m, parser.Balances[0].Free);
    }

    [Theory]
    [InlineData("user.eventStreamTerminated.doc.json", UserEventKind.StreamTerminated)]
    [InlineData("user.listStatus.doc.json", UserEventKind.Ignored)]
    [InlineData("user.externalLockUpdate.doc.json", UserEventKind.Ignored)]
    [InlineData("wsapi.serverShutdown.doc.json", UserEventKind.ServerShutdown)]
    internal void Parse_OtherEvents_AreKnown(string file, UserEventKind expected)
    {
        UserEventParser parser = NewParser();
        Assert.Equal(ParseStatus.Ok, parser.Parse(Inner(file), out UserEventKind kind));
        Assert.Equal(expected, kind);
    }

    [Fact]
    public void Parse_CutAtEveryByte_IsTruncated()
    {
        UserEventParser parser = NewParser();
        byte[] whole = Inner("captured.user.executionReport.TRADE.filled-maker.2025.json");
        for (int length = 0; length < whole.Length; length++)
            Assert.Equal(ParseStatus.Truncated, parser.Parse(whole.AsSpan(0, length), out _));
    }

    [Theory]
    [InlineData("\"x\": \"TRADE\"", "\"x\": \"WHAT\"", ParseStatus.UnknownType)]
    [InlineData("\"X\": \"FILLED\"", "\"X\": \"WHAT\"", ParseStatus.UnknownType)]
    [InlineData("\"l\": \"0.00700000\"", "\"l\": \"0.00000000\"", ParseStatus.OutOfRange)]
    [InlineData("\"l\": \"0.00700000\"", "\"l\": \"-1\"", ParseStatus.OutOfRange)]
    [InlineData("\"l\": \"0.00700000\"", "\"l\": 1", ParseStatus.WrongType)]
    [InlineData("\"t\": 1251701408", "\"t\": -1", ParseStatus.OutOfRange)]
    [InlineData("\"i\": 9639329831", "\"ii\": 9639329831", ParseStatus.MissingField)]
    [InlineData("executionReport", "somethingNew", ParseStatus.UnknownType)]
    internal void Parse_HostileReport_IsRefused(string from, string to, ParseStatus expected)
    {
        UserEventParser parser = NewParser();
        string text = Encoding.UTF8.GetString(Inner("captured.user.executionReport.TRADE.filled-maker.2025.json"));
        Assert.Contains(from, text, StringComparison.Ordinal);

        Assert.Equal(expected, parser.Parse(Encoding.UTF8.GetBytes(text.Replace(from, to, StringComparison.Ordinal)), out _));
    }

    [Fact]
    public void Parse_ExecutionReport_AllocatesNothing()
    {
        UserEventParser parser = NewParser();
        byte[] report = Inner("captured.user.executionReport.TRADE.filled-maker.2025.json");
        for (int i = 0; i < 100; i++)
            parser.Parse(report, out _);
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int i = 0; i < 100; i++)
            parser.Parse(report, out _);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static string Id(string kind)
    {
        byte[] text = new byte[ClientOrderId.TextLength];
        switch (kind)
        {
            case "lt":
                Own.Format(text);
                return Encoding.ASCII.GetString(text);
            case "lc":
                CancelIds.Format(Own, text);
                return Encoding.ASCII.GetString(text);
            default:
                return kind;
        }
    }
}
