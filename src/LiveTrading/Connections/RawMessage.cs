namespace LiveTrading.Connections;

/// <summary>A message of a connection from <see cref="LiveTradingOptions.WsEndpoints"/>, on the bus topic <c>ws.{name}</c>.</summary>
/// <param name="Connection">The connection's name.</param>
/// <param name="Payload">The bytes as received; valid only during the dispatch.</param>
/// <param name="IsText">Text (valid UTF-8) or binary.</param>
public readonly record struct RawMessage(string Connection, ReadOnlyMemory<byte> Payload, bool IsText);
