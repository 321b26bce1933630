namespace LiveTrading.Venues.Binance.Parsing;

/// <summary>What surrounds a result, an error or an event on a WebSocket API connection. Reused for every message; ranges are into the message.</summary>
internal sealed class ApiEnvelope
{
    public ApiMessageKind Kind;

    /// <summary>Our request's number; −1 when null or not a number of ours.</summary>
    public long Id;

    /// <summary>As an HTTP status.</summary>
    public int Status;

    public bool HasResult;
    public Range Result;

    public bool HasError;
    public long Code;

    /// <summary>The error's text; empty without one.</summary>
    public string Text = "";

    /// <summary><c>error.data.retryAfter</c>, Unix milliseconds; 0 when absent.</summary>
    public long RetryAfterMilliseconds;

    /// <summary><c>error.data.serverTime</c>, Unix milliseconds; 0 when absent.</summary>
    public long ServerMilliseconds;

    public Range Event;

    public readonly RateLimitUsage[] RateLimits = new RateLimitUsage[ParseLimits.RateLimits];
    public int RateLimitCount;
}
