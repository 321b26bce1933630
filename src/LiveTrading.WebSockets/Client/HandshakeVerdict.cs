using LiveTrading.WebSockets.Compression;

namespace LiveTrading.WebSockets.Client;

/// <summary>What came of a handshake.</summary>
/// <param name="Accepted">The WebSocket stands.</param>
/// <param name="Error">Why not, in a clause.</param>
/// <param name="Subprotocol">Chosen by the server; empty: none.</param>
/// <param name="RetryAfter">Least wait before the next attempt, asked for by the server.</param>
/// <param name="Compression">What was agreed on; null: none.</param>
internal readonly record struct HandshakeVerdict(bool Accepted, string Error, string Subprotocol, TimeSpan RetryAfter, DeflateAgreement? Compression = null);
