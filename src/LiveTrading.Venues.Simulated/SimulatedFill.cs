namespace LiveTrading.Venues.Simulated;

/// <summary>An execution of a user's order, copied.</summary>
/// <param name="OrderId">The venue's id of the order.</param>
/// <param name="TradeId">The venue's id of the execution.</param>
/// <param name="Symbol">Upper case.</param>
/// <param name="Price">In the quote asset.</param>
/// <param name="Quantity">In the base asset.</param>
/// <param name="Commission">In <paramref name="CommissionAsset"/>.</param>
/// <param name="CommissionAsset">What was received.</param>
/// <param name="IsMaker">True when the order rested.</param>
/// <param name="TimeMs">Milliseconds since 1970 UTC.</param>
public sealed record SimulatedFill(
    long OrderId, long TradeId, string Symbol, decimal Price, decimal Quantity, decimal Commission, string CommissionAsset, bool IsMaker, long TimeMs);
