using LiveTrading.Venues.Simulated.Matching;

namespace LiveTrading.Venues.Simulated.Candles;

/// <summary>Candles of one interval from recorded trades; the newest <see cref="MaxCandles"/> are kept.</summary>
internal sealed class CandleSeries(string interval)
{
    /// <summary>The most the history route gives.</summary>
    public const int MaxCandles = 1000;

    private static readonly IReadOnlyDictionary<string, long> FixedLengths = new Dictionary<string, long>
    {
        ["1s"] = 1_000,
        ["1m"] = 60_000,
        ["3m"] = 180_000,
        ["5m"] = 300_000,
        ["15m"] = 900_000,
        ["30m"] = 1_800_000,
        ["1h"] = 3_600_000,
        ["2h"] = 7_200_000,
        ["4h"] = 14_400_000,
        ["6h"] = 21_600_000,
        ["8h"] = 28_800_000,
        ["12h"] = 43_200_000,
        ["1d"] = 86_400_000,
        ["3d"] = 259_200_000,
        ["1w"] = 604_800_000,
        ["1M"] = 0,
    };

    private readonly Queue<Candle> _closed = new();
    private string? _streamName;

    /// <summary>The venue's intervals; case matters.</summary>
    public static IEnumerable<string> Intervals => FixedLengths.Keys;

    public string Interval { get; } = interval;

    /// <summary>The stream that carries it.</summary>
    public string StreamName(string symbol) => _streamName ??= symbol.ToLowerInvariant() + "@kline_" + Interval;

    /// <summary>The candle trades go into; null before any.</summary>
    public Candle? Current { get; private set; }

    /// <summary>When <see cref="Current"/> was last sent, in recorded time.</summary>
    public long LastSentMs { get; set; }

    /// <summary>All kept, oldest first.</summary>
    public IEnumerable<Candle> All => Current is null ? _closed : _closed.Append(Current);

    public void Clear()
    {
        _closed.Clear();
        Current = null;
        LastSentMs = 0;
    }

    /// <summary>Takes a trade in. One older than the present candle counts into it.</summary>
    /// <returns>The candle that this trade closed, or null.</returns>
    public Candle? Add(long tradeId, long price, long quantity, bool buyerIsMaker, long timeMs)
    {
        Candle? closed = null;
        if (Current is null || timeMs > Current.CloseTimeMs)
        {
            closed = Current;
            if (closed is not null)
            {
                _closed.Enqueue(closed);
                if (_closed.Count >= MaxCandles)
                    _closed.Dequeue();
            }

            (long open, long close) = Bounds(timeMs);
            Current = new Candle(open, close, tradeId) { Open = price, High = price, Low = price };
        }

        Candle candle = Current;
        candle.High = Math.Max(candle.High, price);
        candle.Low = Math.Min(candle.Low, price);
        candle.Close = price;
        candle.LastTradeId = tradeId;
        candle.Trades++;
        long quote = SymbolRules.Notional(price, quantity);
        candle.Volume += quantity;
        candle.QuoteVolume += quote;
        if (!buyerIsMaker)
        {
            candle.TakerBuyVolume += quantity;
            candle.TakerBuyQuoteVolume += quote;
        }

        return closed;
    }

    private (long Open, long Close) Bounds(long timeMs)
    {
        long length = FixedLengths[Interval];
        if (length == 0)
        {
            DateTimeOffset time = DateTimeOffset.FromUnixTimeMilliseconds(timeMs);
            var month = new DateTimeOffset(time.Year, time.Month, 1, 0, 0, 0, TimeSpan.Zero);
            return (month.ToUnixTimeMilliseconds(), month.AddMonths(1).ToUnixTimeMilliseconds() - 1);
        }

        // Weeks begin on Monday; 1970 began on a Thursday.
        long shift = Interval == "1w" ? 4 * 86_400_000L : 0;
        long open = timeMs - ((timeMs - shift) % length);
        return (open, open + length - 1);
    }
}
