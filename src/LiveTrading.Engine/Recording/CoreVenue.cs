using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Ports;
using LiveTrading.Model.Identifiers;

namespace LiveTrading.Engine.Recording;

/// <summary>A venue as the core sees it, on the tape.</summary>
internal sealed class CoreVenue : IVenueAdapter
{
    private readonly SessionTape _tape;
    private readonly int _number;
    private readonly IVenueAdapter? _inner;
    private readonly int _loaded;

    /// <summary>Takes over what never changes of a venue, from its adapter or from the recording.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="number">The venue's number.</param>
    /// <param name="inner">The real adapter; null in a replay.</param>
    public CoreVenue(SessionTape tape, int number, IVenueAdapter? inner)
    {
        _tape = tape;
        _number = number;
        _inner = inner;
        _loaded = tape.NextReading();
        FieldBuffer f = tape.Fields.ClearToReadBack();
        if (inner is not null)
        {
            f.Text(inner.Venue.Value).Bool(inner.Data.TradeIdsIncrease).Bool(inner.Execution is not null);
            if (inner.Execution is { } execution)
                f.Text(execution.Account.Value).Write(execution.Capabilities);
        }

        var r = new PayloadReader(tape.Keep(RecordKind.VenueFacts));
        Venue = new VenueId(r.LongText());
        bool tradeIdsIncrease = r.Bool();
        bool trades = r.Bool();
        var account = new AccountId(trades ? r.LongText() : "");
        ExecutionCapabilities capabilities = trades ? RecordFields.ReadCapabilities(ref r) : new ExecutionCapabilities { OrderTypes = [], TimesInForce = [] };
        Data = new CoreDataClient(tape, number, Venue, tradeIdsIncrease, inner?.Data);
        Execution = trades && r.IsComplete ? new CoreExecutionClient(tape, number, Venue, account, capabilities, inner?.Execution) : null;
    }

    public VenueId Venue { get; }

    public IDataClient Data { get; }

    public IExecutionClient? Execution { get; }

    public bool InstrumentsLoaded => _tape.Read(_loaded, _inner is { InstrumentsLoaded: true } ? 1 : 0) == 1;

    public void Start(IVenueObserver observer)
    {
        _tape.Fields.Clear().Int32(_number);
        _tape.Tell(RecordKind.VenueStart);
        _inner?.Start(new ObserverRecorder((RecordingTape)_tape, _number, this, observer));
        _tape.Return(0);
    }

    public void Stop()
    {
        _tape.Fields.Clear().Int32(_number);
        _tape.Tell(RecordKind.VenueStop);
        _inner?.Stop();
        _tape.Return(0);
    }
}
