using LiveTrading.Engine.Bus;
using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Ports;
using LiveTrading.Engine.Strategies;
using LiveTrading.Engine.Time;
using LiveTrading.Model.Instruments;

namespace LiveTrading.Engine.Recording;

/// <summary>
/// The boundary of the deciding core, drawn around it where it is put together: every port is replaced by one that goes over
/// the tape. Built in the same order while recording and in a replay. Without a tape nothing is replaced and nothing costs.
/// </summary>
public sealed class CoreBoundary
{
    private readonly SessionTape? _tape;
    private readonly RecordingTape? _recording;
    private int _venues;

    /// <summary>A boundary on a tape; null: none.</summary>
    public CoreBoundary(SessionTape? tape)
    {
        _tape = tape;
        _recording = tape as RecordingTape;
    }

    /// <summary>Writes down what the session is; to be given back by <see cref="ReplayTape.Session"/>. First of all.</summary>
    public void DescribeSession(string session)
    {
        if (_recording is null)
            return;
        _recording.Fields.Clear().Text(session);
        _recording.Keep(RecordKind.Session);
    }

    /// <summary>The core's journal. Second.</summary>
    /// <exception cref="RecordingException">In a replay: it was not recorded whole.</exception>
    public IJournalStorage Journal(IJournalStorage storage) => _tape switch
    {
        RecordingTape recording => new CoreJournalStorage(recording, storage),
        ReplayTape replay => new CoreJournalStorage(replay),
        _ => storage,
    };

    /// <summary>The core's time.</summary>
    public IEngineClock Clock(IEngineClock clock) => _tape is null ? clock : new CoreClock(_tape);

    /// <summary>The core's timers.</summary>
    public IEngineTimers Timers(IEngineTimers timers) => _tape is null ? timers : new CoreTimers(_tape, _recording is null ? null : timers);

    /// <summary>What strategies keep across restarts.</summary>
    public IStrategyStateStore? States(IStrategyStateStore? states) =>
        _tape is null || states is null ? states : new CoreStateStore(_tape, _recording is null ? null : states);

    /// <summary>Where adapters deliver market data.</summary>
    public IMarketDataSink MarketData(IMarketDataSink sink) => _recording is null ? sink : new MarketDataRecorder(_recording, sink);

    /// <summary>Where the adapter of the next venue delivers what becomes of orders.</summary>
    public IExecutionSink Execution(IExecutionSink sink) => _recording is null ? sink : new ExecutionRecorder(_recording, _venues, sink);

    /// <summary>The next venue, as the core sees it.</summary>
    /// <param name="create">Makes the real adapter; not called in a replay.</param>
    public IVenueAdapter Venue(Func<IVenueAdapter> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        if (_tape is null)
            return create();
        var venue = new CoreVenue(_tape, _venues, _recording is null ? null : create());
        _venues++;
        return venue;
    }

    /// <summary>What the core publishes is an output; what a venue says of instruments, straight into the cache, an input. Once the core stands.</summary>
    public void Watch(MessageBus bus, Cache cache)
    {
        ArgumentNullException.ThrowIfNull(bus);
        ArgumentNullException.ThrowIfNull(cache);
        if (_tape is null)
            return;
        _ = new PublishedEvents(_tape, bus);
        if (_recording is not null)
            cache.InstrumentAdding = OnInstrument;
    }

    /// <summary>A connection beside those of the venues changed; it is about to be published.</summary>
    public void OnConnection(in ConnectionEvent e)
    {
        if (_recording is null)
            return;
        _recording.Fields.Clear().Write(in e);
        _recording.Input(RecordKind.UserConnection);
    }

    /// <summary>A message of a connection beside those of the venues; it is about to be published.</summary>
    public void OnMessage(string connection, ReadOnlySpan<byte> payload, bool isText)
    {
        if (_recording is null)
            return;
        _recording.Fields.Clear().Text(connection).Bool(isText).Bytes(payload);
        _recording.Input(RecordKind.UserMessage);
    }

    /// <summary>Something outside the core's bus threw; the core is about to be told.</summary>
    public void OnFault(string what)
    {
        if (_recording is null)
            return;
        _recording.Fields.Clear().Text(what);
        _recording.Input(RecordKind.Fault);
    }

    /// <summary>Somebody gave a command; it is about to be carried out.</summary>
    /// <param name="command">Which, in the session's own numbering.</param>
    /// <param name="number">Its number, where it has one.</param>
    /// <param name="text">Its text, where it has one.</param>
    public void OnCommand(byte command, long number = 0, string text = "")
    {
        if (_recording is null)
            return;
        _recording.Fields.Clear().Byte(command).Int64(number).Text(text);
        _recording.Input(RecordKind.Command);
    }

    private void OnInstrument(Instrument instrument)
    {
        _recording!.Fields.Clear().Write(instrument);
        _recording.Input(RecordKind.Instrument);
    }
}
