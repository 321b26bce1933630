using System.Text;
using System.Text.Json;
using LiveTrading.Model.Identifiers;

namespace LiveTrading.Lifecycle;

/// <summary>A strategy's id and values of its parameters as one text, for recordings: <c>{"strategy":"trend","parameters":{"Fast":"10"}}</c>.</summary>
internal static class StrategyParametersText
{
    public static string Write(StrategyId id, IReadOnlyDictionary<string, string> values)
    {
        using MemoryStream text = new();
        using (Utf8JsonWriter writer = new(text))
        {
            writer.WriteStartObject();
            writer.WriteString("strategy", id.Value);
            writer.WriteStartObject("parameters");
            foreach ((string name, string value) in values)
                writer.WriteString(name, value);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }

    /// <exception cref="FormatException">It is not such a text.</exception>
    public static (StrategyId Id, IReadOnlyDictionary<string, string> Values) Read(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            Dictionary<string, string> values = document.RootElement.GetProperty("parameters").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!, StringComparer.Ordinal);
            return (new StrategyId(document.RootElement.GetProperty("strategy").GetString()!), values);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException("These are not parameters of a strategy: " + text, e);
        }
    }
}
