using System.Globalization;
using System.Text.Json;
using LiveTrading.Engine.Ports;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.Orders;
using LiveTrading.Venues.Binance.Execution;
using LiveTrading.Venues.Binance.Requests;

namespace LiveTrading.Venues.Binance.Tests.EndToEnd;

/// <summary>Answers as no well-behaved venue gives them, and every refusal of the outcome table, through the whole adapter.</summary>
public sealed class ScriptedAnswerTests
{
    public static TheoryData<string, int> RowsOfTheTable
    {
        get
        {
            var data = new TheoryData<string, int>();
            for (int i = 0; i < BinanceOutcomeTable.Rows.Length; i++)
            {
                foreach (ApiMethod method in new[] { ApiMethod.PlaceOrder, ApiMethod.CancelOrder, ApiMethod.AmendOrder })
                {
                    if (BinanceOutcomeTable.Rows[i].Method is null || BinanceOutcomeTable.Rows[i].Method == method)
                        data.Add(method.ToString(), i);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(RowsOfTheTable))]
    public void Refusal_EveryRowOfTheTable_IsToldAsTheTableSays(string method, int row)
    {
        BinanceOutcomeRow expected = BinanceOutcomeTable.Rows[row];
        using ScriptedApi api = new ScriptedApi().Ready();
        string name = method switch
        {
            nameof(ApiMethod.PlaceOrder) => "order.place",
            nameof(ApiMethod.CancelOrder) => "order.cancel",
            _ => "order.amend.keepPriority",
        };
        int status = expected.Status == 0 ? 400 : expected.Status;
        api.Errors[name] = (status, string.Create(CultureInfo.InvariantCulture, $"{{\"code\":{expected.Code},\"msg\":\"{expected.Text ?? "any"}\"}}"));
        Order order = api.Limit();

        HandOver taken = method switch
        {
            nameof(ApiMethod.PlaceOrder) => api.Venue.Execution!.Submit(order),
            nameof(ApiMethod.CancelOrder) => api.Venue.Execution!.Cancel(order),
            _ => api.Venue.Execution!.Modify(order, order.Price, Quantity.Of(0.005m)),
        };
        api.Until(() => api.Sink.Log.Count == 2);

        Assert.Equal(HandOver.Queued, taken);
        string kind = method switch { nameof(ApiMethod.PlaceOrder) => "Submit", nameof(ApiMethod.CancelOrder) => "Cancel", _ => "Modify" };
        string told = expected.Outcome switch
        {
            BinanceOutcome.Rejected => kind switch { "Submit" => "Rejected", "Cancel" => "CancelRejected", _ => "ModifyRejected" },
            BinanceOutcome.RetryLater => $"{kind} later: {expected.Code}",
            _ => $"{kind} unknown: {expected.Code}",
        };
        Assert.StartsWith(told, api.Sink.Log[1], StringComparison.Ordinal);
    }

    [Fact]
    public void QueryFills_ManyPages_AreAllRead()
    {
        using ScriptedApi api = new ScriptedApi().Ready();
        api.Results["myTrades"] = p => Page(Ids(1, 2_500), p);

        api.Venue.Execution!.QueryFills(1, api.Btc, new UnixNanos(1_000_000), TradeId.None);
        api.Until(() => api.Sink.Fills.Count == 1);

        Assert.Equal(QueryOutcome.Found, api.Sink.Fills[0].Outcome);
        Assert.Equal(Ids(1, 2_500), api.Sink.Fills[0].Fills.Select(f => (long)(ulong)f.TradeId.Value));
        Assert.Equal(3, api.Asked.Count(a => a.Method == "myTrades"));
    }

    [Theory]
    [InlineData(999)]
    [InlineData(1_000)]
    [InlineData(1_001)]
    public void QueryFills_SelfTradeAtThePagesEnd_BothSidesAreReadOnce(int at)
    {
        using ScriptedApi api = new ScriptedApi().Ready();
        List<long> ids = [.. Ids(1, 1_500)];
        ids.Insert(at, ids[at - 1]);
        api.Results["myTrades"] = p => Page(ids, p);

        api.Venue.Execution!.QueryFills(1, api.Btc, new UnixNanos(1_000_000), TradeId.None);
        api.Until(() => api.Sink.Fills.Count == 1);

        Assert.Equal(1_501, api.Sink.Fills[0].Fills.Count);
        Assert.Equal(1_501, api.Sink.Fills[0].Fills.Select(f => (f.TradeId, f.VenueOrderId)).Distinct().Count());
    }

    [Fact]
    public void QueryFills_PageThatRepeats_FailsInsteadOfGoingOnForEver()
    {
        using ScriptedApi api = new ScriptedApi().Ready();
        api.Results["myTrades"] = _ => Page(Ids(1, 1_000), default);

        api.Venue.Execution!.QueryFills(1, api.Btc, new UnixNanos(1_000_000), TradeId.None);
        api.Until(() => api.Sink.Fills.Count == 1);

        Assert.Equal((QueryOutcome.Failed, 2), (api.Sink.Fills[0].Outcome, api.Asked.Count(a => a.Method == "myTrades")));
    }

    [Fact]
    public void QueryFills_LaterPageFails_NoneOfItIsTaken()
    {
        using ScriptedApi api = new ScriptedApi().Ready();
        api.Results["myTrades"] = p => p.TryGetProperty("fromId", out _) ? "{}" : Page(Ids(1, 2_500), p);

        api.Venue.Execution!.QueryFills(1, api.Btc, new UnixNanos(1_000_000), TradeId.None);
        api.Until(() => api.Sink.Fills.Count == 1);

        Assert.Equal((QueryOutcome.Failed, 0), (api.Sink.Fills[0].Outcome, api.Sink.Fills[0].Fills.Count));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[{}]")]
    [InlineData("\"BTCUSDT\"")]
    [InlineData("[{\"symbol\":\"ETHUSDT\",\"id\":1,\"orderId\":7,\"price\":\"1\",\"qty\":\"1\",\"commission\":\"0\",\"commissionAsset\":\"BNB\",\"time\":1,\"isBuyer\":true,\"isMaker\":true}]")]
    [InlineData("[{\"symbol\":\"BTCUSDT\",\"id\":1,\"orderId\":7,\"price\":\"1\",\"qty\":\"0\",\"commission\":\"0\",\"commissionAsset\":\"BNB\",\"time\":1,\"isBuyer\":true,\"isMaker\":true}]")]
    public void QueryFills_AnswerThatSaysNothing_Fails(string result)
    {
        using ScriptedApi api = new ScriptedApi().Ready();
        api.Results["myTrades"] = _ => result;

        api.Venue.Execution!.QueryFills(1, api.Btc, new UnixNanos(1_000_000), TradeId.None);
        api.Until(() => api.Sink.Fills.Count == 1);

        Assert.Equal(QueryOutcome.Failed, api.Sink.Fills[0].Outcome);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"balances\":[{\"asset\":\"BTC\",\"free\":\"1\"}]}")]
    [InlineData("{\"balances\":[{\"asset\":\"BTC\",\"free\":\"NaN\",\"locked\":\"0\"}]}")]
    [InlineData("{\"updateTime\":1,\"balances\":7}")]
    public void QueryAccount_AnswerThatSaysNothing_Fails(string result)
    {
        using ScriptedApi api = new ScriptedApi().Ready();
        api.Results["account.status"] = _ => result;

        api.Venue.Execution!.QueryAccount(1);
        api.Until(() => api.Sink.Queries.Count == 1);

        Assert.Equal((QueryOutcome.Failed, null), api.Sink.Queries[0]);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[7]")]
    [InlineData("[{\"symbol\":\"BTCUSDT\",\"orderId\":1}]")]
    public void QueryOpenOrders_AnswerThatSaysNothing_FailsAndIsNotNone(string result)
    {
        using ScriptedApi api = new ScriptedApi().Ready();
        api.Results["openOrders.status"] = _ => result;

        api.Venue.Execution!.QueryOpenOrders(1);
        api.Until(() => api.Sink.OpenOrders.Count == 1);

        Assert.Equal(QueryOutcome.Failed, api.Sink.OpenOrders[0].Outcome);
    }

    [Theory]
    [InlineData(500, -1000)]
    [InlineData(503, -1008)]
    [InlineData(504, -1007)]
    [InlineData(400, -1000)]
    [InlineData(429, -1003)]
    [InlineData(503, -2013)]
    public void QueryOrder_ServerError_IsNeverNotFound(int status, int code)
    {
        using ScriptedApi api = new ScriptedApi().Ready();
        api.Errors["order.status"] = (status, string.Create(CultureInfo.InvariantCulture, $"{{\"code\":{code},\"msg\":\"x\"}}"));

        api.Venue.Execution!.QueryOrder(api.Limit());
        api.Until(() => api.Sink.Queried.Count == 1);

        Assert.Equal(QueryOutcome.Failed, api.Sink.Queried[0].Outcome);
    }

    [Fact]
    public void Queries_NeverAnswered_FailEachOnce()
    {
        using ScriptedApi api = new ScriptedApi().Ready();

        api.Venue.Execution!.QueryAccount(1);
        api.Venue.Execution.QueryOpenOrders(2);
        api.Venue.Execution.QueryFills(3, api.Btc, new UnixNanos(1_000_000), TradeId.None);
        api.Venue.Execution.QueryOrder(api.Limit());
        api.Loop.RunFor(120_000_000_000);

        Assert.Equal(QueryOutcome.Failed, Assert.Single(api.Sink.Queries).Outcome);
        Assert.Equal(QueryOutcome.Failed, Assert.Single(api.Sink.OpenOrders).Outcome);
        Assert.Equal(QueryOutcome.Failed, Assert.Single(api.Sink.Fills).Outcome);
        Assert.Equal(QueryOutcome.Failed, Assert.Single(api.Sink.Queried).Outcome);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"symbol\":\"BTCUSDT\"}")]
    [InlineData("[]")]
    public void Submit_AnswerThatCannotBeRead_IsUnknown(string result)
    {
        using ScriptedApi api = new ScriptedApi().Ready();
        api.Results["order.place"] = _ => result;

        api.Venue.Execution!.Submit(api.Limit());
        api.Until(() => api.Sink.Log.Count == 2);

        Assert.StartsWith("Submit unknown", api.Sink.Log[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_ChangedTickSize_TakesEffectUnderTheSameHandleWithinAnHour()
    {
        using ScriptedApi api = new ScriptedApi().Ready();
        Assert.Equal(Price.Of(0.01m), api.Cache.Instrument(api.Btc).TickSize);
        api.ExchangeInfo = text => text.Replace("\"tickSize\": \"0.01000000\"", "\"tickSize\": \"0.10000000\"", StringComparison.Ordinal);

        api.Loop.RunFor(3_700_000_000_000);

        Assert.Equal((Price.Of(0.1m), 1), (api.Cache.Instrument(api.Btc).TickSize, api.Cache.InstrumentCount));
    }

    [Fact]
    public void Rules_HaltedSymbol_IsSeenAfterAReconnectAndItsReturnToo()
    {
        using ScriptedApi api = new ScriptedApi().Ready();
        api.ExchangeInfo = text => text.Replace("\"status\": \"TRADING\"", "\"status\": \"HALT\"", StringComparison.Ordinal);
        api.Venue.QueryApi.Connection.Reconnect("test");
        api.Until(() => api.Cache.Instrument(api.Btc).Status == InstrumentStatus.Halted);

        api.ExchangeInfo = text => text;
        api.Venue.QueryApi.Connection.Reconnect("test");
        api.Until(() => api.Cache.Instrument(api.Btc).Status == InstrumentStatus.Trading);
    }

    [Fact]
    public void Rules_Unchanged_KeepTheirObject()
    {
        using ScriptedApi api = new ScriptedApi().Ready();
        Instrument before = api.Cache.Instrument(api.Btc);
        api.Loop.RunFor(8_000_000_000_000);
        Assert.Same(before, api.Cache.Instrument(api.Btc));
        Assert.True(api.Asked.Count(a => a.Method == "exchangeInfo") >= 3);
    }

    [Fact]
    public void Rules_ThatCannotBeRead_LeaveTheOldOnesAndAreAskedAgain()
    {
        using ScriptedApi api = new ScriptedApi().Ready();
        Instrument before = api.Cache.Instrument(api.Btc);
        api.ExchangeInfo = _ => "{\"symbols\":[]}";
        api.Loop.RunFor(3_700_000_000_000);
        Assert.Same(before, api.Cache.Instrument(api.Btc));
        Assert.Null(api.Sink.Refusal);

        api.ExchangeInfo = text => text.Replace("\"status\": \"TRADING\"", "\"status\": \"HALT\"", StringComparison.Ordinal);
        api.Until(() => api.Cache.Instrument(api.Btc).Status == InstrumentStatus.Halted);
    }

    private static IEnumerable<long> Ids(int first, int count) => Enumerable.Range(first, count).Select(i => (long)i);

    /// <summary>At most a thousand trades from an id on. The second of two equal ids is another order's.</summary>
    private static string Page(IEnumerable<long> ids, JsonElement parameters)
    {
        long from = parameters.ValueKind == JsonValueKind.Object && parameters.TryGetProperty("fromId", out JsonElement id) ? id.GetInt64() : 0;
        List<(long Id, long Order)> all = [];
        foreach (long trade in ids)
            all.Add((trade, all.Count > 0 && all[^1].Id == trade ? 8 : 7));
        IEnumerable<string> trades = all.Where(t => t.Id >= from).Take(1_000).Select(t => string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"symbol\":\"BTCUSDT\",\"id\":{t.Id},\"orderId\":{t.Order},\"price\":\"50000.00\",\"qty\":\"0.001\",\"commission\":\"0\",\"commissionAsset\":\"BNB\",\"time\":{t.Id},\"isBuyer\":true,\"isMaker\":true}}"));
        return $"[{string.Join(',', trades)}]";
    }
}
