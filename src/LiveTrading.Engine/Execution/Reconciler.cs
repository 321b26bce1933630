using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Portfolios;
using LiveTrading.Engine.Ports;
using LiveTrading.Engine.Time;
using LiveTrading.Model;
using LiveTrading.Model.Accounts;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Execution;

/// <summary>
/// Brings a venue and the engine to one state: open orders, account, trades per instrument, owners of trades that are nobody's
/// yet, one question at a time. A failed question is asked again with back-off and never read as "none". Loop thread; runs at
/// start, after each return of the user stream, periodically and on request; one run at a time, with at most one more waiting.
/// </summary>
internal sealed class Reconciler
{
    private readonly ExecutionEngine _engine;
    private readonly VenueExecution _venue;
    private readonly IExecutionClient _client;
    private readonly Cache _cache;
    private readonly Portfolio _portfolio;
    private readonly IEngineClock _clock;
    private readonly IEngineTimer _timer;
    private readonly PositionCheck _positions;
    private readonly List<InstrumentReconciliation> _scope = [];
    private readonly HashSet<ClientOrderId> _seen = [];
    private readonly List<OrderStatusReport> _foreign = [];
    private readonly OwnerQuestions _owners;
    private readonly MissedFills _missedFills;
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
    private long _answerWait;
    private long _recheckDelay;
    private int _index;
    private long _startedAt;
    private UnixNanos _started;
    private long _askedAt;
    private UnixNanos _startedThere;
    private int _missing;
    private int _foreignFills;
    private int _retries;
    private int _ownOpen;
    private long _adoptedBefore;
    private UnixNanos _historyFrom;
    private InstrumentReconciliation?[] _byHandle = [];

    public Reconciler(ExecutionEngine engine, VenueExecution venue, IExecutionClient client, Cache cache, Portfolio portfolio, IEngineTimers timers, PositionCheck positions, ExecutionOptions options)
    {
        _engine = engine;
        _venue = venue;
        _client = client;
        _cache = cache;
        _portfolio = portfolio;
        _clock = engine.Clock;
        _positions = positions;
        _interval = ExecutionOptions.Nanos(options.ReconciliationInterval);
        _backOff = ExecutionOptions.Nanos(options.QueryBackOff);
        _backOffMax = ExecutionOptions.Nanos(options.QueryBackOffMax);
        _timeout = ExecutionOptions.Nanos(options.QueryTimeout);
        _overlap = ExecutionOptions.Nanos(options.FillsOverlap);
        _delay = _backOff;
        _timer = timers.Create(OnTimer);
        _owners = new OwnerQuestions(cache, engine.Alerts, engine.Clock, venue.Venue, client.Capabilities.NotFoundHorizonNanos);
        _missedFills = new MissedFills(engine.Clock);
    }

    private enum Step : byte
    {
        Idle,
        OpenOrders,
        Account,
        Fills,
        Owners,
    }

    public bool IsReconciled { get; private set; }

    /// <summary>The same; 0 until the venue has told its time.</summary>
    public UnixNanos VenueNowIfKnown => _client.ClockSkewNanos == 0 ? default : VenueNow;

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
            instrument.KnowUpTo(moment);
    }

    public InstrumentReconciliation Include(InstrumentHandle instrument)
    {
        if ((uint)instrument.Index < (uint)_byHandle.Length && _byHandle[instrument.Index] is { } known)
            return known;
        if (instrument.Index >= _byHandle.Length)
            Array.Resize(ref _byHandle, Math.Max(instrument.Index + 1, _byHandle.Length * 2));
        var added = new InstrumentReconciliation(instrument, _historyFrom);
        _byHandle[instrument.Index] = added;
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
        _owners.Begin();
        _adoptedBefore = _engine.Counters.Adopted;
        _delay = _backOff;
        _answerWait = _timeout;
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

    /// <summary>The user stream is up: all that happened from now on is told by it.</summary>
    public void OnStreamUp()
    {
        _missedFills.StreamUp(VenueNow);
        Request("the user stream is up");
    }

    /// <summary>The user stream tells a fill.</summary>
    public void OnStreamFill(in FillIdentity fill) => _missedFills.ToldByStream(in fill);

    /// <summary>The user stream is lost: what is under way is worthless, and nothing goes out until the next complete run.</summary>
    public void Abandon()
    {
        // Trades that this run has read and not given to their orders yet must be read again.
        if (_step is Step.Fills or Step.Owners)
            _owners.End(_scope);
        _missedFills.StreamLost();
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
        if (!IsAnswer(requestId, Step.Account) || Failed(outcome == QueryOutcome.Found && report is { IsComplete: true } && report.Account == _client.Account, "balances", reason))
            return;
        _engine.Accounts.Take(report!, VenueNowIfKnown, _askedAt);
        IncludeHeld();
        _step = Step.Fills;
        _index = 0;
        AskFillsOrComplete();
    }

    public void OnFills(long requestId, InstrumentHandle instrument, QueryOutcome outcome, IReadOnlyList<FillReport> fills, string reason)
    {
        if (!IsAnswer(requestId, Step.Fills) || Failed(outcome == QueryOutcome.Found && Fits(instrument, fills), "trades", reason))
            return;
        foreach (FillReport fill in fills)
        {
            if (!TryTake(fill))
                _owners.Add(fill);
        }

        _scope[_index].Answered();
        _index++;
        AskFillsOrComplete();
    }

    /// <summary>Trades of another instrument than the one asked about say nothing of it.</summary>
    private bool Fits(InstrumentHandle instrument, IReadOnlyList<FillReport> fills)
    {
        bool fits = instrument == _scope[_index].Instrument;
        foreach (FillReport fill in fills)
            fits &= fill.Instrument == instrument;
        return fits;
    }

    /// <summary>Whose an order is that trades were made for.</summary>
    public void OnOwner(QueryOutcome outcome, OrderStatusReport? report, string reason)
    {
        if (!_isWaitingForAnswer || _step != Step.Owners)
            return;
        FillReport asked = _owners.Asked;
        bool fits = report is null || (report.VenueOrderId == asked.VenueOrderId && report.Instrument == asked.Instrument);
        if (!fits || Failed(outcome != QueryOutcome.Failed, "order of a trade", reason))
            return;
        if (outcome == QueryOutcome.Found && report is not null)
            _engine.Reports.TakeOwner(_venue, report);
        bool isOpen = false;
        foreach (FillReport trade in _owners.TakeOut(asked))
            isOpen |= !TryTake(trade);
        if (isOpen)
            _owners.LeaveOpen(asked, outcome == QueryOutcome.NotFound);
        AskOwnerOrComplete();
    }

    /// <summary>False for a trade of which nobody has told whose it is.</summary>
    private bool TryTake(FillReport fill)
    {
        TradeOwner owner = _engine.Reports.TakeFillReport(_venue, fill);
        if (owner == TradeOwner.ForeignAndNew)
            _foreignFills++;
        else if (owner == TradeOwner.OwnAndNew)
            _missedFills.Take(new FillIdentity(fill.Instrument, fill.VenueOrderId, fill.TradeId), fill.EventTime);
        return owner != TradeOwner.Unclear;
    }

    /// <summary>Instruments whose base currency the account holds.</summary>
    private void IncludeHeld()
    {
        if (_portfolio.FindAccount(_venue.Venue) is not { } account)
            return;
        for (int i = 0; i < _cache.InstrumentCount; i++)
        {
            var handle = new InstrumentHandle(i);
            Instrument instrument = _cache.Instrument(handle);
            if (instrument.Id.Venue == _venue.Venue && account.Find(instrument.BaseCurrency) is { Total: not 0m })
                Include(handle);
        }
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
                _engine.Reports.NoteForeign(report);
                if (_cache.Contains(report.Instrument))
                    Include(report.Instrument);
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
        {
            Ask();
            return;
        }

        _step = Step.Owners;
        AskOwnerOrComplete();
    }

    private void AskOwnerOrComplete()
    {
        if (_owners.Next() is not null)
            Ask();
        else
            Complete();
    }

    private void Complete()
    {
        _step = Step.Idle;
        _isWaitingForAnswer = false;
        IsReconciled = true;
        _owners.End(_scope);
        if (_owners.IsSettled)
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
            MissedFills = _missedFills.Conclude(),
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

        _recheckDelay = recheck ? Math.Min(_recheckDelay == 0 ? _positions.QuietNanos : _recheckDelay * 2, _interval) : 0;
        _timer.Start(recheck ? _recheckDelay : _interval);
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

    /// <summary>A venue whose answers take longer than the time-out would never be understood: the next is waited for longer, up to the longest wait between queries.</summary>
    private void GiveUpWaiting()
    {
        _answerWait = Math.Min(_answerWait * 2, Math.Max(_timeout, _backOffMax));
        Failed(false, _step.ToString(), "no answer in time");
    }

    private void Ask()
    {
        _isWaitingForAnswer = true;
        _askedAt = _clock.MonotonicNanos;
        _requestId = _engine.NextRequestId();
        _timer.Start(_answerWait);
        switch (_step)
        {
            case Step.OpenOrders:
                _client.QueryOpenOrders(_requestId);
                break;
            case Step.Account:
                _client.QueryAccount(_requestId);
                break;
            case Step.Fills:
                InstrumentReconciliation read = _scope[_index];
                long from = read.ReadFrom(_askedAt, VenueNow).Value - _overlap;
                read.Asked(_askedAt, VenueNow);
                _client.QueryFills(_requestId, read.Instrument, new UnixNanos(Math.Max(1, from)), TradeId.None);
                break;
            case Step.Owners:
                _client.QueryOrder(_owners.OrderOf(_owners.Asked));
                break;
        }
    }

    private void OnTimer(IEngineTimer timer)
    {
        if (_step == Step.Idle)
            _venue.Reconcile("periodic");
        else if (_isWaitingForAnswer)
            GiveUpWaiting();
        else
            Ask();
    }
}
