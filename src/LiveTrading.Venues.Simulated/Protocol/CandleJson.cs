using System.Globalization;
using System.Text.Json;
using LiveTrading.Model;
using LiveTrading.Venues.Simulated.Candles;

namespace LiveTrading.Venues.Simulated.Protocol;

/// <summary>Candles in the venue's JSON.</summary>
internal static class CandleJson
{
    /// <summary>A row of the history route.</summary>
    public static void WriteRow(Utf8JsonWriter json, Candle candle)
    {
        json.WriteStartArray();
        json.WriteNumberValue(candle.OpenTimeMs);
        json.WriteStringValue(VenueWords.Amount(candle.Open));
        json.WriteStringValue(VenueWords.Amount(candle.High));
        json.WriteStringValue(VenueWords.Amount(candle.Low));
        json.WriteStringValue(VenueWords.Amount(candle.Close));
        json.WriteStringValue(Sum(candle.Volume));
        json.WriteNumberValue(candle.CloseTimeMs);
        json.WriteStringValue(Sum(candle.QuoteVolume));
        json.WriteNumberValue(candle.Trades);
        json.WriteStringValue(Sum(candle.TakerBuyVolume));
        json.WriteStringValue(Sum(candle.TakerBuyQuoteVolume));
        json.WriteStringValue("0");
        json.WriteEndArray();
    }

    /// <summary>An event of a kline stream.</summary>
    public static void WriteEvent(Utf8JsonWriter json, Candle candle, string symbol, string interval, bool closed, long eventTimeMs)
    {
        json.WriteStartObject();
        json.WriteString("e", "kline");
        json.WriteNumber("E", eventTimeMs);
        json.WriteString("s", symbol);
        json.WriteStartObject("k");
        json.WriteNumber("t", candle.OpenTimeMs);
        json.WriteNumber("T", candle.CloseTimeMs);
        json.WriteString("s", symbol);
        json.WriteString("i", interval);
        json.WriteNumber("f", candle.FirstTradeId);
        json.WriteNumber("L", candle.LastTradeId);
        json.WriteString("o", VenueWords.Amount(candle.Open));
        json.WriteString("c", VenueWords.Amount(candle.Close));
        json.WriteString("h", VenueWords.Amount(candle.High));
        json.WriteString("l", VenueWords.Amount(candle.Low));
        json.WriteString("v", Sum(candle.Volume));
        json.WriteNumber("n", candle.Trades);
        json.WriteBoolean("x", closed);
        json.WriteString("q", Sum(candle.QuoteVolume));
        json.WriteString("V", Sum(candle.TakerBuyVolume));
        json.WriteString("Q", Sum(candle.TakerBuyQuoteVolume));
        json.WriteString("B", "0");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string Sum(Int128 raw) => string.Create(CultureInfo.InvariantCulture, $"{raw / FixedPoint.One}.{(long)(raw % FixedPoint.One):D8}");
}
