using LiveTrading.Model;

namespace LiveTrading.Engine.Events;

/// <summary>The clock-driven mode's beat, on <see cref="SystemTopics.Tick"/>.</summary>
/// <param name="Timestamp">Wall time of the dispatch.</param>
/// <param name="TickNumber">1, 2, 3 … since the engine started; missed ticks are counted in.</param>
/// <param name="MissedTicks">Beats that came too late to get an event of their own, since the last event.</param>
public readonly record struct TickEvent(UnixNanos Timestamp, long TickNumber, long MissedTicks);
