namespace LiveTrading.Venues.Binance.MarketData;

/// <summary>One stream of an instrument, such as <c>btcusdt@depth@100ms</c>.</summary>
internal sealed class MarketStream(InstrumentFeed feed, string name)
{
    public InstrumentFeed Feed { get; } = feed;

    public string Name { get; } = name;

    public bool IsWanted { get; set; }

    public StreamPhase Phase { get; set; }
}
