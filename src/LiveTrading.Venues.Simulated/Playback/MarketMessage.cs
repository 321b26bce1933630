using System.Text.Json;
using LiveTrading.Model;
using LiveTrading.Venues.Simulated.Matching;

namespace LiveTrading.Venues.Simulated.Playback;

/// <summary>Reads recorded market messages into the venue's book. Allocates nothing for a well-formed one.</summary>
internal static class MarketMessage
{
    /// <summary>A diff of the depth.</summary>
    /// <exception cref="JsonException">Not the message it should be.</exception>
    public static (long First, long Last) ReadDepthIds(ReadOnlySpan<byte> data)
    {
        var json = new Utf8JsonReader(data);
        long first = -1;
        long last = -1;
        Open(ref json);
        while (NextName(ref json))
        {
            if (json.ValueTextEquals("U"u8))
                first = ReadInteger(ref json);
            else if (json.ValueTextEquals("u"u8))
                last = ReadInteger(ref json);
            else
                SkipValue(ref json);
        }

        End(ref json);
        Require(first >= 0 && last >= first);
        return (first, last);
    }

    /// <summary>Sets the levels of a diff or of a snapshot.</summary>
    /// <exception cref="JsonException">Not the message it should be.</exception>
    public static void ApplyLevels(ReadOnlySpan<byte> data, MarketDepth depth)
    {
        var json = new Utf8JsonReader(data);
        Open(ref json);
        while (NextName(ref json))
        {
            if (json.ValueTextEquals("b"u8) || json.ValueTextEquals("bids"u8))
                ReadLevels(ref json, depth.Bids);
            else if (json.ValueTextEquals("a"u8) || json.ValueTextEquals("asks"u8))
                ReadLevels(ref json, depth.Asks);
            else
                SkipValue(ref json);
        }

        End(ref json);
    }

    /// <summary>The id of a snapshot.</summary>
    /// <exception cref="JsonException">Not the message it should be.</exception>
    public static long ReadSnapshotId(ReadOnlySpan<byte> data)
    {
        var json = new Utf8JsonReader(data);
        long id = -1;
        Open(ref json);
        while (NextName(ref json))
        {
            if (json.ValueTextEquals("lastUpdateId"u8))
                id = ReadInteger(ref json);
            else
                SkipValue(ref json);
        }

        End(ref json);
        Require(id >= 0);
        return id;
    }

    /// <summary>Best bid and offer.</summary>
    /// <exception cref="JsonException">Not the message it should be.</exception>
    public static void ApplyTicker(ReadOnlySpan<byte> data, MarketDepth depth)
    {
        var json = new Utf8JsonReader(data);
        long id = -1;
        long bid = -1;
        long bidQuantity = -1;
        long ask = -1;
        long askQuantity = -1;
        Open(ref json);
        while (NextName(ref json))
        {
            if (json.ValueTextEquals("u"u8))
                id = ReadInteger(ref json);
            else if (json.ValueTextEquals("b"u8))
                bid = ReadAmount(ref json);
            else if (json.ValueTextEquals("B"u8))
                bidQuantity = ReadAmount(ref json);
            else if (json.ValueTextEquals("a"u8))
                ask = ReadAmount(ref json);
            else if (json.ValueTextEquals("A"u8))
                askQuantity = ReadAmount(ref json);
            else
                SkipValue(ref json);
        }

        End(ref json);
        Require(id >= 0 && bid >= 0 && bidQuantity >= 0 && ask >= 0 && askQuantity >= 0);
        depth.SetTicker(id, bid, bidQuantity, ask, askQuantity);
    }

    /// <summary>A trade.</summary>
    /// <exception cref="JsonException">Not the message it should be.</exception>
    public static RecordedTrade ReadTrade(ReadOnlySpan<byte> data)
    {
        var json = new Utf8JsonReader(data);
        long id = -1;
        long price = -1;
        long quantity = -1;
        long time = -1;
        long eventTime = -1;
        bool? maker = null;
        Open(ref json);
        while (NextName(ref json))
        {
            if (json.ValueTextEquals("t"u8))
                id = ReadInteger(ref json);
            else if (json.ValueTextEquals("p"u8))
                price = ReadAmount(ref json);
            else if (json.ValueTextEquals("q"u8))
                quantity = ReadAmount(ref json);
            else if (json.ValueTextEquals("T"u8))
                time = ReadInteger(ref json);
            else if (json.ValueTextEquals("E"u8))
                eventTime = ReadInteger(ref json);
            else if (json.ValueTextEquals("m"u8))
                maker = ReadFlag(ref json);
            else
                SkipValue(ref json);
        }

        End(ref json);
        Require(id >= 0 && price > 0 && quantity > 0 && time is >= 0 and < 253_402_300_799_999 && maker is not null);
        return new RecordedTrade(id, price, quantity, maker!.Value, time, eventTime < 0 ? time : eventTime);
    }

    /// <summary>Any JSON value.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static void CheckJson(ReadOnlySpan<byte> data)
    {
        var json = new Utf8JsonReader(data);
        while (json.Read())
        {
        }
    }

    private static void ReadLevels(ref Utf8JsonReader json, DepthSide side)
    {
        Require(json.Read() && json.TokenType == JsonTokenType.StartArray);
        while (true)
        {
            Require(json.Read());
            if (json.TokenType == JsonTokenType.EndArray)
                return;
            Require(json.TokenType == JsonTokenType.StartArray);
            long price = ReadAmount(ref json);
            long quantity = ReadAmount(ref json);
            Require(price > 0 && quantity >= 0 && json.Read() && json.TokenType == JsonTokenType.EndArray);
            side.Set(price, quantity);
        }
    }

    private static void Open(ref Utf8JsonReader json) => Require(json.Read() && json.TokenType == JsonTokenType.StartObject);

    private static bool NextName(ref Utf8JsonReader json)
    {
        Require(json.Read());
        return json.TokenType == JsonTokenType.PropertyName;
    }

    private static void End(ref Utf8JsonReader json) => Require(json.TokenType == JsonTokenType.EndObject && !json.Read());

    private static void SkipValue(ref Utf8JsonReader json)
    {
        Require(json.Read());
        json.Skip();
    }

    private static long ReadInteger(ref Utf8JsonReader json)
    {
        Require(json.Read() && json.TokenType == JsonTokenType.Number && json.TryGetInt64(out _));
        return json.GetInt64();
    }

    private static bool ReadFlag(ref Utf8JsonReader json)
    {
        Require(json.Read() && json.TokenType is JsonTokenType.True or JsonTokenType.False);
        return json.TokenType == JsonTokenType.True;
    }

    private static long ReadAmount(ref Utf8JsonReader json)
    {
        long raw = 0;
        Require(json.Read() && json.TokenType == JsonTokenType.String && FixedPoint.TryParse(json.ValueSpan, out raw));
        return raw;
    }

    private static void Require(bool condition)
    {
        if (!condition)
            throw new JsonException("A field is missing, misplaced or out of range.");
    }
}
