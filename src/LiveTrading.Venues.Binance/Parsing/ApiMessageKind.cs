namespace LiveTrading.Venues.Binance.Parsing;

/// <summary>What a message on a WebSocket API connection is.</summary>
internal enum ApiMessageKind : byte
{
    /// <summary>The answer to a request, also one that cannot be correlated (its id is null).</summary>
    Response,

    /// <summary>An event of the user data stream, or of the connection (<c>serverShutdown</c>).</summary>
    Event,
}
