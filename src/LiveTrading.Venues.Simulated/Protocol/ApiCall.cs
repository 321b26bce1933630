using LiveTrading.Venues.Simulated.Accounts;

namespace LiveTrading.Venues.Simulated.Protocol;

/// <summary>A request that passed the gate.</summary>
/// <param name="Parameters">What was sent.</param>
/// <param name="User">Who asks; null for public requests.</param>
/// <param name="NowMs">The venue's time.</param>
internal sealed record ApiCall(RequestParameters Parameters, VenueUser? User, long NowMs)
{
    public VenueAccount Account => User!.Account;
}
