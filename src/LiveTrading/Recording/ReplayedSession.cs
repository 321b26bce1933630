using LiveTrading.Connections;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Ports;
using LiveTrading.Engine.Recording;
using LiveTrading.Lifecycle;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;

namespace LiveTrading.Recording;

/// <summary>An engine session as a recording is played into it.</summary>
internal sealed class ReplayedSession(EngineSession session) : IReplayedSession
{
    public IMarketDataSink MarketData => session.Kernel.Data;

    public IVenueObserver Observer => session;

    public IExecutionSink? Execution(int venue) =>
        (uint)venue < (uint)session.Kernel.Execution.Venues.Count ? session.Kernel.Execution.Venues[venue] : null;

    public IVenueAdapter? Venue(int venue) => session.FindVenue(venue);

    public void OnInstrument(Instrument instrument) => session.Kernel.Cache.AddInstrument(instrument);

    public void OnConnection(in ConnectionEvent e) => session.ConnectionEvents.Publish(in e);

    public void OnMessage(string connection, ReadOnlyMemory<byte> payload, bool isText) =>
        session.Kernel.Bus.Publish("ws." + connection, new RawMessage(connection, payload, isText));

    public void OnFault(string what) => session.OnFault(what);

    public void OnCommand(byte command, long number, string text)
    {
        switch ((SessionCommand)command)
        {
            case SessionCommand.Stop:
                session.Stop((ShutdownReason)number, text);
                break;
            case SessionCommand.Signal:
                session.OnSignal((int)number);
                break;
            case SessionCommand.SetTickInterval:
                session.SetTickInterval(number == 0 ? null : TimeSpan.FromTicks(number));
                break;
            case SessionCommand.EngageKillSwitch:
                session.EngageKillSwitch(text, number != 0);
                break;
            case SessionCommand.SetParameters:
                (StrategyId id, IReadOnlyDictionary<string, string> values) = StrategyParametersText.Read(text);
                session.SetParameters(id, values);
                break;
            case SessionCommand.ReleaseKillSwitch:
                session.ReleaseKillSwitch(text);
                break;
            case SessionCommand.EngageStrategyKillSwitch:
                string[] engaged = CommandTexts.Read(text, 2);
                session.EngageStrategyKillSwitch(new StrategyId(engaged[0]), engaged[1]);
                break;
            case SessionCommand.ReleaseStrategyKillSwitch:
                string[] released = CommandTexts.Read(text, 2);
                session.ReleaseStrategyKillSwitch(new StrategyId(released[0]), released[1]);
                break;
            case SessionCommand.AcceptDifference:
                string[] accepted = CommandTexts.Read(text, 3);
                if (!InstrumentId.TryParse(accepted[0], out InstrumentId instrument))
                    throw new FormatException("This is not an instrument: " + accepted[0]);
                session.AcceptDifference(instrument, accepted[1], accepted[2]);
                break;
            default:
                throw new RecordingException($"The recording has a command {command}, which this program does not know.");
        }
    }
}
