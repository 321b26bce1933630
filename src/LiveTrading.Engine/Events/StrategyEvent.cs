using LiveTrading.Engine.Strategies;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;

namespace LiveTrading.Engine.Events;

/// <summary>A strategy started, stopped, was paused, resumed or failed, on <see cref="SystemTopics.Strategy"/>.</summary>
/// <param name="Strategy">Which one.</param>
/// <param name="State">Its state now.</param>
/// <param name="Reason">Why, in a sentence; for a failure what it threw and where.</param>
/// <param name="CanceledOrders">Cancels asked for because of it.</param>
/// <param name="Timestamp">Wall time of the dispatch.</param>
public readonly record struct StrategyEvent(
    StrategyId Strategy,
    StrategyState State,
    string Reason,
    int CanceledOrders,
    UnixNanos Timestamp);
