using System.Text;
using System.Text.Json;

namespace LiveTrading.Lifecycle;

/// <summary>Several texts of one command as one, for recordings: a JSON array of strings.</summary>
internal static class CommandTexts
{
    public static string Write(params ReadOnlySpan<string> texts)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter writer = new(bytes))
        {
            writer.WriteStartArray();
            foreach (string text in texts)
                writer.WriteStringValue(text);
            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    /// <exception cref="FormatException">It is not such a text, or it has another number of parts.</exception>
    public static string[] Read(string text, int parts)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            string[] texts = [.. document.RootElement.EnumerateArray().Select(e => e.GetString()!)];
            if (texts.Length == parts)
                return texts;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException("These are not the texts of a command: " + text, e);
        }

        throw new FormatException($"A command of {parts} texts cannot be read out of: {text}");
    }
}
