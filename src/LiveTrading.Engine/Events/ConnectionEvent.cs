using LiveTrading.Model;

namespace LiveTrading.Engine.Events;

/// <summary>A connection changed, on <c>system.connected</c>, <c>system.disconnected</c>, <c>system.reconnecting</c>, <c>system.ready</c> or <c>system.failed</c>.</summary>
/// <param name="Kind">What happened; it also names the topic.</param>
/// <param name="Endpoint">Which endpoint, without secrets.</param>
/// <param name="Attempt">Number of the coming attempt; 0 where none is planned.</param>
/// <param name="DelayNanos">Wait before that attempt, nanoseconds; 0 where none is planned.</param>
/// <param name="Reason">Why, in a sentence; null where there is nothing to say.</param>
/// <param name="Timestamp">Wall time of the dispatch.</param>
public readonly record struct ConnectionEvent(
    ConnectionEventKind Kind,
    string Endpoint,
    int Attempt,
    long DelayNanos,
    string? Reason,
    UnixNanos Timestamp)
{
    /// <summary>What the connection is for, where several lead to one endpoint: such as <c>orders</c>; null where there is one.</summary>
    public string? Name { get; init; }
}
