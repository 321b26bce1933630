using LiveTrading.Engine.Ports;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Engine.Recording;

/// <summary>A venue's market data as the core asks for it, on the tape.</summary>
internal sealed class CoreDataClient(SessionTape tape, int number, VenueId venue, bool tradeIdsIncrease, IDataClient? inner) : IDataClient
{
    private readonly int _ready = tape.NextReading();

    public VenueId Venue => venue;

    public bool IsReady => tape.Read(_ready, inner is { IsReady: true } ? 1 : 0) == 1;

    public bool TradeIdsIncrease => tradeIdsIncrease;

    public void Subscribe(Instrument instrument, InstrumentHandle handle, MarketDataKinds kinds)
    {
        tape.Fields.Clear().Int32(number).Byte((byte)kinds).Int32(handle.Index);
        tape.Tell(RecordKind.Subscribe);
        inner?.Subscribe(instrument, handle, kinds);
        tape.Return(0);
    }

    public void Unsubscribe(InstrumentHandle handle, MarketDataKinds kinds)
    {
        tape.Fields.Clear().Int32(number).Byte((byte)kinds).Int32(handle.Index);
        tape.Tell(RecordKind.Unsubscribe);
        inner?.Unsubscribe(handle, kinds);
        tape.Return(0);
    }

    public bool SubscribeBars(Instrument instrument, InstrumentHandle handle, BarInterval interval)
    {
        tape.Fields.Clear().Int32(number).Int32(interval.Seconds).Int32(handle.Index);
        tape.Tell(RecordKind.SubscribeBars);
        return tape.Return(inner is not null && inner.SubscribeBars(instrument, handle, interval) ? 1 : 0) == 1;
    }

    public void UnsubscribeBars(InstrumentHandle handle, BarInterval interval)
    {
        tape.Fields.Clear().Int32(number).Int32(interval.Seconds).Int32(handle.Index);
        tape.Tell(RecordKind.UnsubscribeBars);
        inner?.UnsubscribeBars(handle, interval);
        tape.Return(0);
    }

    public void RequestBookSnapshot(InstrumentHandle handle)
    {
        tape.Fields.Clear().Int32(number).Int32(handle.Index);
        tape.Tell(RecordKind.RequestBookSnapshot);
        inner?.RequestBookSnapshot(handle);
        tape.Return(0);
    }
}
