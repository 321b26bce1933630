using LiveTrading.Engine.Ports;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Engine.Tests.Data;

/// <summary>Remembers what was asked of the venue.</summary>
internal sealed class FakeDataClient(string venue = "TEST") : IDataClient
{
    public VenueId Venue { get; } = new(venue);

    public bool IsReady => true;

    public bool TradeIdsIncrease { get; init; } = true;

    public bool HasCandles { get; set; } = true;

    public List<string> Calls { get; } = [];

    public int SnapshotRequests { get; private set; }

    public Action<InstrumentHandle>? SnapshotAsked { get; set; }

    public void Subscribe(Instrument instrument, InstrumentHandle handle, MarketDataKinds kinds) => Calls.Add($"+{kinds}");

    public void Unsubscribe(InstrumentHandle handle, MarketDataKinds kinds) => Calls.Add($"-{kinds}");

    public bool SubscribeBars(Instrument instrument, InstrumentHandle handle, BarInterval interval)
    {
        Calls.Add($"+bars {interval}");
        return HasCandles;
    }

    public void UnsubscribeBars(InstrumentHandle handle, BarInterval interval) => Calls.Add($"-bars {interval}");

    public void RequestBookSnapshot(InstrumentHandle handle)
    {
        SnapshotRequests++;
        SnapshotAsked?.Invoke(handle);
    }
}
