using LiveTrading.Engine.Ports;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Guarding;

/// <summary>Takes no market data: the guard subscribes to none.</summary>
internal sealed class NoMarketData : IMarketDataSink
{
    public void OnQuote(in QuoteTick quote)
    {
    }

    public void OnTrade(in TradeTick trade)
    {
    }

    public void OnBookUpdate(in BookUpdate update, ReadOnlySpan<BookLevel> bids, ReadOnlySpan<BookLevel> asks)
    {
    }

    public void OnBookSnapshot(in BookUpdate update, ReadOnlySpan<BookLevel> bids, ReadOnlySpan<BookLevel> asks)
    {
    }

    public void OnBookSnapshotFailed(InstrumentHandle instrument, string reason)
    {
    }

    public void OnBar(in Bar bar)
    {
    }

    public void OnFeedLost(InstrumentHandle instrument, string reason)
    {
    }

    public void OnFeedReady(InstrumentHandle instrument)
    {
    }
}
