using LiveTrading.Model;

namespace LiveTrading.Engine.Risk;

/// <summary>A trading state changed; on topic <c>risk.state</c>.</summary>
/// <param name="Scope">Whose state.</param>
/// <param name="Name">The instrument or strategy; empty for the engine.</param>
/// <param name="Previous">State until now.</param>
/// <param name="State">State from now on.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="Time">When.</param>
public readonly record struct TradingStateChange(
    TradingStateScope Scope,
    string Name,
    TradingState Previous,
    TradingState State,
    string Reason,
    UnixNanos Time);
