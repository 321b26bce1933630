using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LiveTrading.Benchmarks.Harness;
using LiveTrading.Benchmarks.Recordings;
using LiveTrading.Model;
using LiveTrading.Model.MarketData;
using LiveTrading.Venues.Binance.Parsing;
using LiveTrading.Venues.Simulated.Capture;

namespace LiveTrading.Benchmarks.Parsing;

/// <summary>From a received message to numbers, on messages of the recording.</summary>
internal sealed class ParseBenchmarks : IBenchmarkGroup
{
    // Different messages in turn, as many as fit the processor's first caches together with what reads them.
    private const int MessagesInTurn = 256;

    private static readonly string[] _numbers = ["b", "B", "a", "A"];

    private delegate decimal Read(ReadOnlySpan<byte> message);

    public string Name => "parse";

    public IEnumerable<Row> Measure(int rounds)
    {
        yield return Messages(
            "bookTicker",
            CaptureRecordKind.BookTicker,
            new Target(6, "≤ 80 ns", 80),
            m => m.BidPrice.AsDecimal + m.BidQuantity.AsDecimal + m.AskPrice.AsDecimal + m.AskQuantity.AsDecimal,
            JsonReaderParser.BookTicker,
            StreamMessagesContext.Default.CombinedFrameBookTickerData,
            d => d.BidPrice + d.BidQuantity + d.AskPrice + d.AskQuantity).Measure(rounds);
        yield return Messages(
            "trade",
            CaptureRecordKind.Trade,
            new Target(6, "≤ 100 ns", 100),
            m => m.TradePrice.AsDecimal + m.TradeQuantity.AsDecimal,
            JsonReaderParser.Trade,
            StreamMessagesContext.Default.CombinedFrameTradeData,
            d => d.Price + d.Quantity).Measure(rounds);
        yield return Messages(
            "depth, per level",
            CaptureRecordKind.Depth,
            new Target(6, "≤ 20 ns", 20),
            SumLevels,
            JsonReaderParser.Depth,
            StreamMessagesContext.Default.CombinedFrameDepthData,
            d => d.Bids.Sum(l => l[0] + l[1]) + d.Asks.Sum(l => l[0] + l[1])).Measure(rounds);
        yield return Decimals().Measure(rounds);
    }

    private static decimal SumLevels(MarketMessage m)
    {
        decimal sum = 0;
        foreach (BookLevel level in m.Bids.AsSpan(0, m.BidCount))
            sum += level.Price.AsDecimal + level.Quantity.AsDecimal;
        foreach (BookLevel level in m.Asks.AsSpan(0, m.AskCount))
            sum += level.Price.AsDecimal + level.Quantity.AsDecimal;
        return sum;
    }

    private static Contest Messages<T>(
        string name,
        CaptureRecordKind kind,
        Target target,
        Func<MarketMessage, decimal> ours,
        Read reader,
        JsonTypeInfo<CombinedFrame<T>> type,
        Func<T, decimal> theirs)
    {
        byte[][] messages = RecordedSession.Bundled.First(kind, MessagesInTurn);
        MarketStreamParser parser = Parser();
        long units = 0;
        foreach (byte[] message in messages)
        {
            BenchmarkException.Require(parser.Parse(message) == ParseStatus.Ok, $"{name}: a message of the recording was not read.");
            decimal sum = ours(parser.Message);
            BenchmarkException.Require(sum == reader(message), $"{name}: Utf8JsonReader came to another result.");
            BenchmarkException.Require(sum == theirs(JsonSerializer.Deserialize(message, type)!.Data!), $"{name}: JsonSerializer came to another result.");
            units += kind == CaptureRecordKind.Depth ? parser.Message.BidCount + parser.Message.AskCount : 1;
        }

        BenchmarkException.Require(parser.GeneralReads == 0, $"{name}: a message of the recording was not as the venue prints it.");
        return new Contest(
            "parse",
            name,
            target,
            new Contender("MarketStreamParser", n =>
            {
                for (int i = 0; i < n; i++)
                {
                    foreach (byte[] message in messages)
                        parser.Parse(message);
                }

                return n * units;
            }),
            new Contender("Utf8JsonReader", n =>
            {
                for (int i = 0; i < n; i++)
                {
                    foreach (byte[] message in messages)
                        reader(message);
                }

                return n * units;
            }),
            new Contender("JsonSerializer, source-generated", n =>
            {
                for (int i = 0; i < n; i++)
                {
                    foreach (byte[] message in messages)
                        JsonSerializer.Deserialize(message, type);
                }

                return n * units;
            }));
    }

    private static Contest Decimals()
    {
        byte[][] texts = [.. RecordedSession.Bundled.First(CaptureRecordKind.BookTicker, MessagesInTurn / 2).SelectMany(NumbersOf)];
        byte[][] quoted = [.. texts.Select(t => (byte[])[.. t, (byte)'"'])];
        foreach (byte[] text in quoted)
        {
            ReadOnlySpan<byte> rest = text;
            BenchmarkException.Require(
                FixedDecimalReader.TryTake(ref rest, out long raw) && Utf8Parser.TryParse(text, out decimal value, out _) && FixedPoint.ToDecimal(raw) == value,
                $"decimal: {Encoding.UTF8.GetString(text)} was read differently.");
        }

        return new Contest(
            "parse",
            "one decimal",
            new Target(6, "part of the above"),
            new Contender("FixedDecimalReader", n =>
            {
                long sum = 0;
                for (int i = 0; i < n; i++)
                {
                    foreach (byte[] text in quoted)
                    {
                        ReadOnlySpan<byte> rest = text;
                        sum += FixedDecimalReader.TryTake(ref rest, out long raw) ? raw : 0;
                    }
                }

                return Used(sum, (long)n * quoted.Length);
            }),
            new Contender("FixedPoint.TryParse, any layout", n =>
            {
                long sum = 0;
                for (int i = 0; i < n; i++)
                {
                    foreach (byte[] text in texts)
                        sum += FixedPoint.TryParse(text, out long raw) ? raw : 0;
                }

                return Used(sum, (long)n * texts.Length);
            }),
            new Contender("Utf8Parser to decimal", n =>
            {
                int used = 0;
                for (int i = 0; i < n; i++)
                {
                    foreach (byte[] text in texts)
                        used += Utf8Parser.TryParse(text, out decimal _, out int length) ? length : 0;
                }

                return Used(used, (long)n * texts.Length);
            }),
            new Contender("Utf8Parser to double", n =>
            {
                int used = 0;
                for (int i = 0; i < n; i++)
                {
                    foreach (byte[] text in texts)
                        used += Utf8Parser.TryParse(text, out double _, out int length) ? length : 0;
                }

                return Used(used, (long)n * texts.Length);
            }));
    }

    private static MarketStreamParser Parser()
    {
        SymbolTable symbols = new();
        symbols.Add("BTCUSDT", new InstrumentHandle(0));
        return new MarketStreamParser(symbols);
    }

    private static IEnumerable<byte[]> NumbersOf(byte[] message)
    {
        using JsonDocument document = JsonDocument.Parse(message);
        JsonElement data = document.RootElement.GetProperty("data");
        return [.. _numbers.Select(f => Encoding.UTF8.GetBytes(data.GetProperty(f).GetString()!))];
    }

    // The result must count, or the compiler may leave the work out.
    private static long Used(long result, long units) => result == long.MinValue ? 0 : units;
}
