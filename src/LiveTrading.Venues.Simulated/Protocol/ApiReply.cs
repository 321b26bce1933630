namespace LiveTrading.Venues.Simulated.Protocol;

/// <summary>What a request is answered with, before REST or the WebSocket API dresses it.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">JSON: the result, or the error object with code, msg and perhaps data.</param>
/// <param name="RetryAfterMs">When the client may come again, since 1970 UTC; 0: not said.</param>
/// <param name="CountsOrders">The order limits belong into the answer.</param>
internal sealed record ApiReply(int Status, byte[] Body, long RetryAfterMs = 0, bool CountsOrders = false)
{
    public bool IsSuccess => Status == 200;
}
