using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Engine.Ports;

/// <summary>
/// A venue's market data, implemented by its adapter. All calls on the loop thread; nothing blocks. Data comes back through
/// <see cref="IMarketDataSink"/>. The wanted subscriptions are kept by the adapter and replayed after every reconnect.
/// </summary>
public interface IDataClient
{
    /// <summary>Which venue.</summary>
    VenueId Venue { get; }

    /// <summary>Connected, subscribed and answering: data flows.</summary>
    bool IsReady { get; }

    /// <summary>True where trade ids of an instrument grow with time, so that one at or below the last is a duplicate (Binance). False where only the same id again is (Hyperliquid). Default true.</summary>
    bool TradeIdsIncrease => true;

    /// <summary>Starts kinds of data of an instrument. The data engine counts subscribers: called for the first only.</summary>
    void Subscribe(Instrument instrument, InstrumentHandle handle, MarketDataKinds kinds);

    /// <summary>Ends kinds of data of an instrument: called when the last subscriber left.</summary>
    void Unsubscribe(InstrumentHandle handle, MarketDataKinds kinds);

    /// <summary>Starts the venue's own candles.</summary>
    /// <returns>False when the venue has no candles of that interval.</returns>
    bool SubscribeBars(Instrument instrument, InstrumentHandle handle, BarInterval interval);

    /// <summary>Ends the venue's own candles.</summary>
    void UnsubscribeBars(InstrumentHandle handle, BarInterval interval);

    /// <summary>Asks for a book snapshot. Answered by <see cref="IMarketDataSink.OnBookSnapshot"/> or <see cref="IMarketDataSink.OnBookSnapshotFailed"/>.</summary>
    void RequestBookSnapshot(InstrumentHandle handle);
}
