namespace LiveTrading.Model.MarketData;

/// <summary>What identifies a set of book levels, a difference or a snapshot; the levels travel beside it as spans.</summary>
/// <param name="Instrument">The cache's handle of the instrument.</param>
/// <param name="FirstUpdateId">First sequence number covered; for a snapshot the same as <paramref name="LastUpdateId"/>.</param>
/// <param name="LastUpdateId">Last sequence number covered.</param>
/// <param name="EventTime">When the venue says it happened; 0 if it does not say.</param>
/// <param name="ReceivedTime">When the loop dispatched it.</param>
public readonly record struct BookUpdate(
    InstrumentHandle Instrument,
    long FirstUpdateId,
    long LastUpdateId,
    UnixNanos EventTime,
    UnixNanos ReceivedTime);
