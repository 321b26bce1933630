namespace LiveTrading.Model.Orders;

/// <summary>What a venue says an order's state is.</summary>
public enum VenueOrderStatus : byte
{
    /// <summary>Works, nothing traded.</summary>
    Open,

    /// <summary>Works, partly traded.</summary>
    PartiallyFilled,

    /// <summary>Wholly traded.</summary>
    Filled,

    /// <summary>Canceled.</summary>
    Canceled,

    /// <summary>Refused.</summary>
    Rejected,

    /// <summary>Ended by the venue.</summary>
    Expired,
}
