namespace LiveTrading.Venues.Simulated.Matching;

/// <summary>An execution of a user's order. Amounts times 10^8.</summary>
internal sealed record VenueFill(
    VenueOrder Order, long TradeId, long Price, long Quantity, long QuoteQuantity, long Commission, string CommissionAsset, long TimeMs, bool IsMaker);
