using System.Text;
using System.Text.Json;
using LiveTrading.Model;
using LiveTrading.Model.MarketData;
using LiveTrading.Venues.Binance.Parsing;

namespace LiveTrading.Venues.Binance.Tests.Parsing;

public sealed class MarketStreamParserTests
{
    private static readonly InstrumentHandle Btc = new(0), BnbBtc = new(1), BnbUsdt = new(2);

    private const string BookTicker = """{"stream":"btcusdt@bookTicker","data":{"u":50093239212,"s":"BTCUSDT","b":"61837.63000000","B":"3.78826000","a":"61837.64000000","A":"1.54698000"}}""";
    private const string Trade = """{"stream":"btcusdt@trade","data":{"e":"trade","E":1723161255343,"s":"BTCUSDT","t":3735683259,"p":"61837.63000000","q":"0.02000000","T":1723161255342,"m":true,"M":true}}""";
    private const string Depth = """{"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":1723161255308,"s":"BTCUSDT","U":50093239203,"u":50093239207,"b":[["55653.87000000","0.00000000"]],"a":[["61838.04000000","0.32332000"],["61844.30000000","0.40163000"]]}}""";
    private const string Kline = """{"stream":"btcusdt@kline_1m","data":{"e":"kline","E":1672515782136,"s":"BTCUSDT","k":{"t":1672515780000,"T":1672515839999,"s":"BTCUSDT","i":"1m","f":100,"L":200,"o":"0.0010","c":"0.0020","h":"0.0025","l":"0.0015","v":"1000","n":100,"x":false,"q":"1.0000","V":"500","Q":"0.500","B":"123456"}}}""";

    private static MarketStreamParser NewParser()
    {
        SymbolTable symbols = new();
        symbols.Add("BTCUSDT", Btc);
        symbols.Add("BNBBTC", BnbBtc);
        symbols.Add("BNBUSDT", BnbUsdt);
        return new MarketStreamParser(symbols);
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    [Fact]
    public void Parse_BookTickerSample_GivesItsValues()
    {
        MarketStreamParser parser = NewParser();

        Assert.Equal(ParseStatus.Ok, parser.Parse(SampleFiles.Read("stream.bookTicker.doc.json")));

        MarketMessage m = parser.Message;
        Assert.Equal((MarketMessageKind.BookTicker, BnbUsdt, 400900217L), (m.Kind, m.Instrument, m.LastUpdateId));
        Assert.Equal((25.3519m, 31.21m, 25.3652m, 40.66m), (m.BidPrice.AsDecimal, m.BidQuantity.AsDecimal, m.AskPrice.AsDecimal, m.AskQuantity.AsDecimal));
    }

    [Fact]
    public void Parse_TradeSample_GivesItsValues()
    {
        MarketStreamParser parser = NewParser();

        Assert.Equal(ParseStatus.Ok, parser.Parse(SampleFiles.Read("stream.trade.doc.json")));

        MarketMessage m = parser.Message;
        Assert.Equal((MarketMessageKind.Trade, BnbBtc, 12345L, true), (m.Kind, m.Instrument, m.TradeId, m.BuyerIsMaker));
        Assert.Equal((0.001m, 100m, 1672515782136L), (m.TradePrice.AsDecimal, m.TradeQuantity.AsDecimal, m.EventTime.Milliseconds));
    }

    [Fact]
    public void Parse_KlineSample_GivesItsValues()
    {
        MarketStreamParser parser = NewParser();

        Assert.Equal(ParseStatus.Ok, parser.Parse(SampleFiles.Read("stream.kline_1m.doc.json")));

        MarketMessage m = parser.Message;
        Assert.Equal((MarketMessageKind.Kline, BnbBtc, BarInterval.OneMinute, false), (m.Kind, m.Instrument, m.BarInterval, m.BarIsClosed));
        Assert.Equal((0.0010m, 0.0025m, 0.0015m, 0.0020m, 1000m, 100L), (m.BarOpen.AsDecimal, m.BarHigh.AsDecimal, m.BarLow.AsDecimal, m.BarClose.AsDecimal, m.BarVolume.AsDecimal, m.BarTradeCount));
    }

    [Theory]
    [InlineData("stream.depthUpdate.doc.json", 157, 160, 1, 1)]
    [InlineData("captured.stream.depthUpdate.100ms.2024.json", 49981777515, 49981777539, 14, 7)]
    public void Parse_DepthSample_GivesItsValues(string file, long first, long last, int bids, int asks)
    {
        MarketStreamParser parser = NewParser();

        Assert.Equal(ParseStatus.Ok, parser.Parse(SampleFiles.Read(file)));

        MarketMessage m = parser.Message;
        Assert.Equal((MarketMessageKind.DepthUpdate, first, last, bids, asks), (m.Kind, m.FirstUpdateId, m.LastUpdateId, m.BidCount, m.AskCount));
    }

    [Theory]
    [InlineData("stream.serverShutdown.raw.doc.json")]
    [InlineData("stream.serverShutdown.combined.doc.json")]
    public void Parse_ServerShutdown_IsKnown(string file)
    {
        MarketStreamParser parser = NewParser();
        Assert.Equal(ParseStatus.Ok, parser.Parse(SampleFiles.Read(file)));
        Assert.Equal(MarketMessageKind.ServerShutdown, parser.Message.Kind);
    }

    [Theory]
    [InlineData("""{"result":null,"id":1}""", MarketMessageKind.ControlDone, 1, 0, "")]
    [InlineData("""{"error":{"code":2,"msg":"Invalid request: invalid stream"},"id":2}""", MarketMessageKind.ControlRefused, 2, 2, "Invalid request: invalid stream")]
    [InlineData("""{"code":3,"msg":"Invalid JSON: \"x\" at\nline"}""", MarketMessageKind.ControlRefused, -1, 3, "Invalid JSON: \"x\" at\nline")]
    [InlineData("""{"code":2,"msg":"m","id":null}""", MarketMessageKind.ControlRefused, -1, 2, "m")]
    internal void Parse_ControlAnswer_BothForms(string text, MarketMessageKind kind, long id, long code, string sentence)
    {
        MarketStreamParser parser = NewParser();

        Assert.Equal(ParseStatus.Ok, parser.Parse(Utf8(text)));

        Assert.Equal((kind, id, code, sentence), (parser.Message.Kind, parser.Message.ControlId, parser.Message.ControlCode, parser.Message.ControlText));
    }

    [Theory]
    [InlineData("""{"data":{"A":"1.5","a":"3","B":"2","b":"1","s":"BTCUSDT","u":7,"new":{"x":[1,2,{}]}},"stream":"btcusdt@bookTicker","more":null}""")]
    [InlineData("{ \"u\" : 7 ,\r\n\t\"s\":\"BTC\\u0055SDT\",\"b\":\"1\",\"B\":\"2\",\"\\u0061\":\"3\",\"A\":\"1.5\" } ")]
    [InlineData("""{"u":7,"s":"BTCUSDT","b":"1.00000000","B":"2.00000000","a":"3.00000000","A":"1.500000000000"}""")]
    public void Parse_OtherOrderSpacesEscapesExtras_ReadsTheSame(string text)
    {
        MarketStreamParser parser = NewParser();

        Assert.Equal(ParseStatus.Ok, parser.Parse(Utf8(text)));

        MarketMessage m = parser.Message;
        Assert.Equal((MarketMessageKind.BookTicker, Btc, 7L, 1m, 2m, 3m, 1.5m), (m.Kind, m.Instrument, m.LastUpdateId, m.BidPrice.AsDecimal, m.BidQuantity.AsDecimal, m.AskPrice.AsDecimal, m.AskQuantity.AsDecimal));
        Assert.Equal(1, parser.GeneralReads);
    }

    [Fact]
    public void Parse_UnknownSymbol_GivesNoHandle()
    {
        MarketStreamParser parser = NewParser();
        Assert.Equal(ParseStatus.Ok, parser.Parse(Utf8(BookTicker.Replace("BTCUSDT", "这是测试币456", StringComparison.Ordinal))));
        Assert.Equal(InstrumentHandle.None, parser.Message.Instrument);
    }

    [Theory]
    [InlineData("", ParseStatus.Truncated)]
    [InlineData("hello", ParseStatus.Syntax)]
    [InlineData("[]", ParseStatus.WrongType)]
    [InlineData("{}", ParseStatus.UnknownType)]
    [InlineData("{}x", ParseStatus.Syntax)]
    [InlineData("""{"e":"whatIsThis"}""", ParseStatus.UnknownType)]
    [InlineData("""{"e":"trade","s":"BTCUSDT"}""", ParseStatus.MissingField)]
    [InlineData("""{"u":1,"s":"BTCUSDT","b":1,"B":"1","a":"1","A":"1"}""", ParseStatus.WrongType)]
    [InlineData("""{"u":1,"s":"BTCUSDT","b":"NaN","B":"1","a":"1","A":"1"}""", ParseStatus.WrongType)]
    [InlineData("""{"u":1,"s":"BTCUSDT","b":"1e5","B":"1","a":"1","A":"1"}""", ParseStatus.WrongType)]
    [InlineData("""{"u":1,"s":"BTCUSDT","b":"-1","B":"1","a":"1","A":"1"}""", ParseStatus.OutOfRange)]
    [InlineData("""{"u":-1,"s":"BTCUSDT","b":"1","B":"1","a":"1","A":"1"}""", ParseStatus.OutOfRange)]
    [InlineData("""{"u":1.5,"s":"BTCUSDT","b":"1","B":"1","a":"1","A":"1"}""", ParseStatus.WrongType)]
    [InlineData("""{"u":01,"s":"BTCUSDT","b":"1.00000000","B":"1.00000000","a":"1.00000000","A":"1.00000000"}""", ParseStatus.Syntax)]
    [InlineData("""{"u":99999999999999999999,"s":"BTCUSDT","b":"1","B":"1","a":"1","A":"1"}""", ParseStatus.OutOfRange)]
    [InlineData("""{"u":1,"s":"BTCUSDT","b":"99999999999.00000000","B":"1","a":"1","A":"1"}""", ParseStatus.OutOfRange)]
    [InlineData("""{"u":1,"s":"BTCUSDT","b":"1.123456789","B":"1","a":"1","A":"1"}""", ParseStatus.OutOfRange)]
    [InlineData("""{"u":1,"s":"BTC\x","b":"1","B":"1","a":"1","A":"1"}""", ParseStatus.Syntax)]
    [InlineData("""{"u":1,,"s":"BTCUSDT"}""", ParseStatus.Syntax)]
    [InlineData("""{"e":"depthUpdate","E":1,"s":"BTCUSDT","U":5,"u":4,"b":[],"a":[]}""", ParseStatus.OutOfRange)]
    [InlineData("""{"e":"depthUpdate","E":1,"s":"BTCUSDT","U":3,"u":4,"b":[["1"]],"a":[]}""", ParseStatus.MissingField)]
    [InlineData("""{"e":"depthUpdate","E":1,"s":"BTCUSDT","U":3,"u":4,"b":{},"a":[]}""", ParseStatus.WrongType)]
    [InlineData("""{"e":"depthUpdate","E":9999999999999999,"s":"BTCUSDT","U":3,"u":4,"b":[],"a":[]}""", ParseStatus.OutOfRange)]
    internal void Parse_Hostile_IsRefused(string text, ParseStatus expected)
    {
        MarketStreamParser parser = NewParser();
        Assert.Equal(expected, parser.Parse(Utf8(text)));
    }

    [Fact]
    public void Parse_NumberOf400Digits_IsOutOfRange()
    {
        MarketStreamParser parser = NewParser();
        Assert.Equal(ParseStatus.OutOfRange, parser.Parse(Utf8(BookTicker.Replace("61837.63000000", new string('9', 400), StringComparison.Ordinal))));
        Assert.Contains("'b'", parser.Failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_DeepNesting_IsRefused()
    {
        MarketStreamParser parser = NewParser();
        string text = """{"x":""" + new string('[', 100_000) + new string(']', 100_000) + "}";
        Assert.Equal(ParseStatus.TooDeep, parser.Parse(Utf8(text)));
    }

    [Fact]
    public void Parse_TooManyLevels_IsRefused()
    {
        MarketStreamParser parser = NewParser();
        StringBuilder text = new("""{"e":"depthUpdate","E":1,"s":"BTCUSDT","U":3,"u":4,"b":[""");
        for (int i = 0; i <= ParseLimits.LevelsPerSide; i++)
            text.Append(i == 0 ? "" : ",").Append("""["1.00000000","1.00000000"]""");
        text.Append("""],"a":[]}""");
        Assert.Equal(ParseStatus.TooMany, parser.Parse(Utf8(text.ToString())));
    }

    [Theory]
    [InlineData(BookTicker)]
    [InlineData(Trade)]
    [InlineData(Depth)]
    [InlineData(Kline)]
    public void Parse_CutAtEveryByte_IsTruncated(string text)
    {
        MarketStreamParser parser = NewParser();
        byte[] whole = Utf8(text);
        for (int length = 0; length < whole.Length; length++)
            Assert.Equal(ParseStatus.Truncated, parser.Parse(whole.AsSpan(0, length)));
    }

    [Theory]
    [InlineData(BookTicker, 1)]
    [InlineData(Trade, 2)]
    [InlineData(Depth, 3)]
    [InlineData(Kline, 4)]
    public void Parse_Mutated_AgreesWithTheGeneralReading(string text, int seed)
    {
        Random random = new(seed);
        byte[] original = Utf8(text);
        SymbolTable symbols = new();
        symbols.Add("BTCUSDT", Btc);
        for (int round = 0; round < 20_000; round++)
        {
            byte[] mutated = (byte[])original.Clone();
            int changes = random.Next(1, 4);
            for (int i = 0; i < changes; i++)
            {
                mutated[random.Next(mutated.Length)] = random.Next(3) == 0
                    ? (byte)random.Next(256)
                    : (byte)"0123456789\"{}[],:.-tea"[random.Next(22)];
            }

            MarketStreamParser parser = new(symbols);
            MarketMessage general = new();
            ParseStatus fast = parser.Parse(mutated);
            ParseStatus slow = new GeneralMarketParser(symbols).Parse(mutated, general);
            Assert.Equal(slow, fast);
            if (fast == ParseStatus.Ok)
                Assert.Equal(Describe(general), Describe(parser.Message));
        }
    }

    [Fact]
    public void Parse_WholeRecording_AgreesWithSystemTextJson()
    {
        MarketStreamParser parser = NewParser();
        int messages = 0, snapshots = 0;
        foreach (byte[] line in SampleFiles.Recording())
        {
            messages++;
            using JsonDocument document = JsonDocument.Parse(line);
            ParseStatus status = parser.Parse(line);
            if (!document.RootElement.TryGetProperty("data", out JsonElement data))
            {
                snapshots++;
                Assert.Equal(ParseStatus.UnknownType, status);
                continue;
            }

            Assert.Equal(ParseStatus.Ok, status);
            Assert.Equal(Btc, parser.Message.Instrument);
            AssertSame(data, parser.Message);
        }

        Assert.Equal((41_249, 1, 1L), (messages, snapshots, parser.GeneralReads));
    }

    [Theory]
    [InlineData(BookTicker)]
    [InlineData(Trade)]
    [InlineData(Depth)]
    [InlineData(Kline)]
    public void Parse_SteadyState_AllocatesNothing(string text)
    {
        MarketStreamParser parser = NewParser();
        byte[] payload = Utf8(text);
        for (int i = 0; i < 100; i++)
            Assert.Equal(ParseStatus.Ok, parser.Parse(payload));
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int i = 0; i < 1000; i++)
            parser.Parse(payload);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void AssertSame(JsonElement data, MarketMessage m)
    {
        if (!data.TryGetProperty("e", out JsonElement type))
        {
            Assert.Equal(MarketMessageKind.BookTicker, m.Kind);
            Assert.Equal(data.GetProperty("u").GetInt64(), m.LastUpdateId);
            Assert.Equal(Decimal(data, "b"), m.BidPrice.AsDecimal);
            Assert.Equal(Decimal(data, "B"), m.BidQuantity.AsDecimal);
            Assert.Equal(Decimal(data, "a"), m.AskPrice.AsDecimal);
            Assert.Equal(Decimal(data, "A"), m.AskQuantity.AsDecimal);
        }
        else if (type.GetString() == "trade")
        {
            Assert.Equal(MarketMessageKind.Trade, m.Kind);
            Assert.Equal(data.GetProperty("t").GetInt64(), m.TradeId);
            Assert.Equal(Decimal(data, "p"), m.TradePrice.AsDecimal);
            Assert.Equal(Decimal(data, "q"), m.TradeQuantity.AsDecimal);
            Assert.Equal(data.GetProperty("T").GetInt64(), m.EventTime.Milliseconds);
            Assert.Equal(data.GetProperty("m").GetBoolean(), m.BuyerIsMaker);
        }
        else
        {
            Assert.Equal(MarketMessageKind.DepthUpdate, m.Kind);
            Assert.Equal(data.GetProperty("U").GetInt64(), m.FirstUpdateId);
            Assert.Equal(data.GetProperty("u").GetInt64(), m.LastUpdateId);
            Assert.Equal(data.GetProperty("E").GetInt64(), m.EventTime.Milliseconds);
            AssertLevels(data.GetProperty("b"), m.Bids.AsSpan(0, m.BidCount));
            AssertLevels(data.GetProperty("a"), m.Asks.AsSpan(0, m.AskCount));
        }
    }

    private static void AssertLevels(JsonElement expected, ReadOnlySpan<BookLevel> actual)
    {
        Assert.Equal(expected.GetArrayLength(), actual.Length);
        for (int i = 0; i < actual.Length; i++)
        {
            Assert.Equal(decimal.Parse(expected[i][0].GetString()!, System.Globalization.CultureInfo.InvariantCulture), actual[i].Price.AsDecimal);
            Assert.Equal(decimal.Parse(expected[i][1].GetString()!, System.Globalization.CultureInfo.InvariantCulture), actual[i].Quantity.AsDecimal);
        }
    }

    private static decimal Decimal(JsonElement data, string name) => decimal.Parse(data.GetProperty(name).GetString()!, System.Globalization.CultureInfo.InvariantCulture);

    private static string Describe(MarketMessage m) => m.Kind switch
    {
        MarketMessageKind.BookTicker => $"{m.Kind} {m.Instrument} {m.LastUpdateId} {m.BidPrice.Raw} {m.BidQuantity.Raw} {m.AskPrice.Raw} {m.AskQuantity.Raw}",
        MarketMessageKind.Trade => $"{m.Kind} {m.Instrument} {m.TradeId} {m.TradePrice.Raw} {m.TradeQuantity.Raw} {m.EventTime.Value} {m.BuyerIsMaker}",
        MarketMessageKind.DepthUpdate => $"{m.Kind} {m.Instrument} {m.FirstUpdateId} {m.LastUpdateId} {m.EventTime.Value} {string.Join(';', m.Bids.Take(m.BidCount))} {string.Join(';', m.Asks.Take(m.AskCount))}",
        _ => m.Kind.ToString(),
    };
}
