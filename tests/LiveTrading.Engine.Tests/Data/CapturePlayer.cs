using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using LiveTrading.Engine.Ports;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Tests.Data;

/// <summary>Reads the bundled Binance capture and plays it into a sink, decoded by System.Text.Json: independent of the product's own parser.</summary>
internal static class CapturePlayer
{
    public static string Path
    {
        get
        {
            DirectoryInfo? directory = new(AppContext.BaseDirectory);
            while (directory is not null && !File.Exists(System.IO.Path.Combine(directory.FullName, "LiveTrading.slnx")))
                directory = directory.Parent;
            return System.IO.Path.Combine(directory!.FullName, "data", "binance-spot-btcusdt-20240808.jsonl.gz");
        }
    }

    public static int Play(IMarketDataSink sink, InstrumentHandle handle)
    {
        using var file = new StreamReader(new GZipStream(File.OpenRead(Path), CompressionMode.Decompress), Encoding.UTF8);
        int messages = 0;
        while (file.ReadLine() is { } line)
        {
            int space = line.IndexOf(' ', StringComparison.Ordinal);
            var received = new UnixNanos(long.Parse(line.AsSpan(0, space), CultureInfo.InvariantCulture));
            using JsonDocument message = JsonDocument.Parse(line.AsMemory(space + 1));
            Deliver(sink, handle, received, message.RootElement);
            messages++;
        }

        return messages;
    }

    private static void Deliver(IMarketDataSink sink, InstrumentHandle handle, UnixNanos received, JsonElement root)
    {
        if (root.TryGetProperty("lastUpdateId", out JsonElement id))
        {
            sink.OnBookSnapshot(new BookUpdate(handle, id.GetInt64(), id.GetInt64(), default, received), Levels(root.GetProperty("bids")), Levels(root.GetProperty("asks")));
            return;
        }

        JsonElement data = root.GetProperty("data");
        switch (root.GetProperty("stream").GetString())
        {
            case "btcusdt@bookTicker":
                sink.OnQuote(new QuoteTick(handle, PriceOf(data, "b"), QuantityOf(data, "B"), PriceOf(data, "a"), QuantityOf(data, "A"), data.GetProperty("u").GetInt64(), default, received));
                break;
            case "btcusdt@trade":
                sink.OnTrade(new TradeTick(handle, PriceOf(data, "p"), QuantityOf(data, "q"), data.GetProperty("m").GetBoolean() ? OrderSide.Sell : OrderSide.Buy, new TradeId((UInt128)data.GetProperty("t").GetInt64()), UnixNanos.FromMilliseconds(data.GetProperty("T").GetInt64()), received));
                break;
            case "btcusdt@depth@100ms":
                sink.OnBookUpdate(new BookUpdate(handle, data.GetProperty("U").GetInt64(), data.GetProperty("u").GetInt64(), UnixNanos.FromMilliseconds(data.GetProperty("E").GetInt64()), received), Levels(data.GetProperty("b")), Levels(data.GetProperty("a")));
                break;
            default:
                throw new InvalidDataException($"Unknown stream in the capture: {root.GetProperty("stream")}");
        }
    }

    private static Price PriceOf(JsonElement data, string name) => Price.Of(decimal.Parse(data.GetProperty(name).GetString()!, CultureInfo.InvariantCulture));

    private static Quantity QuantityOf(JsonElement data, string name) => Quantity.Of(decimal.Parse(data.GetProperty(name).GetString()!, CultureInfo.InvariantCulture));

    private static BookLevel[] Levels(JsonElement side) =>
        [.. side.EnumerateArray().Select(l => new BookLevel(
            Price.Of(decimal.Parse(l[0].GetString()!, CultureInfo.InvariantCulture)),
            Quantity.Of(decimal.Parse(l[1].GetString()!, CultureInfo.InvariantCulture))))];
}
