namespace LiveTrading.Venues.Simulated.Candles;

/// <summary>What traded in an interval of recorded time. Amounts times 10^8, times in milliseconds since 1970 UTC.</summary>
internal sealed record Candle(long OpenTimeMs, long CloseTimeMs, long FirstTradeId)
{
    public long Open { get; init; }

    public long High { get; set; }

    public long Low { get; set; }

    public long Close { get; set; }

    public Int128 Volume { get; set; }

    public Int128 QuoteVolume { get; set; }

    public Int128 TakerBuyVolume { get; set; }

    public Int128 TakerBuyQuoteVolume { get; set; }

    public long LastTradeId { get; set; }

    public int Trades { get; set; }
}
