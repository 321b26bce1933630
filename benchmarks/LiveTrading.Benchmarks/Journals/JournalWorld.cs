using LiveTrading.Benchmarks.Harness;
using LiveTrading.Benchmarks.Risks;
using LiveTrading.Engine.Journal;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Benchmarks.Journals;

/// <summary>A journal and the records of an order's life: new, submitted, accepted, filled.</summary>
internal sealed class JournalWorld
{
    public const int RecordsPerOrder = 4;
    public const uint Instance = 7;

    private readonly Instrument _instrument = RiskWorld.Btcusdt;
    private readonly OrderJournal _journal;
    private readonly ManualClock _clock = new();
    private ulong _counter;
    private long _lastOrder;

    public JournalWorld(IJournalStorage storage, JournalDurability durability = JournalDurability.Process)
    {
        RecoveredJournal recovered = JournalRecovery.Recover(storage, Instance, _ => new InstrumentHandle(0));
        _journal = new OrderJournal(storage, _clock, recovered, durability);
        BenchmarkException.Require(_journal.Start(1) == JournalWriteResult.Written, "journal: it cannot be written.");
    }

    public long Records => _journal.Records;

    public long Syncs => _journal.Syncs;

    /// <summary>Everything recorded is known to be on the disk, but for the mark that says so.</summary>
    public bool IsSynced => _journal.SyncedSequence >= _lastOrder;

    public bool IsWritable => _journal.IsWritable;

    public static RecoveredJournal Recover(IJournalStorage storage) => JournalRecovery.Recover(storage, Instance, _ => new InstrumentHandle(0));

    public Order NewOrder() => new()
    {
        ClientOrderId = ClientOrderId.Create(Instance, 1, ++_counter),
        Instrument = new InstrumentHandle(0),
        InstrumentId = _instrument.Id,
        StrategyId = RiskWorld.Strategy,
        Side = OrderSide.Buy,
        Type = OrderType.Limit,
        Price = Price.Of(61_700m),
        Quantity = Quantity.Of(0.01m),
        CreatedTime = _clock.Now,
    };

    /// <summary>Records an order that waits for the disk.</summary>
    public void AppendOrder(Order order)
    {
        _journal.AppendOrder(order, _instrument);
        _lastOrder = _journal.LastSequence;
    }

    public void RequestSync() => _journal.RequestSync();

    public void AppendLife(Order order)
    {
        _journal.AppendOrder(order, _instrument);
        _journal.AppendEvent(Event(order, OrderEventKind.Submitted));
        _journal.AppendEvent(Event(order, OrderEventKind.Accepted));
        _journal.AppendEvent(Event(order, OrderEventKind.Filled) with
        {
            TradeId = new TradeId(_counter),
            LastPrice = order.Price,
            LastQuantity = order.Quantity,
            Commission = 0.00001m,
            CommissionCurrency = "BTC",
            Side = order.Side,
        });
    }

    private OrderEvent Event(Order order, OrderEventKind kind) => new()
    {
        Kind = kind,
        ClientOrderId = order.ClientOrderId,
        VenueOrderId = kind == OrderEventKind.Submitted ? VenueOrderId.None : new VenueOrderId(_counter + 1_000_000),
        Instrument = order.Instrument,
        EventTime = _clock.Now,
        ReceivedTime = _clock.Now,
    };
}
