namespace LiveTrading.Venues.Simulated.Matching;

/// <summary>
/// The other side of users' balances: what the recorded market paid or received, and the fees. Per asset, users plus market
/// plus fees never change but by deposits; the tests hold it to that.
/// </summary>
internal sealed class VenueLedger
{
    private readonly Dictionary<string, long> _market = [];
    private readonly Dictionary<string, long> _fees = [];
    private long _nextOrderId = 1_000_001;
    private long _nextTradeId = 1;
    private long _nextExecutionId = 1;
    private long _nextGeneratedId = 1;

    public long FillCount { get; set; }

    public long NextOrderId() => _nextOrderId++;

    public long NextTradeId() => _nextTradeId++;

    public long NextExecutionId() => _nextExecutionId++;

    public long NextGeneratedId() => _nextGeneratedId++;

    public void Market(string asset, long delta) => _market[asset] = MarketTotal(asset) + delta;

    public void Fee(string asset, long amount) => _fees[asset] = FeeTotal(asset) + amount;

    public long MarketTotal(string asset) => _market.GetValueOrDefault(asset);

    public long FeeTotal(string asset) => _fees.GetValueOrDefault(asset);
}
