using LiveTrading.Model;

namespace LiveTrading.Engine.Risk;

/// <summary>What the kill switch did; on topic <c>risk.kill_switch</c>.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Text">Why, who, or what is left; fit for people.</param>
/// <param name="OpenOrders">Own orders that work or may work.</param>
/// <param name="Round">Which round of closing; 0 before the first.</param>
/// <param name="Time">When.</param>
public readonly record struct KillSwitchEvent(KillSwitchEventKind Kind, string Text, int OpenOrders, int Round, UnixNanos Time);
