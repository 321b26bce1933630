using System.Text.Json.Serialization;

namespace LiveTrading.Recording;

/// <summary>Writes and reads <see cref="SessionDescription"/> as JSON.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(SessionDescription))]
internal sealed partial class SessionDescriptionJson : JsonSerializerContext;
