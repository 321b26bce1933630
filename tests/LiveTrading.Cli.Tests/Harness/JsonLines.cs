using System.Text.Json;

namespace LiveTrading.Cli.Tests.Harness;

/// <summary>Reading status lines and summaries.</summary>
internal static class JsonLines
{
    public static bool Is(this JsonElement line, string field, string value) => line.TryGetProperty(field, out JsonElement found) && found.GetString() == value;

    public static string Text(this JsonElement line, string field) => line.GetProperty(field).GetString()!;

    public static long Number(this JsonElement line, string field) => line.GetProperty(field).GetInt64();

    /// <summary>An object of names and texts.</summary>
    public static Dictionary<string, string> Map(this JsonElement line, string field) =>
        line.GetProperty(field).EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!);
}
