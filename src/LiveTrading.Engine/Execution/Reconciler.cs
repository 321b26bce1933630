using LiveTrading.Engine.Events;
using LiveTrading.Engine.Ports;
using LiveTrading.Engine.Time;
using LiveTrading.Model;
using LiveTrading.Model.Accounts;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Execution;

/// <summary>
/// Brings a venue and the engine to one state: open orders, account, trades per instrument, one question at a time. A failed
/// question is asked again with back-off and never read as "none". Loop thread; runs at start, after each return of the user
/// stream, periodically and on request; one run at a time, with at most one more waiting.
/// </summary>
internal sealed class Reconciler
{
    private readonly ExecutionEngine _engine;
    private readonly VenueExecution _venue;
    private readonly IExecutionClient _client;
    private readonly IEngineClock _clock;
    private readonly IEngineTimer _timer;
    private readonly PositionCheck _positions;
    private readonly List<InstrumentReconciliation> _scope = [];
    private readonly HashSet<Model.Identifiers.ClientOrderId> _seen = [];
    private readonly List<OrderStatusReport> _foreign = [];
    private readonly long _interval;
    private readonly long _backOff;
    private readonly long _backOffMax;
    private readonly long _timeout;
    private readonly long _overlap;
    private Step _step;
    private bool _isWaitingForAnswer;
    private bool _again;
    private string _reason = "";
    private string _againReason = "";
    private long _requestId;
    private long _delay;
    private int _index;
    private long _startedAt;
    private UnixNanos _started;
    private long _askedAt;
    private UnixNanos _startedThere;
    private UnixNanos _askedThere;
    private int _missing;
    private int _foreignFills;
    private int _retries;
    private int _ownOpen;
    private long _fillsBefore;
    private long _adoptedBefore;
    private UnixNanos _historyFrom;

    public Reconciler(ExecutionEngine engine, VenueExecution venue, IExecutionClient client, IEngineTimers timers, PositionCheck positions, ExecutionOptions options)
    {
        _engine = engine;
        _venue = venue;
        _client = client;
        _clock = engine.Clock;
        _positions = positions;
        _interval = ExecutionOptions.Nanos(options.ReconciliationInterval);
        _backOff = ExecutionOptions.Nanos(options.QueryBackOff);
        _backOffMax = ExecutionOptions.Nanos(options.QueryBackOffMax);
        _timeout = ExecutionOptions.Nanos(options.QueryTimeout);
        _overlap = ExecutionOptions.Nanos(options.FillsOverlap);
        _delay = _backOff;
        _timer = timers.Create(OnTimer);
    }

    private enum Step : byte
    {
        Idle,
        OpenOrders,
        Account,
        Fills,
    }

    public bool IsReconciled { get; private set; }

    public ReconciliationSummary? Last { get; private set; }

    public IReadOnlyList<OrderStatusReport> ForeignOrders => _foreign;

    public IReadOnlyList<InstrumentReconciliation> Scope => _scope;

    /// <summary>The venue's time: moments in its history are told in it, whatever our own clock says or however it steps.</summary>
    private UnixNanos VenueNow => new(_clock.Now.Value + _client.ClockSkewNanos);

    /// <summary>Trades are read from this moment on (less the overlap) for instruments that were never read: the venue's time of the last complete reconciliation that the journal knows. Without it: of the first one.</summary>
    public void SetHistoryFrom(UnixNanos moment)
    {
        _historyFrom = moment;
        foreach (InstrumentReconciliation instrument in _scope)
            instrument.FillsSince = moment;
    }

    public InstrumentReconciliation Include(InstrumentHandle instrument)
    {
        foreach (InstrumentReconciliation known in _scope)
        {
            if (known.Instrument == instrument)
                return known;
        }

        var added = new InstrumentReconciliation(instrument, _historyFrom);
        _scope.Add(added);
        return added;
    }

    public void Request(string reason)
    {
        if (!_client.IsReady)
            return;
        if (_step != Step.Idle)
        {
            _again = true;
            _againReason = reason;
            return;
        }

        _reason = reason;
        _startedAt = _clock.MonotonicNanos;
        _started = _clock.Now;
        _startedThere = VenueNow;
        if (_historyFrom.Value == 0)
            SetHistoryFrom(_startedThere);
        _missing = _foreignFills = _retries = _ownOpen = 0;
        _fillsBefore = _engine.Counters.Fills;
        _adoptedBefore = _engine.Counters.Adopted;
        _delay = _backOff;
        _step = Step.OpenOrders;
        Ask();
    }

    /// <summary>Trades of an instrument must be read: a run whose trades are still to come will do.</summary>
    public void RequestFills(InstrumentHandle instrument, string reason)
    {
        InstrumentReconciliation wanted = Include(instrument);
        bool comesYet = _step is Step.OpenOrders or Step.Account || (_step == Step.Fills && _scope.IndexOf(wanted) > _index);
        if (!comesYet)
            Request(reason);
    }

    /// <summary>The user stream is lost: what is under way is worthless, and nothing goes out until the next complete run.</summary>
    public void Abandon()
    {
        _step = Step.Idle;
        _again = false;
        _isWaitingForAnswer = false;
        IsReconciled = false;
        _timer.Cancel();
    }

    public void OnOpenOrders(long requestId, QueryOutcome outcome, IReadOnlyList<OrderStatusReport> reports, string reason)
    {
        if (!IsAnswer(requestId, Step.OpenOrders) || Failed(outcome == QueryOutcome.Found, "open orders", reason))
            return;
        TakeOpenOrders(reports);
        _step = Step.Account;
        Ask();
    }

    public void OnAccount(long requestId, QueryOutcome outcome, AccountReport? report, string reason)
    {
        if (!IsAnswer(requestId, Step.Account) || Failed(outcome == QueryOutcome.Found && report is not null, "balances", reason))
            return;
        _engine.Accounts.Take(report!);
        _step = Step.Fills;
        _index = 0;
        AskFillsOrComplete();
    }

    public void OnFills(long requestId, InstrumentHandle instrument, QueryOutcome outcome, IReadOnlyList<FillReport> fills, string reason)
    {
        if (!IsAnswer(requestId, Step.Fills) || Failed(outcome == QueryOutcome.Found && instrument == _scope[_index].Instrument, "trades", reason))
            return;
        foreach (FillReport fill in fills)
        {
            if (!_engine.Reports.TakeFillReport(_venue, fill))
                _foreignFills++;
        }

        if (_scope[_index].FillsSince < _askedThere)
            _scope[_index].FillsSince = _askedThere;
        _index++;
        AskFillsOrComplete();
    }

    private void TakeOpenOrders(IReadOnlyList<OrderStatusReport> reports)
    {
        _seen.Clear();
        _foreign.Clear();
        foreach (OrderStatusReport report in reports)
        {
            if (_engine.Reports.FindOrAdopt(_venue, report, out bool adopted) is not { } order)
            {
                _foreign.Add(report);
                continue;
            }

            _ownOpen++;
            Include(order.Instrument);
            _seen.Add(order.ClientOrderId);
            if (adopted || order.UpdatedAt < _askedAt || order.IsUnknown)
                _venue.Interpreter.Interpret(order, report, _venue);
        }

        _engine.SetForeignOrders(_venue.Venue, _foreign);
        _missing = _engine.Doubts.DoubtMissing(_venue, _seen, _askedAt);
    }

    private void AskFillsOrComplete()
    {
        if (_index < _scope.Count)
            Ask();
        else
            Complete();
    }

    private void Complete()
    {
        _step = Step.Idle;
        _isWaitingForAnswer = false;
        IsReconciled = true;
        _engine.RecordReconciled(_venue.Venue, _startedThere);
        _engine.Doubts.ConcludeNotFound(_venue, _startedAt);
        bool recheck = _positions.Check(_scope, out int differences);
        Last = new ReconciliationSummary
        {
            Venue = _venue.Venue,
            Reason = _reason,
            Started = _started,
            StartedAt = _startedAt,
            Ended = _clock.Now,
            Instruments = _scope.Count,
            OwnOpenOrders = _ownOpen,
            ForeignOpenOrders = _foreign.Count,
            Adopted = (int)(_engine.Counters.Adopted - _adoptedBefore),
            Missing = _missing,
            MissedFills = (int)(_engine.Counters.Fills - _fillsBefore),
            ForeignFills = _foreignFills,
            PositionDifferences = differences,
            Retries = _retries,
        };
        _engine.Publish(Last);
        if (_again)
        {
            _again = false;
            Request(_againReason);
            return;
        }

        _timer.Start(recheck ? _positions.QuietNanos : _interval);
    }

    private bool IsAnswer(long requestId, Step step) => _isWaitingForAnswer && _step == step && requestId == _requestId;

    private bool Failed(bool succeeded, string what, string reason)
    {
        _isWaitingForAnswer = false;
        if (succeeded)
        {
            _delay = _backOff;
            return false;
        }

        if (_retries++ == 0)
            _engine.Alerts.Raise(AlertCode.ReconciliationFailed, $"The {what} of {_venue.Venue} could not be read ({reason}): asked again; nothing is concluded from it.");
        _timer.Start(_delay);
        _delay = Math.Min(_delay * 2, _backOffMax);
        return true;
    }

    private void Ask()
    {
        _isWaitingForAnswer = true;
        _askedAt = _clock.MonotonicNanos;
        _askedThere = VenueNow;
        _requestId = _engine.NextRequestId();
        _timer.Start(_timeout);
        switch (_step)
        {
            case Step.OpenOrders:
                _client.QueryOpenOrders(_requestId);
                break;
            case Step.Account:
                _client.QueryAccount(_requestId);
                break;
            case Step.Fills:
                _client.QueryFills(_requestId, _scope[_index].Instrument, new UnixNanos(Math.Max(1, _scope[_index].FillsSince.Value - _overlap)), Model.Identifiers.TradeId.None);
                break;
        }
    }

    private void OnTimer(IEngineTimer timer)
    {
        if (_step == Step.Idle)
            _venue.Reconcile("periodic");
        else if (_isWaitingForAnswer)
            Failed(false, _step.ToString(), "no answer in time");
        else
            Ask();
    }
}
