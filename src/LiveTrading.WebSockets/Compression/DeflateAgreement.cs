namespace LiveTrading.WebSockets.Compression;

/// <summary>What two sides agreed on (RFC 7692 §7.1), by who compresses.</summary>
/// <param name="ServerTakesOver">The server's messages may refer to its earlier ones.</param>
/// <param name="ClientTakesOver">The client's messages may refer to its earlier ones.</param>
/// <param name="ServerWindowBits">Window of what the server sends.</param>
/// <param name="ClientWindowBits">Window of what the client sends.</param>
internal readonly record struct DeflateAgreement(bool ServerTakesOver, bool ClientTakesOver, int ServerWindowBits, int ClientWindowBits);
