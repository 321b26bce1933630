using LiveTrading.Model.MarketData;

namespace LiveTrading.Venues.Binance.Parsing;

/// <summary>The venue's candle lengths. Its month has no fixed length and is not offered.</summary>
internal static class KlineIntervals
{
    /// <summary>True when the venue makes candles of that length.</summary>
    public static bool IsOffered(BarInterval interval) => interval.Seconds
        is 1 or 60 or 180 or 300 or 900 or 1800 or 3600 or 7200 or 14400 or 21600 or 28800 or 43200 or 86400 or 259200 or 604800;

    /// <summary>Reads the venue's name of a length; case matters (<c>1m</c> is a minute, <c>1M</c> a month).</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out BarInterval interval)
    {
        interval = default;
        if (text.Length is < 2 or > 3)
            return false;
        int unit = text[^1] switch { (byte)'s' => 1, (byte)'m' => 60, (byte)'h' => 3600, (byte)'d' => 86400, (byte)'w' => 604800, _ => 0 };
        int count = 0;
        foreach (byte b in text[..^1])
        {
            if (b is < (byte)'0' or > (byte)'9')
                return false;
            count = (count * 10) + (b - (byte)'0');
        }

        BarInterval read = new(count * unit);
        if (!IsOffered(read))
            return false;
        interval = read;
        return true;
    }
}
