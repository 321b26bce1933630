using LiveTrading.Model.Identifiers;

namespace LiveTrading.Engine.Risk;

/// <summary>From where a strategy's loss is counted.</summary>
/// <param name="StrategyId">The strategy.</param>
/// <param name="StartPnl">Its profit when it was last reset, in the risk currency.</param>
/// <param name="LossReached">Its limit was reached: holds until a person resets it.</param>
public readonly record struct StrategyLossBaseline(StrategyId StrategyId, decimal StartPnl, bool LossReached);
