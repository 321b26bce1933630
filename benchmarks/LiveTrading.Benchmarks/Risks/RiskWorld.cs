using LiveTrading.Benchmarks.Harness;
using LiveTrading.Engine.Bus;
using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Portfolios;
using LiveTrading.Engine.Ports;
using LiveTrading.Engine.Risk;
using LiveTrading.Model;
using LiveTrading.Model.Accounts;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Benchmarks.Risks;

/// <summary>An account with money, an instrument with all the venue's rules, a market, and orders that work.</summary>
internal sealed class RiskWorld
{
    public static readonly VenueId Venue = new("BINANCE");
    public static readonly StrategyId Strategy = new("trend");
    private static readonly AccountId _account = new("BINANCE-spot");
    private ulong _counter;

    public RiskWorld(int workingOrders)
    {
        MessageBus bus = new(new MessageBusOptions());
        Portfolio = new Portfolio(Cache, bus, Clock);
        Risk = new RiskEngine(Cache, Portfolio, bus, Clock, new RiskOptions { MaxOrdersPerSecond = 10_000, MaxOrdersPerMinute = 100_000, MaxGrossExposure = 1_000_000, MaxPositionNotional = 1_000_000 });
        Instrument = Cache.AddInstrument(Btcusdt);
        Risk.AddVenue(Venue, _account, new ExecutionCapabilities
        {
            OrderTypes = [OrderType.Market, OrderType.Limit],
            TimesInForce = [TimeInForce.Gtc, TimeInForce.Ioc, TimeInForce.Fok],
            PostOnly = true,
        });
        Portfolio.ApplyAccount(new AccountReport
        {
            Account = _account,
            IsComplete = true,
            Balances = [new Balance("USDT", 10_000_000m, 0m), new Balance("BTC", 100m, 0m)],
            EventTime = Clock.Now,
        });
        Cache.SetQuote(new QuoteTick(Instrument, Price.Of(61_700m), Quantity.Of(1m), Price.Of(61_700.01m), Quantity.Of(1m), 1, default, Clock.Now));
        for (int i = 0; i < workingOrders; i++)
            Work(Limit(i % 2 == 0 ? OrderSide.Buy : OrderSide.Sell, i % 2 == 0 ? 61_600m - i : 61_800m + i, 0.001m));

        // Past the window of duplicates, still within the age a price may have.
        Clock.Advance(1_000_000_000);
    }

    public static Instrument Btcusdt => new()
    {
        Id = new InstrumentId("BTCUSDT", Venue),
        BaseCurrency = "BTC",
        QuoteCurrency = "USDT",
        TickSize = Price.Of(0.01m),
        MinPrice = Price.Of(0.01m),
        MaxPrice = Price.Of(1_000_000m),
        LotSize = Quantity.Of(0.00001m),
        MinQuantity = Quantity.Of(0.00001m),
        MaxQuantity = Quantity.Of(9_000m),
        MaxMarketQuantity = Quantity.Of(100m),
        MinNotional = 5m,
        MaxNotional = 9_000_000m,
        MinNotionalAppliesToMarket = true,
        BuyPriceMultiplierDown = 0.2m,
        BuyPriceMultiplierUp = 5m,
        SellPriceMultiplierDown = 0.2m,
        SellPriceMultiplierUp = 5m,
        MaxOpenOrders = 200,
    };

    public ManualClock Clock { get; } = new();

    public Cache Cache { get; } = new();

    public Portfolio Portfolio { get; }

    public RiskEngine Risk { get; }

    public InstrumentHandle Instrument { get; }

    public Order Limit(OrderSide side, decimal price, decimal quantity) => new()
    {
        ClientOrderId = ClientOrderId.Create(7, 1, ++_counter),
        Instrument = Instrument,
        InstrumentId = Cache.Instrument(Instrument).Id,
        StrategyId = Strategy,
        Side = side,
        Type = OrderType.Limit,
        PostOnly = true,
        Price = Price.Of(price),
        Quantity = Quantity.Of(quantity),
    };

    private void Work(Order order)
    {
        RiskDecision decision = Risk.CheckSubmit(order);
        BenchmarkException.Require(decision.Allowed, "risk: an order that should work was denied: " + decision.Code);
        Cache.AddOrder(order);
        order.State = OrderState.Pending;
        Tell(order, OrderEventKind.Pending);
        order.State = OrderState.Accepted;
        Tell(order, OrderEventKind.Accepted);
    }

    private void Tell(Order order, OrderEventKind kind)
    {
        Cache.OnOrderChanged(order);
        Risk.OnOrderChanged(order, new OrderEvent { Kind = kind, ClientOrderId = order.ClientOrderId, Instrument = order.Instrument });
    }
}
