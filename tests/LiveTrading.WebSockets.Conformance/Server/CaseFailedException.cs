namespace LiveTrading.WebSockets.Conformance.Server;

/// <summary>The client did not do what the case asks for.</summary>
internal sealed class CaseFailedException(string message) : Exception(message);
