namespace LiveTrading.Venues.Simulated.Playback;

/// <summary>A trade of the recording. Amounts times 10^8, time in milliseconds since 1970 UTC.</summary>
internal readonly record struct RecordedTrade(long TradeId, long Price, long Quantity, bool BuyerIsMaker, long TimeMs, long EventTimeMs);
