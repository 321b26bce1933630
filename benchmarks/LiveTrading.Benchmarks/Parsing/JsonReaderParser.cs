using System.Buffers.Text;
using System.Text.Json;

namespace LiveTrading.Benchmarks.Parsing;

/// <summary>The careful plain way: <see cref="Utf8JsonReader"/> field by field into numbers, no objects.</summary>
internal static class JsonReaderParser
{
    /// <summary>Sum of the four numbers of a best bid and offer.</summary>
    public static decimal BookTicker(ReadOnlySpan<byte> message)
    {
        Utf8JsonReader reader = AtData(message);
        decimal sum = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool number = reader.ValueTextEquals("b"u8) || reader.ValueTextEquals("B"u8) || reader.ValueTextEquals("a"u8) || reader.ValueTextEquals("A"u8);
            reader.Read();
            if (number)
                sum += Decimal(ref reader);
        }

        return sum;
    }

    /// <summary>Price plus quantity of a trade.</summary>
    public static decimal Trade(ReadOnlySpan<byte> message)
    {
        Utf8JsonReader reader = AtData(message);
        decimal sum = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool number = reader.ValueTextEquals("p"u8) || reader.ValueTextEquals("q"u8);
            bool time = reader.ValueTextEquals("T"u8) || reader.ValueTextEquals("E"u8) || reader.ValueTextEquals("t"u8);
            reader.Read();
            if (number)
                sum += Decimal(ref reader);
            else if (time)
                reader.GetInt64();
        }

        return sum;
    }

    /// <summary>Sum of prices and quantities of all levels.</summary>
    public static decimal Depth(ReadOnlySpan<byte> message)
    {
        Utf8JsonReader reader = AtData(message);
        decimal sum = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool levels = reader.ValueTextEquals("b"u8) || reader.ValueTextEquals("a"u8);
            reader.Read();
            if (!levels)
                continue;
            while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
            {
                reader.Read();
                sum += Decimal(ref reader);
                reader.Read();
                sum += Decimal(ref reader);
                reader.Read();
            }
        }

        return sum;
    }

    private static Utf8JsonReader AtData(ReadOnlySpan<byte> message)
    {
        Utf8JsonReader reader = new(message);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("data"u8))
            {
                reader.Read();
                return reader;
            }
        }

        throw new JsonException("no data");
    }

    private static decimal Decimal(ref Utf8JsonReader reader) =>
        Utf8Parser.TryParse(reader.ValueSpan, out decimal value, out int used) && used == reader.ValueSpan.Length ? value : throw new JsonException("not a number");
}
