namespace LiveTrading.Venues.Binance.MarketData;

/// <summary>A SUBSCRIBE or UNSUBSCRIBE that waits for its answer.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Subscribe">Which of the two.</param>
/// <param name="Streams">What it is about.</param>
/// <param name="DueNanos">Monotonic time until which the answer is waited for.</param>
internal sealed record ControlRequest(long Id, bool Subscribe, IReadOnlyList<MarketStream> Streams, long DueNanos);
