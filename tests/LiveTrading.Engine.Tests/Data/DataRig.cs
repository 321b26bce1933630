using LiveTrading.Engine.Bus;
using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Data;
using LiveTrading.Engine.Events;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Tests.Data;

/// <summary>A data engine with one instrument in virtual time.</summary>
internal sealed class DataRig
{
    public DataRig(DataEngineOptions? options = null, CacheOptions? cacheOptions = null)
    {
        Cache = new Cache(cacheOptions ?? new CacheOptions());
        Handle = Cache.AddInstrument(NewInstrument("BTCUSDT"));
        Engine = new DataEngine(Cache, Bus, Time, Time, options ?? new DataEngineOptions());
        Engine.AddClient(Client);
        Bus.Subscribe(SystemTopics.Book, (in BookStateEvent e) => BookEvents.Add(e));
        Bus.Subscribe(SystemTopics.Stale, (in StaleDataEvent e) => StaleEvents.Add(e));
    }

    public VirtualTime Time { get; } = new();

    public MessageBus Bus { get; } = new(new MessageBusOptions());

    public Cache Cache { get; }

    public FakeDataClient Client { get; } = new();

    public DataEngine Engine { get; }

    public InstrumentHandle Handle { get; }

    public OrderBook Book => Cache.Book(Handle);

    public List<BookStateEvent> BookEvents { get; } = [];

    public List<StaleDataEvent> StaleEvents { get; } = [];

    public static Instrument NewInstrument(string symbol, string venue = "TEST") => new()
    {
        Id = new InstrumentId(symbol, new VenueId(venue)),
        BaseCurrency = "BTC",
        QuoteCurrency = "USDT",
    };

    public static BookLevel Level(decimal price, decimal quantity) => new(Price.Of(price), Quantity.Of(quantity));

    public void SubscribeBook()
    {
        Engine.Subscribe(Handle, MarketDataKinds.Book);
        Engine.OnFeedReady(Handle);
    }

    public void Update(long first, long last, BookLevel[]? bids = null, BookLevel[]? asks = null) =>
        Engine.OnBookUpdate(new BookUpdate(Handle, first, last, Time.Now, Time.Now), bids ?? [], asks ?? []);

    public void Snapshot(long id, BookLevel[]? bids = null, BookLevel[]? asks = null) =>
        Engine.OnBookSnapshot(new BookUpdate(Handle, id, id, default, Time.Now), bids ?? [Level(99, 1)], asks ?? [Level(101, 1)]);

    public QuoteTick Quote(decimal bid, decimal ask, long id = 0, decimal bidQuantity = 1, decimal askQuantity = 1) =>
        new(Handle, Price.Of(bid), Quantity.Of(bidQuantity), Price.Of(ask), Quantity.Of(askQuantity), id, default, Time.Now);

    public TradeTick Trade(decimal price, decimal quantity, long id = 0, long eventSeconds = 0) =>
        new(Handle, Price.Of(price), Quantity.Of(quantity), OrderSide.Buy, new TradeId((UInt128)id), eventSeconds == 0 ? Time.Now : new UnixNanos(eventSeconds * UnixNanos.PerSecond), Time.Now);
}
