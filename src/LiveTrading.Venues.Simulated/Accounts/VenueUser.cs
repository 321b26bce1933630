using LiveTrading.Model;

namespace LiveTrading.Venues.Simulated.Accounts;

/// <summary>A key with its account.</summary>
internal sealed class VenueUser
{
    public VenueUser(SimulatedUser user, long userId)
    {
        ApiKey = user.ApiKey;
        Signature = new RequestSignature(user);
        Account = new VenueAccount(userId, FixedPoint.FromDecimal(user.MakerFee), FixedPoint.FromDecimal(user.TakerFee));
        foreach ((string asset, decimal amount) in user.Balances)
            Account.Balance(asset).Free = FixedPoint.FromDecimal(amount);
    }

    public string ApiKey { get; }

    public RequestSignature Signature { get; }

    public VenueAccount Account { get; }

    public OrderCounts Counts { get; } = new();
}
