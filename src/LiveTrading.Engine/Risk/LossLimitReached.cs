using LiveTrading.Model;
using LiveTrading.Model.Identifiers;

namespace LiveTrading.Engine.Risk;

/// <summary>A loss limit was reached; on topic <c>risk.limit</c>, once each time. From then on only reducing orders pass.</summary>
/// <param name="Decision">Which limit, its value and the loss.</param>
/// <param name="StrategyId">The strategy whose limit it is; default for the engine's.</param>
/// <param name="Time">When.</param>
public readonly record struct LossLimitReached(RiskDecision Decision, StrategyId StrategyId, UnixNanos Time);
