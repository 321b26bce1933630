using LiveTrading.Engine.Bus;
using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Execution;
using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Portfolios;
using LiveTrading.Engine.Risk;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Tests.Execution;

/// <summary>An execution engine with real risk, portfolio, cache, bus and journal, on virtual time, before a fake venue.</summary>
internal sealed class TradingWorld
{
    public static readonly StrategyId Strategy = new("test");

    private decimal _nextPrice = 60_000m;

    public TradingWorld(ExecutionOptions? options = null, MemoryJournalStorage? storage = null, FakeVenue? venue = null, TestTime? time = null, ulong epoch = 1, bool reconcile = true, JournalDurability durability = JournalDurability.Process, CacheOptions? cache = null)
    {
        Time = time ?? new TestTime();
        Storage = storage ?? new MemoryJournalStorage();
        Cache = cache is null ? new Cache() : new Cache(cache);
        Bus = new MessageBus(new MessageBusOptions()) { Fault = fault => throw new InvalidOperationException(fault.ToString(), fault.Exception) };
        Bus.Subscribe("order.*", (in OrderEvent e) => Events.Add(e));
        Bus.Subscribe("system.alert", (in AlertEvent e) => Alerts.Add(e));
        Portfolio = new Portfolio(Cache, Bus, Time);
        var limits = new RiskOptions
        {
            MaxOrderNotional = 1_000_000m,
            MaxPositionNotional = 100_000_000m,
            MaxGrossExposure = 100_000_000m,
            MaxOrdersPerSecond = 10_000,
            MaxOrdersPerMinute = 100_000,
            MaxOpenOrders = 10_000,
            MaxOpenOrdersPerInstrument = 10_000,
            MaxMarketPriceAge = TimeSpan.FromHours(1),
            MaxPriceDeviation = 0.5m,
            DuplicateWindow = TimeSpan.Zero,
            MaxDailyLoss = 100_000_000m,
            MaxDrawdown = 100_000_000m,
            MaxStrategyLoss = 100_000_000m,
        };
        limits.ConversionRates["BNB"] = 600m;
        Risk = new RiskEngine(Cache, Portfolio, Bus, Time, limits);
        Recovered = JournalRecovery.Recover(Storage, 7, Cache);
        Journal = new OrderJournal(Storage, Time, Recovered, durability);
        Venue = venue ?? new FakeVenue(Time);
        Instrument = Cache.AddInstrument(Btc);
        Cache.SetQuote(new QuoteTick(Instrument, Price.Of(60_000m), Quantity.Of(5m), Price.Of(60_001m), Quantity.Of(5m), 1, Time.Now, Time.Now));
        Engine = new ExecutionEngine(Cache, Bus, Portfolio, Risk, Journal, Time, Time, new ClientOrderIdGenerator(7, epoch), options ?? new ExecutionOptions());
        VenueSide = Engine.AddVenue(Venue.Venue);
        Venue.Sink = VenueSide;
        Venue.Instrument = Instrument;
        VenueSide.Attach(Venue);
        Risk.AddVenue(Venue);
        Time.AfterStep = Venue.Pump;
        Venue.Timers = Time;
        Journal.Start(epoch);
        Engine.Restore(Recovered);
        if (reconcile)
        {
            VenueSide.OnExecutionReady();
            Venue.Pump();
        }
    }

    public static Instrument Btc => new()
    {
        Id = new InstrumentId("BTCUSDT", new VenueId("TEST")),
        BaseCurrency = "BTC",
        QuoteCurrency = "USDT",
        TickSize = Price.Of(0.01m),
        LotSize = Quantity.Of(0.00001m),
        OrderTypes = [OrderType.Market, OrderType.Limit, OrderType.StopMarket, OrderType.StopLimit],
    };

    public TestTime Time { get; }

    public MemoryJournalStorage Storage { get; }

    public Cache Cache { get; }

    public MessageBus Bus { get; }

    public Portfolio Portfolio { get; }

    public RiskEngine Risk { get; }

    public RecoveredJournal Recovered { get; }

    public OrderJournal Journal { get; }

    public FakeVenue Venue { get; }

    public ExecutionEngine Engine { get; }

    public VenueExecution VenueSide { get; }

    public InstrumentHandle Instrument { get; }

    public List<OrderEvent> Events { get; } = [];

    public List<AlertEvent> Alerts { get; } = [];

    public decimal Position => Portfolio.EnginePosition(Instrument);

    /// <summary>A limit buy, each at a price of its own.</summary>
    public Order Submit(decimal quantity = 1m, OrderSide side = OrderSide.Buy)
    {
        _nextPrice -= side == OrderSide.Buy ? 1m : -1m;
        return Engine.Submit(Strategy, OrderRequest.Limit(Instrument, side, Quantity.Of(quantity), Price.Of(side == OrderSide.Buy ? _nextPrice - 100m : 60_200m + _nextPrice - 60_000m)));
    }

    /// <summary>An order handed over, not answered.</summary>
    public Order Sent(decimal quantity = 1m)
    {
        Order order = Submit(quantity);
        Venue.Send(order);
        return order;
    }

    /// <summary>An order that works.</summary>
    public Order Working(decimal quantity = 1m)
    {
        Order order = Sent(quantity);
        Venue.Receive(order);
        return order;
    }

    /// <summary>The number of the question that a call asks first.</summary>
    public long AskedFor(Action call)
    {
        call();
        return Venue.LastRequestId;
    }

    public bool HasAlert(AlertCode code) => Alerts.Any(a => a.Code == code);

    public int Count(OrderEventKind kind) => Events.Count(e => e.Kind == kind);

    /// <summary>The same journal in a new process; the old engine is gone, the venue lives on.</summary>
    public TradingWorld Restart(ulong epoch = 2, bool reconcile = true) => RestartOn(Storage.Copy(), epoch, reconcile);

    /// <summary>A new process on what is left of the journal; the old engine is gone, the venue lives on.</summary>
    public TradingWorld RestartOn(MemoryJournalStorage left, ulong epoch = 2, bool reconcile = true) =>
        new(storage: left, venue: Venue, time: Time, epoch: epoch, reconcile: reconcile, durability: Journal.Durability);
}
