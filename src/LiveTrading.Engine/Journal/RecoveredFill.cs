using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Journal;

/// <summary>A fill, its late commission, or its bust, out of the journal.</summary>
/// <param name="Kind">Which of these.</param>
/// <param name="Order">Its order, as it stands at the end of the journal.</param>
/// <param name="Event">The event.</param>
public readonly record struct RecoveredFill(RecoveredFillKind Kind, Order Order, OrderEvent Event);
