namespace LiveTrading.Venues.Simulated.Playback;

/// <summary>A trade of a generated market. Amounts times 10^8.</summary>
internal readonly record struct GeneratedTrade(long Price, long Quantity, bool BuyerIsMaker);
