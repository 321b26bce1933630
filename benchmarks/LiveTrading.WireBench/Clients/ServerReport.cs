using System.Text.Json;

namespace LiveTrading.WireBench.Clients;

/// <summary>The message with which a load server ends: <c>END</c>, and figures of its own as JSON behind it.</summary>
internal static class ServerReport
{
    private static readonly byte[] _mark = "END"u8.ToArray();

    public static bool IsOne(ReadOnlySpan<byte> message) => message.StartsWith(_mark);

    /// <returns>The object behind the mark; null when there is none.</returns>
    public static JsonElement? Parse(ReadOnlySpan<byte> message)
    {
        if (!IsOne(message))
            return null;
        try
        {
            Utf8JsonReader reader = new(message[_mark.Length..]);
            JsonElement element = JsonElement.ParseValue(ref reader);
            return element.ValueKind == JsonValueKind.Object ? element : null;
        }
        catch (JsonException)
        {
            // A message of somebody else's that begins with the same three letters.
            return null;
        }
    }
}
