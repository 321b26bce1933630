namespace LiveTrading.WireBench.Contests;

/// <summary>Where the load servers are.</summary>
/// <param name="Url">ws://HOST:PORT.</param>
/// <param name="TlsUrl">wss://HOST:PORT; null: there is none.</param>
/// <param name="CaFile">What to trust for it.</param>
internal sealed record ServerPlace(string Url, string? TlsUrl, string? CaFile);
