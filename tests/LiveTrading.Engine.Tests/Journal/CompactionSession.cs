using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Execution;
using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Risk;
using LiveTrading.Engine.Strategies;
using LiveTrading.Engine.Tests.Execution;
using LiveTrading.Model;
using LiveTrading.Model.Accounts;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Tests.Journal;

/// <summary>A seeded life of an engine with everything a journal can hold, on small segments that are compacted as it goes, restarts included.</summary>
internal sealed class CompactionSession
{
    public static readonly CacheOptions SmallCache = new() { MaxClosedOrders = 15 };

    private static readonly StrategyId[] s_strategies = [new("a"), new("b"), new("c")];

    private readonly Random _random;
    private readonly List<Order> _made = [];
    private readonly List<OrderEvent> _told = [];
    private ulong _epoch = 1;
    private int _seen;

    public CompactionSession(int seed, int compactAfter)
    {
        _random = new Random(seed);
        World = Start(new MemoryJournalStorage(2 * JournalFormat.MaxRecordBytes)
        {
            CompactAfter = compactAfter,
            KeepsArchive = true,
            Compaction = new JournalCompactionOptions { MaxClosedOrders = SmallCache.MaxClosedOrders, MaxTransfers = 3, MaxForeignTrades = 3, FillHorizon = TimeSpan.FromSeconds(90) },
        }, null, null);
    }

    public TradingWorld World { get; private set; }

    public MemoryJournalStorage Storage => World.Storage;

    public void Run(int steps)
    {
        for (int i = 0; i < steps; i++)
        {
            Act();
            Answer();
            World.Time.Advance(_random.NextDouble() * 0.5);
        }
    }

    private TradingWorld Start(MemoryJournalStorage storage, FakeVenue? venue, TestTime? time) =>
        new(new ExecutionOptions { FillsOverlap = TimeSpan.FromSeconds(60) }, storage, venue, time, _epoch++, cache: SmallCache);

    private void Act()
    {
        Order? order = _made.Count == 0 ? null : _made[^(1 + _random.Next(Math.Min(_made.Count, 12)))];
        switch (_random.Next(20))
        {
            case <= 6:
                _made.Add(World.Engine.Submit(s_strategies[_random.Next(3)], OrderRequest.Limit(World.Instrument, (OrderSide)_random.Next(2), Quantity.Of(0.001m * _random.Next(1, 90)), Price.Of(60_000.5m + _random.Next(-50, 50)))));
                break;
            case 7 when order is not null && World.Cache.FindOrder(order.ClientOrderId) is { } open:
                World.Engine.Cancel(open);
                break;
            case 8 when order is not null && World.Cache.FindOrder(order.ClientOrderId) is { } open:
                World.Engine.Modify(open, open.Price, new Quantity(open.Quantity.Raw / 2 - open.Quantity.Raw / 2 % 100_000));
                break;
            case <= 13 when order is not null && World.Venue.Orders.ContainsKey(order.ClientOrderId):
                Trade(order);
                break;
            case 14 when _told.Count > 0:
                // Told again, with the commission that was missing the first time.
                OrderEvent again = _told[^(1 + _random.Next(Math.Min(_told.Count, 5)))];
                World.VenueSide.OnOrderEvent(in again);
                break;
            case 15 when _told.Count > 0:
                OrderEvent taken = _told[^(1 + _random.Next(Math.Min(_told.Count, 3)))] with { Kind = OrderEventKind.FillBusted };
                World.VenueSide.OnOrderEvent(in taken);
                break;
            case 16:
                World.VenueSide.OnTransfer(new BalanceTransfer { Account = World.Venue.Account, Currency = _random.Next(2) == 0 ? "BTC" : "USDT", Amount = _random.Next(-5, 6) * 0.01m, EventTime = World.Time.Now });
                break;
            case 17:
                World.Journal.AppendRiskBaselines(new RiskBaselines
                {
                    Day = 19_000 + _random.Next(3),
                    DayStartPnl = _random.Next(100),
                    PeakPnl = _random.Next(100),
                    Strategies = [.. Enumerable.Range(0, _random.Next(0, 90)).Select(i => new StrategyLossBaseline(new StrategyId("s" + i), i, i % 7 == 0))],
                });
                if (_random.Next(3) == 0)
                    World.Journal.AppendKillLatch("seeded");
                else if (_random.Next(2) == 0)
                    World.Journal.AppendKillRelease("ada");
                if (_random.Next(3) == 0)
                    World.Journal.AppendAdjustment(new JournalAdjustment(World.Venue.Account, "BTC", 0.001m * _random.Next(5), "ada", "counted", World.Time.Now));
                break;
            case 18 when _random.Next(3) == 0:
                World = Start(World.Storage.Copy(), World.Venue, World.Time);
                break;
            case 19:
                World.Time.Advance(_random.Next(40));
                World.Engine.Foreign.Take(new FillReport
                {
                    VenueOrderId = new VenueOrderId(1_000_000),
                    TradeId = new TradeId((ulong)World.Time.MonotonicNanos + 1),
                    Instrument = World.Instrument,
                    Side = (OrderSide)_random.Next(2),
                    Price = Price.Of(60_000m),
                    Quantity = Quantity.Of(0.001m * _random.Next(1, 9)),
                    Commission = 0.01m,
                    CommissionCurrency = "BNB",
                    EventTime = World.Time.Now,
                });
                break;
        }
    }

    private void Trade(Order order)
    {
        decimal quantity = 0.001m * _random.Next(1, 20);
        decimal price = 60_000m + _random.Next(-90, 90) + 0.01m * _random.Next(100);
        OrderEvent fill = World.Venue.Trade(order, quantity, price, tell: false, commission: 0.0123m * _random.Next(4)) with { CommissionCurrency = _random.Next(3) == 0 ? "BTC" : "BNB", Commission = 0.00001m * _random.Next(1, 9) };
        OrderEvent told = _random.Next(4) == 0 ? fill with { Commission = 0m, CommissionCurrency = null } : fill;
        World.VenueSide.OnOrderEvent(in told);
        _told.Add(fill);
    }

    /// <summary>Accepts, rejects, cancels, or lets be.</summary>
    private void Answer()
    {
        for (; _seen < World.Venue.Sent.Count; _seen++)
        {
            (RequestKind kind, ClientOrderId id) = World.Venue.Sent[_seen];
            if (World.Cache.FindOrder(id) is not { } order)
                continue;
            if (_random.Next(10) != 0)
                World.VenueSide.OnHandedOver(id, kind);
            if (kind == RequestKind.Submit && _random.Next(8) == 0)
                World.Venue.Tell(order, OrderEventKind.Rejected);
            else if (kind == RequestKind.Submit && _random.Next(12) != 0)
                World.Venue.Receive(order);
            else if (kind == RequestKind.Cancel && World.Venue.Orders.TryGetValue(id, out VenueOrder? known) && known.IsOpen)
                World.Venue.CancelAtVenue(order);
            else if (kind == RequestKind.Cancel)
                World.Venue.Tell(order, OrderEventKind.CancelRejected);
        }
    }
}
