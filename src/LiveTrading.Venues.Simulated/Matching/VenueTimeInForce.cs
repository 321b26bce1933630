namespace LiveTrading.Venues.Simulated.Matching;

/// <summary>How long an order stands.</summary>
public enum VenueTimeInForce
{
    /// <summary>Until canceled.</summary>
    Gtc,

    /// <summary>What does not match at once expires.</summary>
    Ioc,

    /// <summary>All at once or nothing.</summary>
    Fok,
}
