using LiveTrading.Model;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Execution;

/// <summary>A recorded request whose record is not known to be on the disk yet.</summary>
/// <param name="Order">Its order; null: it was dropped, the place is empty.</param>
/// <param name="Venue">Where it goes.</param>
/// <param name="Kind">Submit, or modify in place.</param>
/// <param name="Price">New price of a modify.</param>
/// <param name="Quantity">New quantity of a modify.</param>
/// <param name="Sequence">The last journal record that must be on the disk before it goes out.</param>
/// <param name="Deadline">Monotonic moment from which on it must not go out any more.</param>
internal readonly record struct HeldRequest(Order? Order, VenueExecution Venue, RequestKind Kind, Price Price, Quantity Quantity, long Sequence, long Deadline);
