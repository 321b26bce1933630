using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Journal;

/// <summary>A fill or bust out of the journal.</summary>
/// <param name="Order">Its order, as it stands at the end of the journal.</param>
/// <param name="Event">The event.</param>
public readonly record struct RecoveredFill(Order Order, OrderEvent Event);
