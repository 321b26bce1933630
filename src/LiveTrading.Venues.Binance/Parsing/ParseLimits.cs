namespace LiveTrading.Venues.Binance.Parsing;

/// <summary>Bounds of what one message may carry. Beyond them the message is refused as <see cref="ParseStatus.TooMany"/>.</summary>
internal static class ParseLimits
{
    /// <summary>Price levels a side: the venue's own snapshot has at most 5,000, a difference no more than the book has.</summary>
    public const int LevelsPerSide = 65_536;

    /// <summary>Rate limit entries of one answer: the venue has four kinds.</summary>
    public const int RateLimits = 16;

    /// <summary>Orders, trades, balances or symbols of one answer.</summary>
    public const int ListEntries = 100_000;

    /// <summary>Largest Unix time in milliseconds that fits nanoseconds in 64 bits.</summary>
    public const long MaxMilliseconds = long.MaxValue / 1_000_000;
}
