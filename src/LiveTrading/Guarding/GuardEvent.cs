using LiveTrading.Model;
using LiveTrading.Model.Identifiers;

namespace LiveTrading.Guarding;

/// <summary>One line of the guard.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Text">For people.</param>
/// <param name="Order">The order it is about; none otherwise.</param>
/// <param name="Time">When, by the guard's wall clock.</param>
public readonly record struct GuardEvent(GuardEventKind Kind, string Text, ClientOrderId Order, UnixNanos Time);
