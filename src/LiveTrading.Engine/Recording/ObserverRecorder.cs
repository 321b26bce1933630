using LiveTrading.Engine.Events;
using LiveTrading.Engine.Ports;

namespace LiveTrading.Engine.Recording;

/// <summary>Writes down what a venue says of its connections, then passes it on under the name by which the core knows the venue.</summary>
internal sealed class ObserverRecorder(RecordingTape tape, int number, IVenueAdapter venue, IVenueObserver inner) : IVenueObserver
{
    public void OnInstrumentsLoaded(IVenueAdapter _)
    {
        tape.Fields.Clear().Int32(number);
        tape.Input(RecordKind.InstrumentsLoaded);
        inner.OnInstrumentsLoaded(venue);
    }

    public void OnConnection(IVenueAdapter _, in ConnectionEvent e)
    {
        tape.Fields.Clear().Int32(number).Write(in e);
        tape.Input(RecordKind.Connection);
        inner.OnConnection(venue, in e);
    }

    public void OnRefused(IVenueAdapter _, string reason)
    {
        tape.Fields.Clear().Int32(number).Text(reason);
        tape.Input(RecordKind.Refused);
        inner.OnRefused(venue, reason);
    }

    public void OnStopped(IVenueAdapter _)
    {
        tape.Fields.Clear().Int32(number);
        tape.Input(RecordKind.VenueStopped);
        inner.OnStopped(venue);
    }
}
