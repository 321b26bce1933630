namespace LiveTrading.Venues.Simulated.Matching;

/// <summary>Order states in the venue's words.</summary>
public enum VenueOrderState
{
    /// <summary>Accepted, nothing executed.</summary>
    New,

    /// <summary>Some executed.</summary>
    PartiallyFilled,

    /// <summary>All executed.</summary>
    Filled,

    /// <summary>Ended by its user.</summary>
    Canceled,

    /// <summary>Ended by its own terms.</summary>
    Expired,

    /// <summary>Ended because it would have matched an order of the same account.</summary>
    ExpiredInMatch,
}
