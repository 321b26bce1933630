using System.Text.Json;
using System.Text.Json.Serialization;

namespace LiveTrading.Summaries;

/// <summary>Writes summaries as JSON on one line, with camel-case names.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SessionSummary))]
public sealed partial class SummaryJson : JsonSerializerContext
{
    /// <summary>One line, no line break at its end.</summary>
    public static string Write(SessionSummary summary) => JsonSerializer.Serialize(summary, Default.SessionSummary);
}
