using System.Text.Json.Serialization;
using LiveTrading.Venues.Simulated.Faults;

namespace LiveTrading.Venues.Simulated.Protocol;

/// <summary>JSON of small cold values, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true, UseStringEnumConverter = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(FaultRequest))]
internal sealed partial class VenueJsonContext : JsonSerializerContext;
