using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Time;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Execution;

/// <summary>
/// Trades of the history that do not tell whose they are: the venue is asked for their orders, one at a time, at most
/// <see cref="MaxQuestions"/> a run. What is left open pins the history: it is read again from there. An order that the venue
/// definitely does not know, often and long enough, is given up with one alert, so that it does not pin the history for ever.
/// Loop thread; bounded: of more than <see cref="MaxRemembered"/> orders without an owner the oldest are counted anew.
/// </summary>
internal sealed class OwnerQuestions(Cache cache, AlertDesk alerts, IEngineClock clock, VenueId venue, long horizonNanos)
{
    /// <summary>Orders that a run asks about; the trades of others wait for the next run.</summary>
    public const int MaxQuestions = 100;

    /// <summary>Definite answers "not found" after which an order is given up, the first and the last of them as far apart as the venue's data may lag.</summary>
    public const int NotFoundAnswers = 10;

    /// <summary>Orders without an owner that are remembered.</summary>
    public const int MaxRemembered = 10_000;

    private readonly List<FillReport> _open = [];
    private readonly HashSet<InstrumentHandle> _pinned = [];
    private readonly Dictionary<(InstrumentHandle, VenueOrderId), NotFound> _notFound = [];
    private readonly Queue<(InstrumentHandle, VenueOrderId)> _notFoundOrder = new();
    private int _asked;

    /// <summary>Nothing was left open: the history is known up to the run's begin.</summary>
    public bool IsSettled => _open.Count == 0 && _pinned.Count == 0;

    /// <summary>A run begins.</summary>
    public void Begin()
    {
        _open.Clear();
        _pinned.Clear();
        _asked = 0;
    }

    /// <summary>A trade whose owner must be asked for; one of an order that was given up is left alone.</summary>
    public void Add(FillReport trade)
    {
        if (!IsGivenUp(trade))
            _open.Add(trade);
    }

    /// <summary>The trade whose order is to be asked about next; counts as asked.</summary>
    public FillReport? Next() => _open.Count > 0 && _asked++ < MaxQuestions ? _open[0] : null;

    /// <summary>The trade whose order was asked about.</summary>
    public FillReport Asked => _open[0];

    /// <summary>Stands for an order of which only the venue's id is known.</summary>
    public Order OrderOf(FillReport trade) => new()
    {
        ClientOrderId = ClientOrderId.None,
        VenueOrderId = trade.VenueOrderId,
        Instrument = trade.Instrument,
        InstrumentId = cache.Instrument(trade.Instrument).Id,
        Side = trade.Side,
        Quantity = trade.Quantity,
    };

    /// <summary>Takes out all trades of an order that was asked about.</summary>
    public List<FillReport> TakeOut(FillReport asked)
    {
        List<FillReport> trades = _open.FindAll(t => IsSameOrder(t, asked));
        _open.RemoveAll(t => IsSameOrder(t, asked));
        return trades;
    }

    /// <summary>The answer did not tell whose the trades of an order are.</summary>
    /// <param name="asked">One of them.</param>
    /// <param name="isNotFound">The venue said that it does not know the order.</param>
    public void LeaveOpen(FillReport asked, bool isNotFound)
    {
        if (!isNotFound || !GivesUp(asked))
            _pinned.Add(asked.Instrument);
    }

    /// <summary>The run ends or is abandoned: what was not asked about stays open.</summary>
    /// <param name="scope">Instruments whose history was read; those left open are read again.</param>
    public void End(IReadOnlyList<InstrumentReconciliation> scope)
    {
        foreach (FillReport left in _open)
            _pinned.Add(left.Instrument);
        _open.Clear();
        foreach (InstrumentReconciliation instrument in scope)
        {
            if (_pinned.Contains(instrument.Instrument))
                instrument.ReadAgain();
        }
    }

    private static bool IsSameOrder(FillReport a, FillReport b) => a.Instrument == b.Instrument && a.VenueOrderId == b.VenueOrderId;

    private bool IsGivenUp(FillReport trade) => _notFound.TryGetValue((trade.Instrument, trade.VenueOrderId), out NotFound known) && known.IsGivenUp;

    private bool GivesUp(FillReport asked)
    {
        (InstrumentHandle, VenueOrderId) order = (asked.Instrument, asked.VenueOrderId);
        long now = clock.MonotonicNanos;
        if (!_notFound.TryGetValue(order, out NotFound known))
        {
            known = new NotFound(0, now, false);
            _notFoundOrder.Enqueue(order);
            if (_notFoundOrder.Count > MaxRemembered)
                _notFound.Remove(_notFoundOrder.Dequeue());
        }

        known = known with { Count = known.Count + 1 };
        known = known with { IsGivenUp = known.Count >= NotFoundAnswers && now - known.Since >= horizonNanos };
        _notFound[order] = known;
        if (known.IsGivenUp)
            alerts.Raise(AlertCode.TradeOwnerUnknown, asked.Instrument, $"{venue} does not know order {asked.VenueOrderId} in {cache.Instrument(asked.Instrument).Id}, of which its history shows trades ({known.Count} answers): whose they are cannot be told, and it is not asked any more. The balances show them as a difference for a person to accept.");
        return known.IsGivenUp;
    }

    private readonly record struct NotFound(int Count, long Since, bool IsGivenUp);
}
