using LiveTrading.Model;

namespace LiveTrading.Engine.Events;

/// <summary>The engine begins to stop, on <see cref="SystemTopics.Shutdown"/>.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Detail">More in a sentence; null where there is nothing to say.</param>
/// <param name="Timestamp">Wall time of the dispatch.</param>
public readonly record struct ShutdownEvent(ShutdownReason Reason, string? Detail, UnixNanos Timestamp);
