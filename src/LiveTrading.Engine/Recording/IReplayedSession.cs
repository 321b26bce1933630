using LiveTrading.Engine.Events;
using LiveTrading.Engine.Ports;
using LiveTrading.Model.Instruments;

namespace LiveTrading.Engine.Recording;

/// <summary>A session that a recording is played into: what its inputs are brought to.</summary>
public interface IReplayedSession
{
    /// <summary>Where market data goes.</summary>
    IMarketDataSink MarketData { get; }

    /// <summary>What venues tell of their connections.</summary>
    IVenueObserver Observer { get; }

    /// <summary>Where a venue's order events and answers go; null when there is no such venue.</summary>
    /// <param name="venue">Its number, from 0 in the order of adding.</param>
    IExecutionSink? Execution(int venue);

    /// <summary>A venue as the session knows it; null when there is no such venue.</summary>
    /// <param name="venue">Its number, from 0 in the order of adding.</param>
    IVenueAdapter? Venue(int venue);

    /// <summary>A venue described an instrument.</summary>
    void OnInstrument(Instrument instrument);

    /// <summary>A connection beside those of the venues changed.</summary>
    void OnConnection(in ConnectionEvent e);

    /// <summary>A message of a connection beside those of the venues.</summary>
    void OnMessage(string connection, ReadOnlyMemory<byte> payload, bool isText);

    /// <summary>Something outside the core's bus threw.</summary>
    void OnFault(string what);

    /// <summary>Somebody gave a command.</summary>
    /// <param name="command">Which, in the session's own numbering.</param>
    /// <param name="number">Its number, where it has one.</param>
    /// <param name="text">Its text, where it has one.</param>
    void OnCommand(byte command, long number, string text);
}
