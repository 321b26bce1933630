using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Execution;

/// <summary>One cell of the order state table.</summary>
/// <param name="Verdict">Whether the event counts in this state.</param>
/// <param name="Next">State afterwards; for fills the least advanced one, the filled quantity may make it <see cref="OrderState.Filled"/>.</param>
public readonly record struct OrderTransition(OrderVerdict Verdict, OrderState Next);
