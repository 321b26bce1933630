namespace LiveTrading.Venues.Binance.Parsing;

/// <summary>Which of the venue's limits an entry of <c>rateLimits</c> is about.</summary>
internal enum RateLimitKind : byte
{
    /// <summary>One we do not keep.</summary>
    Other,

    /// <summary>REQUEST_WEIGHT, per IP.</summary>
    RequestWeight,

    /// <summary>ORDERS, per account.</summary>
    Orders,
}
