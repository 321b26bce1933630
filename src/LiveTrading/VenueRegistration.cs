using LiveTrading.Engine.Ports;
using LiveTrading.Model.Identifiers;

namespace LiveTrading;

/// <summary>A venue to be made at each start of the engine.</summary>
/// <param name="Venue">Which venue.</param>
/// <param name="Create">Makes its adapter.</param>
internal sealed record VenueRegistration(VenueId Venue, Func<VenueContext, IVenueAdapter> Create);
