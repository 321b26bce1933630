using System.Text;
using System.Text.Json;
using LiveTrading.Model;
using LiveTrading.Model.Accounts;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;
using LiveTrading.Venues.Binance.Parsing;

namespace LiveTrading.Venues.Binance.Tests.Parsing;

public sealed class ResultParserTests
{
    private readonly SymbolTable _symbols = new();
    private readonly CurrencyTable _currencies = new();

    public ResultParserTests() => _symbols.Add("BTCUSDT", new InstrumentHandle(3));

    private static byte[] Result(string file)
    {
        using JsonDocument document = JsonDocument.Parse(SampleFiles.Read(file));
        return Encoding.UTF8.GetBytes(document.RootElement.GetProperty("result").GetRawText());
    }

    [Fact]
    public void Time_Sample()
    {
        Assert.True(ResultParser.TryReadServerTime(Result("wsapi.time.response.doc.json"), out long milliseconds));
        Assert.Equal(1656400526260, milliseconds);
    }

    [Fact]
    public void Ack_Sample()
    {
        Assert.True(ResultParser.TryReadOrderResult(Result("wsapi.order.place.response.ACK.doc.json"), out OrderResult order));
        Assert.Equal((new VenueOrderId(12569099453), 1660801715639L, false), (order.VenueOrderId, order.Time.Milliseconds, order.HasStatus));
    }

    [Fact]
    public void Cancel_Sample()
    {
        Assert.True(ResultParser.TryReadOrderResult(Result("wsapi.order.cancel.response.doc.json"), out OrderResult order));
        Assert.Equal((VenueOrderStatus.Canceled, Quantity.Of(0.00001m)), (order.Status, order.FilledQuantity));
    }

    [Fact]
    public void Amend_Sample()
    {
        Assert.True(ResultParser.TryReadOrderResult(Result("wsapi.order.amend.keepPriority.response.doc.json"), out OrderResult order));
        Assert.Equal((VenueOrderStatus.Open, Quantity.Of(5m), Price.Of(5m)), (order.Status, order.Quantity, order.Price));
    }

    [Fact]
    public void OrderStatus_Sample()
    {
        Assert.True(ResultParser.TryReadOrder(Result("wsapi.order.status.response.doc.json"), _symbols, out OrderStatusReport? report));
        Assert.Equal((VenueOrderStatus.Filled, OrderSide.Sell, OrderType.Limit, new InstrumentHandle(3)), (report!.Status, report.Side, report.Type, report.Instrument));
        Assert.Equal((23416.1m, 0.00847m, 0.00847m, "4d96324ff9d44481926157"), (report.Price.AsDecimal, report.Quantity.AsDecimal, report.FilledQuantity.AsDecimal, report.ClientOrderIdText));
        Assert.True(report.ClientOrderId.IsNone);
    }

    [Fact]
    public void OpenOrders_Sample()
    {
        List<OrderStatusReport> reports = [];
        Assert.True(ResultParser.TryReadOrders(Result("wsapi.openOrders.status.response.doc.json"), _symbols, reports));
        Assert.Single(reports);
    }

    [Fact]
    public void MyTrades_Sample()
    {
        List<FillReport> fills = [];
        Assert.True(ResultParser.TryReadTrades(Result("wsapi.myTrades.response.doc.json"), "BTCUSDT"u8, new InstrumentHandle(3), _currencies, fills));
        Assert.Equal(2, fills.Count);
        Assert.All(fills, f => Assert.False(f.TradeId.IsNone || f.VenueOrderId.IsNone || f.Quantity.IsZero));
    }

    [Fact]
    public void Account_Sample()
    {
        List<Balance> balances = [];
        Assert.True(ResultParser.TryReadAccount(Result("wsapi.account.status.response.doc.json"), _currencies, balances, out UnixNanos updated));
        Assert.Equal([new Balance("BNB", 0m, 0m), new Balance("BTC", 1.3447112m, 0.086m), new Balance("USDT", 1021.21m, 0m)], balances);
        Assert.Equal(1660801833000, updated.Milliseconds);
    }

    [Fact]
    public void Depth_Sample()
    {
        MarketMessage message = new();
        byte[] result = Result("wsapi.depth.response.doc.json");
        using JsonDocument document = JsonDocument.Parse(result);

        Assert.True(ResultParser.TryReadDepth(result, message, out long lastUpdateId));

        Assert.Equal(document.RootElement.GetProperty("lastUpdateId").GetInt64(), lastUpdateId);
        Assert.Equal(document.RootElement.GetProperty("bids").GetArrayLength(), message.BidCount);
        Assert.Equal(document.RootElement.GetProperty("asks").GetArrayLength(), message.AskCount);
    }

    [Theory]
    [InlineData("wsapi.time.response.doc.json")]
    [InlineData("wsapi.order.place.response.ACK.doc.json")]
    [InlineData("wsapi.order.status.response.doc.json")]
    [InlineData("wsapi.openOrders.status.response.doc.json")]
    [InlineData("wsapi.myTrades.response.doc.json")]
    [InlineData("wsapi.account.status.response.doc.json")]
    [InlineData("wsapi.depth.response.doc.json")]
    public void Result_CutAtEveryByte_IsRefused(string file)
    {
        byte[] whole = Result(file);
        for (int length = 0; length < whole.Length; length++)
        {
            ReadOnlySpan<byte> cut = whole.AsSpan(0, length);
            Assert.False(ResultParser.TryReadServerTime(cut, out _));
            Assert.False(ResultParser.TryReadOrderResult(cut, out _));
            Assert.False(ResultParser.TryReadOrder(cut, _symbols, out _));
            Assert.False(ResultParser.TryReadOrders(cut, _symbols, []));
            Assert.False(ResultParser.TryReadTrades(cut, "BTCUSDT"u8, default, _currencies, []));
            Assert.False(ResultParser.TryReadAccount(cut, _currencies, [], out _));
            Assert.False(ResultParser.TryReadDepth(cut, new MarketMessage(), out _));
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[{}]")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("\"x\"")]
    [InlineData("""{"orderId":"1","serverTime":"1","lastUpdateId":-1,"bids":[],"asks":[],"balances":{}}""")]
    public void Result_OfAnotherShape_IsRefused(string text)
    {
        byte[] result = Encoding.UTF8.GetBytes(text);
        Assert.False(ResultParser.TryReadServerTime(result, out _));
        Assert.False(ResultParser.TryReadOrderResult(result, out _));
        Assert.False(ResultParser.TryReadOrder(result, _symbols, out _));
        Assert.False(ResultParser.TryReadOrders(result, _symbols, []));
        Assert.False(ResultParser.TryReadTrades(result, "BTCUSDT"u8, default, _currencies, []));
        Assert.False(ResultParser.TryReadAccount(result, _currencies, [], out _));
        Assert.False(ResultParser.TryReadDepth(result, new MarketMessage(), out _));
    }
}
