namespace LiveTrading.WebSockets.Conformance.Fuzzing;

/// <summary>An invariant did not hold; the message has what it takes to see it again.</summary>
internal sealed class FuzzFailedException(string message) : Exception(message);
