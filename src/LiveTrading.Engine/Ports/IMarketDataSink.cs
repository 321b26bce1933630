using LiveTrading.Model.MarketData;

namespace LiveTrading.Engine.Ports;

/// <summary>Where adapters deliver market data: the data engine. On the loop thread, one call per decoded message; spans are valid only during the call.</summary>
public interface IMarketDataSink
{
    /// <summary>Best bid and offer.</summary>
    void OnQuote(in QuoteTick quote);

    /// <summary>A trade.</summary>
    void OnTrade(in TradeTick trade);

    /// <summary>Book differences.</summary>
    void OnBookUpdate(in BookUpdate update, ReadOnlySpan<BookLevel> bids, ReadOnlySpan<BookLevel> asks);

    /// <summary>A whole book.</summary>
    void OnBookSnapshot(in BookUpdate update, ReadOnlySpan<BookLevel> bids, ReadOnlySpan<BookLevel> asks);

    /// <summary>The snapshot asked for did not come; the data engine asks again, with back-off.</summary>
    void OnBookSnapshotFailed(InstrumentHandle instrument, string reason);

    /// <summary>The venue's candle.</summary>
    void OnBar(in Bar bar);

    /// <summary>The feed of an instrument broke (connection lost, messages lost): its book is invalid until resynchronised.</summary>
    void OnFeedLost(InstrumentHandle instrument, string reason);

    /// <summary>The feed of an instrument runs (again): after subscribing and after each reconnect.</summary>
    void OnFeedReady(InstrumentHandle instrument);
}
