namespace LiveTrading.Venues.Binance.Parsing;

/// <summary>One entry of <c>rateLimits</c>.</summary>
/// <param name="Kind">Which limit.</param>
/// <param name="WindowSeconds">Length of its window.</param>
/// <param name="Limit">Most that the window allows.</param>
/// <param name="Count">Used in the present window; −1 where not told (exchangeInfo).</param>
internal readonly record struct RateLimitUsage(RateLimitKind Kind, int WindowSeconds, long Limit, long Count)
{
    /// <summary>Reads the array.</summary>
    public static bool ReadAll(ref JsonCursor json, RateLimitUsage[] into, out int count)
    {
        count = 0;
        if (!json.EnterArray())
            return false;
        while (json.NextElement())
        {
            if (count == into.Length)
                return json.Fail(ParseStatus.TooMany);
            if (!Read(ref json, out into[count]))
                return false;
            count++;
        }

        return json.Status == ParseStatus.Ok;
    }

    private static bool Read(ref JsonCursor json, out RateLimitUsage usage)
    {
        RateLimitKind kind = RateLimitKind.Other;
        long seconds = 0, number = 1, limit = 0, count = -1;
        usage = default;
        if (!json.EnterObject())
            return false;
        while (json.NextProperty(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("rateLimitType"u8))
            {
                json.ReadString(out ReadOnlySpan<byte> type);
                kind = type.SequenceEqual("REQUEST_WEIGHT"u8) ? RateLimitKind.RequestWeight
                    : type.SequenceEqual("ORDERS"u8) ? RateLimitKind.Orders : RateLimitKind.Other;
            }
            else if (name.SequenceEqual("interval"u8))
            {
                json.ReadString(out ReadOnlySpan<byte> interval);
                seconds = interval.SequenceEqual("SECOND"u8) ? 1 : interval.SequenceEqual("MINUTE"u8) ? 60
                    : interval.SequenceEqual("HOUR"u8) ? 3600 : interval.SequenceEqual("DAY"u8) ? 86400 : 0;
            }
            else if (name.SequenceEqual("intervalNum"u8))
                json.ReadCount(out number);
            else if (name.SequenceEqual("limit"u8))
                json.ReadCount(out limit);
            else if (name.SequenceEqual("count"u8))
                json.ReadCount(out count);
            else
                json.SkipValue();
        }

        if (json.Status != ParseStatus.Ok)
            return false;
        if (seconds == 0 || number is < 1 or > 100_000)
            kind = RateLimitKind.Other;
        usage = new RateLimitUsage(kind, kind == RateLimitKind.Other ? 0 : (int)Math.Min(seconds * number, int.MaxValue), limit, count);
        return true;
    }
}
