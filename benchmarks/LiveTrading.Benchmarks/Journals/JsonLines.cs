using System.Text.Json;
using System.Text.Json.Serialization;

namespace LiveTrading.Benchmarks.Journals;

/// <summary>A journal record as the plain .NET way writes it: an object a line.</summary>
internal sealed class JsonRecord
{
    public long Sequence { get; set; }

    public string Kind { get; set; } = "";

    public string ClientOrderId { get; set; } = "";

    public string? VenueOrderId { get; set; }

    public string Instrument { get; set; } = "";

    public string? Side { get; set; }

    public decimal Price { get; set; }

    public decimal Quantity { get; set; }

    public decimal Commission { get; set; }

    public string? TradeId { get; set; }

    public long Time { get; set; }
}

/// <summary>Compiled serializer of <see cref="JsonRecord"/>.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(JsonRecord))]
internal sealed partial class JsonRecordContext : JsonSerializerContext;

/// <summary>The records of an order's life as lines of JSON.</summary>
internal static class JsonLines
{
    private static readonly string[] _kinds = ["Order", "Submitted", "Accepted", "Filled"];

    /// <summary>One line, its end included.</summary>
    public static byte[] Line(long sequence)
    {
        long order = sequence / _kinds.Length;
        string kind = _kinds[sequence % _kinds.Length];
        JsonRecord record = new()
        {
            Sequence = sequence,
            Kind = kind,
            ClientOrderId = "LT-" + order,
            VenueOrderId = kind is "Accepted" or "Filled" ? (order + 1_000_000).ToString(System.Globalization.CultureInfo.InvariantCulture) : null,
            Instrument = "BTCUSDT.BINANCE",
            Side = "Buy",
            Price = 61_700m,
            Quantity = 0.01m,
            Commission = kind == "Filled" ? 0.00001m : 0m,
            TradeId = kind == "Filled" ? order.ToString(System.Globalization.CultureInfo.InvariantCulture) : null,
            Time = 1_723_161_300_000_000_000,
        };
        return [.. JsonSerializer.SerializeToUtf8Bytes(record, JsonRecordContext.Default.JsonRecord), (byte)'\n'];
    }
}
