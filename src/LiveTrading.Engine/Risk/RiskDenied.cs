using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Engine.Risk;

/// <summary>An order or a change was denied; on topic <c>risk.denied</c>. Pass by <c>in</c>.</summary>
/// <param name="ClientOrderId">Which order.</param>
/// <param name="StrategyId">Whose order.</param>
/// <param name="Instrument">The cache's handle of the instrument.</param>
/// <param name="IsModify">A change of an order, not a new one.</param>
/// <param name="Decision">Which rule, its limit and the value found.</param>
/// <param name="Time">When.</param>
public readonly record struct RiskDenied(
    ClientOrderId ClientOrderId,
    StrategyId StrategyId,
    InstrumentHandle Instrument,
    bool IsModify,
    RiskDecision Decision,
    UnixNanos Time);
