using System.Text.Json;

namespace LiveTrading.Venues.Simulated.Tests.Harness;

/// <summary>Compares the shape of two JSON texts: names in order and kinds of values, not the values.</summary>
internal static class JsonShape
{
    /// <summary>Property names and value kinds, arrays by their first element, with names to leave out.</summary>
    public static string Of(JsonElement json, params string[] without) => json.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(",", json.EnumerateObject().Where(p => !without.Contains(p.Name)).Select(p => p.Name + ":" + Of(p.Value, without)).Order(StringComparer.Ordinal)) + "}",
        JsonValueKind.Array => "[" + (json.GetArrayLength() > 0 ? Of(json[0], without) : "") + "]",
        JsonValueKind.True or JsonValueKind.False => "bool",
        JsonValueKind.Null => "null",
        _ => json.ValueKind.ToString(),
    };

    public static void Same(string expected, string actual, params string[] without)
    {
        using JsonDocument e = JsonDocument.Parse(expected);
        using JsonDocument a = JsonDocument.Parse(actual);
        Assert.Equal(Of(e.RootElement, without), Of(a.RootElement, without));
    }
}
