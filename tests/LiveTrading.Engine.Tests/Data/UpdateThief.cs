using LiveTrading.Engine.Ports;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Engine.Tests.Data;

/// <summary>Passes everything on but one book update.</summary>
internal sealed class UpdateThief(IMarketDataSink next, int steal) : IMarketDataSink
{
    private int _updates;

    public void OnQuote(in QuoteTick quote) => next.OnQuote(in quote);

    public void OnTrade(in TradeTick trade) => next.OnTrade(in trade);

    public void OnBookUpdate(in BookUpdate update, ReadOnlySpan<BookLevel> bids, ReadOnlySpan<BookLevel> asks)
    {
        if (++_updates != steal)
            next.OnBookUpdate(in update, bids, asks);
    }

    public void OnBookSnapshot(in BookUpdate update, ReadOnlySpan<BookLevel> bids, ReadOnlySpan<BookLevel> asks) => next.OnBookSnapshot(in update, bids, asks);

    public void OnBookSnapshotFailed(InstrumentHandle instrument, string reason) => next.OnBookSnapshotFailed(instrument, reason);

    public void OnBar(in Bar bar) => next.OnBar(in bar);

    public void OnFeedLost(InstrumentHandle instrument, string reason) => next.OnFeedLost(instrument, reason);

    public void OnFeedReady(InstrumentHandle instrument) => next.OnFeedReady(instrument);
}
