using System.Globalization;
using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Ports;
using LiveTrading.Engine.Time;
using LiveTrading.Model;
using LiveTrading.Model.Accounts;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Guarding;

/// <summary>
/// Takes one instance's orders off one venue: asks for the open orders, cancels those of the instance by their ids, and asks
/// again until two readings in a row, so far apart that a request under way would have shown, name none. Places nothing. Loop thread.
/// </summary>
internal sealed class GuardSession : IExecutionSink, IVenueObserver
{
    // Between two readings while orders are left: 1, 2, 4, 8, 10, 10 … s.
    private const long FirstPauseNanos = 1 * UnixNanos.PerSecond;
    private const long LongestPauseNanos = 10 * UnixNanos.PerSecond;

    // An adapter answers every question; this catches one that does not.
    private const long AnswerBoundNanos = 30 * UnixNanos.PerSecond;

    private readonly uint _instance;
    private readonly bool _cancelProtective;
    private readonly Func<bool> _mayAct;
    private readonly Action<GuardEventKind, string, ClientOrderId> _say;
    private readonly Action<GuardSession> _ended;
    private readonly IEngineTimer _timer;
    private readonly IVenueAdapter _adapter;
    private readonly Cache _cache;
    private readonly HashSet<ClientOrderId> _canceling = [];
    private readonly HashSet<ClientOrderId> _kept = [];
    private long _requestId;
    private long _pauseNanos = FirstPauseNanos;
    private bool _isAsking;
    private bool _isOver;
    private int _emptyReadings;

    /// <summary>Makes it; <see cref="Start"/> dials.</summary>
    /// <param name="create">Makes the adapter with this as its sink.</param>
    /// <param name="cache">Where the adapter puts instruments.</param>
    /// <param name="timers">Makes the one timer.</param>
    /// <param name="instance">Whose orders.</param>
    /// <param name="cancelProtective">Stops too.</param>
    /// <param name="mayAct">Asked right before cancels: false once the engine beats again.</param>
    /// <param name="say">Gets every line.</param>
    /// <param name="ended">Told when nothing is left, or the venue refused for good.</param>
    public GuardSession(Func<IExecutionSink, IVenueAdapter> create, Cache cache, IEngineTimers timers, uint instance, bool cancelProtective, Func<bool> mayAct, Action<GuardEventKind, string, ClientOrderId> say, Action<GuardSession> ended)
    {
        _instance = instance;
        _cancelProtective = cancelProtective;
        _mayAct = mayAct;
        _say = say;
        _ended = ended;
        _cache = cache;
        _timer = timers.Create(_ => OnTimer());
        _adapter = create(this);
    }

    /// <summary>No order of the instance is left there that is to be canceled.</summary>
    public bool IsClear { get; private set; }

    /// <summary>Stops of the instance that stay, as of the latest reading.</summary>
    public int StopsLeft { get; private set; }

    public void Start() => _adapter.Start(this);

    /// <summary>Sends nothing more and closes the connections. Idempotent.</summary>
    public void Stop()
    {
        _isOver = true;
        _timer.Cancel();
        _adapter.Stop();
    }

    public void OnExecutionReady()
    {
        if (!_isOver)
            Ask();
    }

    public void OnExecutionLost(string reason)
    {
        _isAsking = false;

        // The next reading comes as soon as the venue is back: too soon after the one before to be the second of two.
        _emptyReadings = 0;
        _timer.Cancel();
        Say(GuardEventKind.Connection, "lost: " + reason);
    }

    public void OnOpenOrders(long requestId, QueryOutcome outcome, IReadOnlyList<OrderStatusReport> reports, string reason)
    {
        if (_isOver || !_isAsking || requestId != _requestId)
            return;
        _isAsking = false;
        if (outcome != QueryOutcome.Found)
        {
            Say(GuardEventKind.ReadFailed, "open orders could not be read: " + reason);
            AskLater(grows: true);
            return;
        }

        List<OrderStatusReport> own = [];
        StopsLeft = 0;
        foreach (OrderStatusReport report in reports)
        {
            if (report.ClientOrderId.IsNone || report.ClientOrderId.Instance != _instance || report.Status is not (VenueOrderStatus.Open or VenueOrderStatus.PartiallyFilled))
                continue;
            if (IsToCancel(report))
                own.Add(report);
            else
                StopsLeft++;
        }

        Say(GuardEventKind.OrdersRead, string.Create(CultureInfo.InvariantCulture, $"{own.Count} orders of this instance to cancel, {reports.Count - own.Count} others that stay"));
        if (own.Count == 0)
            OnEmptyReading();
        else if (_mayAct())
            CancelAll(own);
    }

    public void OnOrderEvent(in OrderEvent e)
    {
        if (!_canceling.Contains(e.ClientOrderId))
            return;
        switch (e.Kind)
        {
            case OrderEventKind.Canceled:
                _canceling.Remove(e.ClientOrderId);
                _say(GuardEventKind.Canceled, Named("canceled"), e.ClientOrderId);
                break;
            case OrderEventKind.CancelRejected:
                Unsure(e.ClientOrderId, "cancel refused: " + e.Reason);
                break;
        }
    }

    public void OnUnsent(ClientOrderId order, RequestKind request, string reason) => Unsure(order, "cancel not sent: " + reason);

    public void OnOutcomeUnknown(ClientOrderId order, RequestKind request, string reason) => Unsure(order, "outcome of the cancel not known: " + reason);

    public void OnRetryLater(ClientOrderId order, RequestKind request, string reason, long retryAfterNanos) => Unsure(order, "cancel refused for now: " + reason);

    public void OnInstrumentsLoaded(IVenueAdapter venue)
    {
        if (venue.Execution is not null)
            return;
        Say(GuardEventKind.Refused, "there are no keys: nothing can be canceled");
        _isOver = true;
        _ended(this);
    }

    public void OnConnection(IVenueAdapter venue, in ConnectionEvent e)
    {
        if (_isOver || e.Kind is ConnectionEventKind.Connected)
            return;
        string what = e.Kind switch
        {
            ConnectionEventKind.Ready => "ready",
            ConnectionEventKind.Reconnecting => string.Create(CultureInfo.InvariantCulture, $"dialling again, attempt {e.Attempt} in {e.DelayNanos / 1e9:0.0} s"),
            ConnectionEventKind.Disconnected => "disconnected: " + e.Reason,
            _ => "failed: " + e.Reason,
        };
        Say(GuardEventKind.Connection, $"{e.Name}: {what}");
    }

    public void OnRefused(IVenueAdapter venue, string reason)
    {
        if (_isOver)
            return;
        Say(GuardEventKind.Refused, "refuses: " + reason);
        _ended(this);
    }

    // The guard asks for open orders alone and places nothing: these say nothing to it.
    public void OnHandedOver(ClientOrderId order, RequestKind request)
    {
    }

    public void OnOrderQueried(ClientOrderId order, QueryOutcome outcome, OrderStatusReport? report, string reason)
    {
    }

    public void OnFills(long requestId, InstrumentHandle instrument, QueryOutcome outcome, IReadOnlyList<FillReport> fills, string reason)
    {
    }

    public void OnAccountQueried(long requestId, QueryOutcome outcome, AccountReport? report, string reason)
    {
    }

    public void OnAccountUpdate(AccountReport report)
    {
    }

    public void OnTransfer(BalanceTransfer transfer)
    {
    }

    public void OnStopped(IVenueAdapter venue)
    {
    }

    private void OnTimer()
    {
        if (_isOver || _adapter.Execution is not { IsReady: true })
            return;
        if (_isAsking)
            Say(GuardEventKind.ReadFailed, "the question for open orders was not answered");
        Ask();
    }

    private void Ask()
    {
        _isAsking = true;
        _timer.Start(AnswerBoundNanos);
        _adapter.Execution!.QueryOpenOrders(++_requestId);
    }

    private void AskLater(bool grows)
    {
        _timer.Start(_pauseNanos);
        if (grows)
            _pauseNanos = Math.Min(_pauseNanos * 2, LongestPauseNanos);
    }

    private bool IsToCancel(OrderStatusReport report)
    {
        if (_cancelProtective || report.Type is not (OrderType.StopMarket or OrderType.StopLimit))
            return true;

        // Whether it protects a position only the engine can tell; a stop taken away cannot be put back by the guard.
        if (_kept.Add(report.ClientOrderId))
            _say(GuardEventKind.Kept, Named($"{Describe(report)} stays (Stop:CancelProtective is false)"), report.ClientOrderId);
        return false;
    }

    private void OnEmptyReading()
    {
        _canceling.Clear();
        if (++_emptyReadings >= 2)
        {
            IsClear = true;
            _ended(this);
            return;
        }

        // Whatever the engine had handed over before it fell silent shows within this time.
        _timer.Start(_adapter.Execution!.Capabilities.NotFoundHorizonNanos);
    }

    private void CancelAll(List<OrderStatusReport> own)
    {
        _emptyReadings = 0;
        foreach (OrderStatusReport report in own)
        {
            HandOver handedOver = _adapter.Execution!.Cancel(OrderOf(report));
            if (handedOver == HandOver.Queued)
            {
                _canceling.Add(report.ClientOrderId);
                _say(GuardEventKind.CancelSent, Named("cancel of " + Describe(report)), report.ClientOrderId);
            }
            else
            {
                _say(GuardEventKind.CancelUnsure, Named($"cancel of {Describe(report)} not taken: {handedOver}"), report.ClientOrderId);
            }
        }

        AskLater(grows: true);
    }

    private void Unsure(ClientOrderId order, string what)
    {
        if (_canceling.Remove(order))
            _say(GuardEventKind.CancelUnsure, Named(what), order);
    }

    private Order OrderOf(OrderStatusReport report) => new()
    {
        ClientOrderId = report.ClientOrderId,
        VenueOrderId = report.VenueOrderId,
        Instrument = report.Instrument,
        InstrumentId = _cache.Instrument(report.Instrument).Id,
        Side = report.Side,
        Type = report.Type,
        Price = report.Price,
        Quantity = report.Quantity,
        FilledQuantity = report.FilledQuantity,
        State = OrderState.Accepted,
    };

    private string Describe(OrderStatusReport report) =>
        string.Create(CultureInfo.InvariantCulture, $"{report.Side} {report.Quantity} {_cache.Instrument(report.Instrument).Id} at {(report.Price.IsZero ? report.TriggerPrice : report.Price)}");

    private string Named(string what) => $"{_adapter.Venue}: {what}";

    private void Say(GuardEventKind kind, string what) => _say(kind, Named(what), ClientOrderId.None);
}
