using System.Text.Json.Serialization;

namespace LiveTrading.Benchmarks.Parsing;

/// <summary>A combined frame as the plain .NET way declares it.</summary>
internal sealed class CombinedFrame<T>
{
    [JsonPropertyName("stream")]
    public string Stream { get; set; } = "";

    [JsonPropertyName("data")]
    public T? Data { get; set; }
}

/// <summary>Best bid and offer.</summary>
internal sealed class BookTickerData
{
    [JsonPropertyName("u")]
    public long UpdateId { get; set; }

    [JsonPropertyName("s")]
    public string Symbol { get; set; } = "";

    [JsonPropertyName("b")]
    public decimal BidPrice { get; set; }

    [JsonPropertyName("B")]
    public decimal BidQuantity { get; set; }

    [JsonPropertyName("a")]
    public decimal AskPrice { get; set; }

    [JsonPropertyName("A")]
    public decimal AskQuantity { get; set; }
}

/// <summary>A trade.</summary>
internal sealed class TradeData
{
    [JsonPropertyName("e")]
    public string EventType { get; set; } = "";

    [JsonPropertyName("E")]
    public long EventTime { get; set; }

    [JsonPropertyName("s")]
    public string Symbol { get; set; } = "";

    [JsonPropertyName("t")]
    public long TradeId { get; set; }

    [JsonPropertyName("p")]
    public decimal Price { get; set; }

    [JsonPropertyName("q")]
    public decimal Quantity { get; set; }

    [JsonPropertyName("T")]
    public long TradeTime { get; set; }

    [JsonPropertyName("m")]
    public bool BuyerIsMaker { get; set; }
}

/// <summary>Book differences.</summary>
internal sealed class DepthData
{
    [JsonPropertyName("e")]
    public string EventType { get; set; } = "";

    [JsonPropertyName("E")]
    public long EventTime { get; set; }

    [JsonPropertyName("s")]
    public string Symbol { get; set; } = "";

    [JsonPropertyName("U")]
    public long FirstUpdateId { get; set; }

    [JsonPropertyName("u")]
    public long LastUpdateId { get; set; }

    [JsonPropertyName("b")]
    public decimal[][] Bids { get; set; } = [];

    [JsonPropertyName("a")]
    public decimal[][] Asks { get; set; } = [];
}

/// <summary>A book snapshot.</summary>
internal sealed class SnapshotData
{
    [JsonPropertyName("lastUpdateId")]
    public long LastUpdateId { get; set; }

    [JsonPropertyName("bids")]
    public decimal[][] Bids { get; set; } = [];

    [JsonPropertyName("asks")]
    public decimal[][] Asks { get; set; } = [];
}

/// <summary>Compiled serializers of the messages.</summary>
[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(CombinedFrame<BookTickerData>))]
[JsonSerializable(typeof(CombinedFrame<TradeData>))]
[JsonSerializable(typeof(CombinedFrame<DepthData>))]
[JsonSerializable(typeof(SnapshotData))]
internal sealed partial class StreamMessagesContext : JsonSerializerContext;
