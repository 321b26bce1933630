using LiveTrading.Venues.Simulated.Candles;
using LiveTrading.Venues.Simulated.Matching;

namespace LiveTrading.Venues.Simulated.Playback;

/// <summary>A symbol at the venue: its book as recorded so far, its matching, its last trades and candles. Thread: the venue's loop.</summary>
internal sealed class VenueMarket
{
    /// <summary>Diffs before the snapshot that are kept until it comes; beyond it the oldest go, and a gap is counted.</summary>
    public const int MaxEarlyDiffs = 4096;

    /// <summary>Recorded trades kept for the trades route.</summary>
    public const int MaxTrades = 1000;

    private readonly Queue<byte[]> _earlyDiffs = new();
    private readonly Queue<RecordedTrade> _trades = new();

    public VenueMarket(SimulatedSymbol symbol, VenueLedger ledger)
    {
        Matching = new SymbolMarket(new SymbolRules(symbol), ledger);
        foreach (string interval in CandleSeries.Intervals)
            Candles.Add(interval, new CandleSeries(interval));
    }

    public SymbolMarket Matching { get; }

    public Dictionary<string, CandleSeries> Candles { get; } = [];

    public IEnumerable<RecordedTrade> Trades => _trades;

    public RecordedTrade LastTrade { get; private set; }

    /// <summary>The first snapshot of the recording has been passed.</summary>
    public bool HasSnapshot { get; private set; }

    /// <summary>The depth route was asked.</summary>
    public bool DepthAsked { get; set; }

    /// <summary>The recording's first snapshot, verbatim: the depth route's answer until playback has passed it.</summary>
    public byte[]? RecordedSnapshot { get; set; }

    /// <summary>Jumps in the recorded update ids.</summary>
    public long Gaps { get; private set; }

    /// <summary>Takes in a diff.</summary>
    public void OnDepth(ReadOnlySpan<byte> data, bool snapshotExpected, long nowMs)
    {
        if (!HasSnapshot && snapshotExpected)
        {
            KeepEarly(data);
            return;
        }

        if (Apply(data))
            Matching.OnDepthChanged(nowMs);
    }

    /// <summary>Takes in a snapshot; what it shows replaces the book.</summary>
    public void OnSnapshot(ReadOnlySpan<byte> data, long nowMs)
    {
        MarketDepth depth = Matching.Depth;
        long id = MarketMessage.ReadSnapshotId(data);
        depth.Bids.Clear();
        depth.Asks.Clear();
        MarketMessage.ApplyLevels(data, depth);
        depth.LastUpdateId = id;
        HasSnapshot = true;
        while (_earlyDiffs.TryDequeue(out byte[]? diff))
            Apply(diff);
        depth.ForgetChanged();
        Matching.OnDepthChanged(nowMs);
    }

    public void OnTicker(ReadOnlySpan<byte> data, long nowMs)
    {
        MarketMessage.ApplyTicker(data, Matching.Depth);
        Matching.OnDepthChanged(nowMs);
    }

    public RecordedTrade OnTrade(ReadOnlySpan<byte> data, long nowMs)
    {
        RecordedTrade trade = MarketMessage.ReadTrade(data);
        LastTrade = trade;
        _trades.Enqueue(trade);
        if (_trades.Count > MaxTrades)
            _trades.Dequeue();
        Matching.OnTrade(trade.Price, trade.Quantity, trade.BuyerIsMaker, nowMs);
        return trade;
    }

    /// <summary>Before the recording starts over.</summary>
    public void Reset()
    {
        Matching.Depth.Clear();
        _earlyDiffs.Clear();
        _trades.Clear();
        HasSnapshot = false;
        DepthAsked = false;
        foreach (CandleSeries series in Candles.Values)
            series.Clear();
    }

    private bool Apply(ReadOnlySpan<byte> data)
    {
        MarketDepth depth = Matching.Depth;
        (long first, long last) = MarketMessage.ReadDepthIds(data);
        if (last <= depth.LastUpdateId)
            return false;
        if (depth.LastUpdateId >= 0 && first > depth.LastUpdateId + 1)
            Gaps++;
        MarketMessage.ApplyLevels(data, depth);
        depth.LastUpdateId = last;
        depth.ForgetChanged();
        return true;
    }

    private void KeepEarly(ReadOnlySpan<byte> data)
    {
        MarketMessage.ReadDepthIds(data);
        if (_earlyDiffs.Count >= MaxEarlyDiffs)
            _earlyDiffs.Dequeue();
        _earlyDiffs.Enqueue(data.ToArray());
    }
}
