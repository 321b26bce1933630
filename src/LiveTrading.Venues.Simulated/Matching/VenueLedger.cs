namespace LiveTrading.Venues.Simulated.Matching;

/// <summary>
/// The other side of users' balances: what the recorded market paid or received, and the fees. Per asset, users plus market
/// plus fees never change but by deposits; the tests hold it to that.
/// </summary>
/// <param name="firstId">The first id of orders, trades and executions. A venue never gives an id twice, not even after it was started anew.</param>
internal sealed class VenueLedger(long firstId = 1)
{
    private readonly Dictionary<string, long> _market = [];
    private readonly Dictionary<string, long> _fees = [];
    private long _nextOrderId = firstId;
    private long _nextTradeId = firstId;
    private long _nextExecutionId = firstId;
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
