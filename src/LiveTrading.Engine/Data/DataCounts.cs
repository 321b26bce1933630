namespace LiveTrading.Engine.Data;

/// <summary>The running counts behind <see cref="DataEngineCounters"/>.</summary>
internal sealed class DataCounts
{
    internal long Messages;
    internal long Quotes;
    internal long Trades;
    internal long BookUpdatesReceived;
    internal long BookUpdates;
    internal long Snapshots;
    internal long VenueBars;
    internal long BarsPublished;
    internal long Gaps;
    internal long Crossed;
    internal long Resyncs;
    internal long SnapshotFailures;
    internal long Ignored;
    internal long Malformed;
    internal long UnknownInstrument;
    internal long LateForBar;
    internal long Stale;

    internal DataEngineCounters Snapshot() => new()
    {
        Messages = Messages,
        Quotes = Quotes,
        Trades = Trades,
        BookUpdatesReceived = BookUpdatesReceived,
        BookUpdates = BookUpdates,
        Snapshots = Snapshots,
        VenueBars = VenueBars,
        BarsPublished = BarsPublished,
        Gaps = Gaps,
        Crossed = Crossed,
        Resyncs = Resyncs,
        SnapshotFailures = SnapshotFailures,
        Ignored = Ignored,
        Malformed = Malformed,
        UnknownInstrument = UnknownInstrument,
        LateForBar = LateForBar,
        Stale = Stale,
    };
}
