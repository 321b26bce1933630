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

namespace LiveTrading.Engine.Tests.Risk;

/// <summary>A risk engine in a small world where an ordinary order of 0.01 BTC passes: each test breaks one thing.</summary>
internal sealed class RiskBench
{
    public static readonly VenueId Venue = new("BINANCE");
    public static readonly AccountId AccountId = new("BINANCE-spot");
    public static readonly StrategyId Strategy = new("trend-1");
    public static readonly StrategyId OtherStrategy = new("maker-1");

    private ulong _counter;
    private ulong _trade;

    public RiskBench(RiskOptions? options = null, bool connect = true, Instrument? instrument = null)
    {
        Bus = new MessageBus(new MessageBusOptions());
        Portfolio = new Portfolio(Cache, Bus, Clock);
        Risk = new RiskEngine(Cache, Portfolio, Bus, Clock, options ?? new RiskOptions());
        Bitcoin = Cache.AddInstrument(instrument ?? Btcusdt);
        Bus.Subscribe<RiskDenied>("risk.denied", (in RiskDenied e) => Denials.Add(e));
        Bus.Subscribe<LossLimitReached>("risk.limit", (in LossLimitReached e) => LimitsReached.Add(e));
        Bus.Subscribe<TradingStateChange>("risk.state", (in TradingStateChange e) => StateChanges.Add(e));
        Bus.Subscribe<RiskBaselines>("risk.baselines", (in RiskBaselines e) => Baselines.Add(e));
        if (!connect)
            return;
        Risk.AddVenue(Venue, AccountId, Capabilities);
        Balances(100_000m, 1m);
        Quote(61_700m, 61_700.01m);
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
        OrderTypes = [OrderType.Market, OrderType.Limit, OrderType.StopMarket, OrderType.StopLimit],
    };

    public static Instrument Ethbtc => new()
    {
        Id = new InstrumentId("ETHBTC", Venue),
        BaseCurrency = "ETH",
        QuoteCurrency = "BTC",
        TickSize = Price.Of(0.00001m),
        LotSize = Quantity.Of(0.0001m),
    };

    public static ExecutionCapabilities Capabilities => new()
    {
        OrderTypes = [OrderType.Market, OrderType.Limit, OrderType.StopMarket, OrderType.StopLimit],
        TimesInForce = [TimeInForce.Gtc, TimeInForce.Ioc, TimeInForce.Fok],
        PostOnly = true,
    };

    public ManualClock Clock { get; } = new();

    public Cache Cache { get; } = new();

    public MessageBus Bus { get; }

    public Portfolio Portfolio { get; }

    public RiskEngine Risk { get; }

    public InstrumentHandle Bitcoin { get; }

    public List<RiskDenied> Denials { get; } = [];

    public List<LossLimitReached> LimitsReached { get; } = [];

    public List<TradingStateChange> StateChanges { get; } = [];

    public List<RiskBaselines> Baselines { get; } = [];

    public void Quote(decimal bid, decimal ask) => Quote(Bitcoin, bid, ask);

    public void Quote(InstrumentHandle instrument, decimal bid, decimal ask) => Cache.SetQuote(new QuoteTick(
        instrument, Price.Of(bid), Quantity.Of(1m), Price.Of(ask), Quantity.Of(1m), 1, default, Clock.Now));

    public void Balances(decimal usdt, decimal btc, decimal usdtLocked = 0m, decimal btcLocked = 0m) => Portfolio.ApplyAccount(new AccountReport
    {
        Account = AccountId,
        IsComplete = true,
        Balances = [new Balance("USDT", usdt, usdtLocked), new Balance("BTC", btc, btcLocked)],
        EventTime = Clock.Now,
    });

    public Order Limit(OrderSide side, decimal price, decimal quantity = 0.01m) => New(side, OrderType.Limit, price, quantity);

    public Order Buy(decimal price = 61_700m, decimal quantity = 0.01m) => Limit(OrderSide.Buy, price, quantity);

    public Order Sell(decimal price = 61_700.01m, decimal quantity = 0.01m) => Limit(OrderSide.Sell, price, quantity);

    public Order Market(OrderSide side, decimal quantity = 0.01m) => New(side, OrderType.Market, 0m, quantity);

    public Order New(
        OrderSide side,
        OrderType type,
        decimal price,
        decimal quantity,
        decimal trigger = 0m,
        TimeInForce timeInForce = TimeInForce.Gtc,
        bool postOnly = false,
        bool reduceOnly = false,
        StrategyId? strategy = null,
        InstrumentHandle? instrument = null)
    {
        InstrumentHandle handle = instrument ?? Bitcoin;
        return new Order
        {
            ClientOrderId = ClientOrderId.Create(7, 1, ++_counter),
            Instrument = handle,
            InstrumentId = Cache.Contains(handle) ? Cache.Instrument(handle).Id : default,
            StrategyId = strategy ?? Strategy,
            Side = side,
            Type = type,
            TimeInForce = timeInForce,
            PostOnly = postOnly,
            ReduceOnly = reduceOnly,
            Price = Price.Of(price),
            TriggerPrice = Price.Of(trigger),
            Quantity = Quantity.Of(quantity),
        };
    }

    /// <summary>Takes the order through the check and to the venue; it must pass.</summary>
    public Order Work(Order order, bool accept = true)
    {
        RiskDecision decision = Risk.CheckSubmit(order);
        Assert.True(decision.Allowed, decision.Describe(order));
        Place(order, accept);
        return order;
    }

    /// <summary>Takes the order to the venue without asking.</summary>
    public Order Place(Order order, bool accept = true)
    {
        Cache.AddOrder(order);
        order.State = OrderState.Pending;
        order.SubmitRequest = RequestState.Sent;
        Event(order, OrderEventKind.Pending);
        if (accept)
        {
            order.State = OrderState.Accepted;
            order.SubmitRequest = RequestState.None;
            Event(order, OrderEventKind.Accepted);
        }

        return order;
    }

    public void Event(Order order, OrderEventKind kind)
    {
        Cache.OnOrderChanged(order);
        Risk.OnOrderChanged(order, new OrderEvent { Kind = kind, ClientOrderId = order.ClientOrderId, Instrument = order.Instrument, EventTime = Clock.Now, ReceivedTime = Clock.Now });
    }

    public void End(Order order, OrderState state, OrderEventKind kind)
    {
        order.State = state;
        order.SubmitRequest = RequestState.None;
        order.CancelRequest = RequestState.None;
        order.ModifyRequest = RequestState.None;
        Event(order, kind);
    }

    public void Cancel(Order order) => End(order, OrderState.Canceled, OrderEventKind.Canceled);

    public void Fill(Order order, decimal price, decimal? quantity = null, decimal commission = 0m, string? currency = null)
    {
        decimal traded = quantity ?? order.LeavesQuantity.AsDecimal;
        order.FilledQuantity += Quantity.Of(traded);
        order.FilledNotional += traded * price;
        order.State = order.LeavesQuantity.IsZero ? OrderState.Filled : OrderState.PartiallyFilled;
        order.SubmitRequest = RequestState.None;
        OrderEvent fill = FillEvent(order, price, traded, commission, currency);
        Portfolio.ApplyFill(order, in fill);
        Cache.OnOrderChanged(order);
        Risk.OnOrderChanged(order, in fill);
    }

    public OrderEvent FillEvent(Order order, decimal price, decimal quantity, decimal commission = 0m, string? currency = null) => new()
    {
        Kind = OrderEventKind.Filled,
        ClientOrderId = order.ClientOrderId,
        Instrument = order.Instrument,
        Side = order.Side,
        TradeId = new TradeId(++_trade),
        LastPrice = Price.Of(price),
        LastQuantity = Quantity.Of(quantity),
        Commission = commission,
        CommissionCurrency = currency,
        EventTime = Clock.Now,
        ReceivedTime = Clock.Now,
    };

    /// <summary>Gives the engine a position without any check, its cost settled in the account.</summary>
    public void Hold(decimal signedQuantity, decimal price = 61_700m, StrategyId? strategy = null, InstrumentHandle? instrument = null)
    {
        Order order = New(signedQuantity > 0m ? OrderSide.Buy : OrderSide.Sell, OrderType.Limit, price, Math.Abs(signedQuantity), strategy: strategy, instrument: instrument);
        Place(order);
        Fill(order, price);
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        Balances(100_000m, 1m);
        Clock.Advance(TimeSpan.FromMinutes(2));
        Requote();
    }

    /// <summary>The same price, received now.</summary>
    public void Requote()
    {
        for (int i = 0; i < Cache.InstrumentCount; i++)
        {
            var handle = new InstrumentHandle(i);
            if (Cache.HasQuote(handle))
                Cache.SetQuote(Cache.Quote(handle) with { ReceivedTime = Clock.Now });
        }
    }

    public RiskDecision Check(Order order) => Risk.CheckSubmit(order);
}
