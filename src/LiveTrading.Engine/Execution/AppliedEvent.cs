using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Execution;

/// <summary>What an event did to an order.</summary>
/// <param name="Verdict">Applied, ignored or refused.</param>
/// <param name="Before">State before it.</param>
/// <param name="Flags">What deserves an alert.</param>
public readonly record struct AppliedEvent(OrderVerdict Verdict, OrderState Before, AppliedFlags Flags);
