namespace LiveTrading.Venues.Simulated.Matching;

/// <summary>Why an order expired.</summary>
internal enum ExpiryReason
{
    None,
    UnfilledIocQuantity,
    UnfilledFokOrder,
    InsufficientLiquidity,
    InsufficientBalance,
    AmendedBelowExecuted,
}
