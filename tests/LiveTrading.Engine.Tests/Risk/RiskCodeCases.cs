using LiveTrading.Engine.Risk;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Tests.Risk;

/// <summary>For each risk code the smallest story that ends in it. The last step is the decision.</summary>
internal static class RiskCodeCases
{
    public static readonly IReadOnlyDictionary<RiskCode, Func<RiskDecision>> All = new Dictionary<RiskCode, Func<RiskDecision>>
    {
        [RiskCode.TradingHalted] = () => With(bench => bench.Risk.SetTradingState(TradingState.Halted, "test"), bench => bench.Buy()),
        [RiskCode.TradingReducing] = () => With(bench => bench.Risk.SetTradingState(TradingState.Reducing, "test"), bench => bench.Buy()),
        [RiskCode.KillSwitchEngaged] = () => With(bench => bench.Risk.SetKillSwitch(true, "test"), bench => bench.Buy()),
        [RiskCode.InstrumentHalted] = () => With(bench => bench.Risk.SetInstrumentState(bench.Bitcoin, TradingState.Halted, "test"), bench => bench.Buy()),
        [RiskCode.InstrumentReducing] = () => With(bench => bench.Risk.SetInstrumentState(bench.Bitcoin, TradingState.Reducing, "test"), bench => bench.Buy()),
        [RiskCode.StrategyHalted] = () => With(bench => bench.Risk.SetStrategyState(RiskBench.Strategy, TradingState.Halted, "test"), bench => bench.Buy()),
        [RiskCode.StrategyReducing] = () => With(bench => bench.Risk.SetStrategyState(RiskBench.Strategy, TradingState.Reducing, "test"), bench => bench.Buy()),
        [RiskCode.UnknownInstrument] = () => With(_ => { }, bench => bench.New(OrderSide.Buy, OrderType.Limit, 1m, 1m, instrument: new InstrumentHandle(99))),
        [RiskCode.InstrumentNotTrading] = () => Check(RiskBench.Btcusdt with { Status = InstrumentStatus.CancelOnly }, bench => bench.Buy()),
        [RiskCode.UnknownVenue] = () =>
        {
            var bench = new RiskBench(connect: false);
            bench.Quote(61_700m, 61_700.01m);
            return bench.Check(bench.Buy());
        },
        [RiskCode.OrderTypeUnsupported] = () => Check(RiskBench.Btcusdt with { OrderTypes = [OrderType.Limit] }, bench => bench.Market(OrderSide.Buy)),
        [RiskCode.TimeInForceUnsupported] = () => With(_ => { }, bench => bench.New(OrderSide.Buy, OrderType.Limit, 61_700m, 0.01m, timeInForce: TimeInForce.Gtd)),
        [RiskCode.PostOnlyUnsupported] = () => With(
            bench => bench.Risk.AddVenue(RiskBench.Venue, RiskBench.AccountId, RiskBench.Capabilities with { PostOnly = false }),
            bench => bench.New(OrderSide.Buy, OrderType.Limit, 61_700m, 0.01m, postOnly: true)),
        [RiskCode.InconsistentOrder] = () => With(_ => { }, bench => bench.New(OrderSide.Buy, OrderType.Market, 61_700m, 0.01m)),
        [RiskCode.PriceNotPositive] = () => With(_ => { }, bench => bench.Buy(0m)),
        [RiskCode.PriceOffTick] = () => With(_ => { }, bench => bench.Buy(61_699.995m)),
        [RiskCode.PriceBelowMinimum] = () => Check(RiskBench.Btcusdt with { MinPrice = Price.Of(61_700m) }, bench => bench.Buy(61_699.99m)),
        [RiskCode.PriceAboveMaximum] = () => Check(RiskBench.Btcusdt with { MaxPrice = Price.Of(61_700m) }, bench => bench.Sell(61_700.01m)),
        [RiskCode.TriggerPriceInvalid] = () => With(_ => { }, bench => bench.New(OrderSide.Sell, OrderType.StopMarket, 0m, 0.01m)),
        [RiskCode.NoMarketPrice] = () => With(bench => bench.Cache.SetQuote(default(QuoteTick) with { Instrument = bench.Bitcoin }), bench => bench.Buy()),
        [RiskCode.MarketPriceStale] = () => With(bench => bench.Clock.Advance(TimeSpan.FromSeconds(30.001)), bench => bench.Buy()),
        [RiskCode.PriceOutsideVenueBand] = () => Check(RiskBench.Btcusdt with { BuyPriceMultiplierUp = 1.01m }, bench => bench.Buy(62_400m)),
        [RiskCode.PriceOutsideBand] = () => With(_ => { }, bench => bench.Buy(50_000m)),
        [RiskCode.PostOnlyWouldCross] = () => With(_ => { }, bench => bench.New(OrderSide.Buy, OrderType.Limit, 61_700.01m, 0.01m, postOnly: true)),
        [RiskCode.QuantityNotPositive] = () => With(_ => { }, bench => bench.Buy(quantity: 0m)),
        [RiskCode.QuantityOffLot] = () => With(_ => { }, bench => bench.Buy(quantity: 0.010001m)),
        [RiskCode.QuantityBelowMinimum] = () => Check(RiskBench.Btcusdt with { MinQuantity = Quantity.Of(0.01m) }, bench => bench.Buy(quantity: 0.00999m)),
        [RiskCode.QuantityAboveMaximum] = () => Check(RiskBench.Btcusdt with { MaxQuantity = Quantity.Of(0.01m) }, bench => bench.Buy(quantity: 0.01001m)),
        [RiskCode.NotionalBelowMinimum] = () => With(_ => { }, bench => bench.Buy(quantity: 0.00008m)),
        [RiskCode.NotionalAboveMaximum] = () => Check(RiskBench.Btcusdt with { MaxNotional = 600m }, bench => bench.Buy()),
        [RiskCode.QuantityBelowFilled] = () =>
        {
            var bench = new RiskBench();
            Order order = bench.Work(bench.Buy());
            bench.Fill(order, 61_700m, 0.006m);
            return bench.Risk.CheckModify(order, order.Price, Quantity.Of(0.006m));
        },
        [RiskCode.OrderNotOpen] = () =>
        {
            var bench = new RiskBench();
            Order order = bench.Work(bench.Buy());
            bench.Cancel(order);
            return bench.Risk.CheckModify(order, order.Price, Quantity.Of(0.02m));
        },
        [RiskCode.OrderQuantityLimit] = () => Check(Limited(limits => limits.MaxOrderQuantity = 0.01m), bench => bench.Buy(quantity: 0.01001m)),
        [RiskCode.OrderNotionalLimit] = () => With(_ => { }, bench => bench.Buy(quantity: 0.17m)),
        [RiskCode.PositionNotionalLimit] = () => With(bench => bench.Hold(0.8m), bench => bench.Buy(quantity: 0.02m)),
        [RiskCode.PositionQuantityLimit] = () => Check(Limited(limits => limits.MaxPositionQuantity = 0.1m), bench =>
        {
            bench.Work(bench.Buy(quantity: 0.095m));
            return bench.Buy(quantity: 0.00501m);
        }),
        [RiskCode.VenuePositionLimit] = () => Check(RiskBench.Btcusdt with { MaxPosition = Quantity.Of(1.005m) }, bench => bench.Buy()),
        [RiskCode.GrossExposureLimit] = () => Check(new RiskOptions { MaxGrossExposure = 1_000m }, bench =>
        {
            bench.Work(bench.Buy());
            return bench.Buy(61_699m);
        }),
        [RiskCode.OpenOrdersLimit] = () => Check(new RiskOptions { MaxOpenOrders = 1 }, bench =>
        {
            bench.Work(bench.Buy());
            return bench.Buy(61_699m);
        }),
        [RiskCode.InstrumentOpenOrdersLimit] = () => Check(new RiskOptions { MaxOpenOrdersPerInstrument = 1 }, bench =>
        {
            bench.Work(bench.Buy());
            return bench.Buy(61_699m);
        }),
        [RiskCode.VenueOpenOrdersLimit] = () => Check(RiskBench.Btcusdt with { MaxOpenOrders = 1 }, bench =>
        {
            bench.Work(bench.Buy());
            return bench.Buy(61_699m);
        }),
        [RiskCode.NoConversionRate] = () => Check(new RiskOptions { Currency = "EUR" }, bench => bench.Buy()),
        [RiskCode.OrderRatePerSecond] = () => Check(new RiskOptions { MaxOrdersPerSecond = 1 }, bench =>
        {
            bench.Work(bench.Buy());
            return bench.Buy(61_699m);
        }),
        [RiskCode.OrderRatePerMinute] = () => Check(new RiskOptions { MaxOrdersPerMinute = 1 }, bench =>
        {
            bench.Work(bench.Buy());
            return bench.Buy(61_699m);
        }),
        [RiskCode.DuplicateOrder] = () => With(bench => bench.Work(bench.Buy()), bench => bench.Buy()),
        [RiskCode.NoAccount] = () =>
        {
            var bench = new RiskBench(connect: false);
            bench.Risk.AddVenue(RiskBench.Venue, RiskBench.AccountId, RiskBench.Capabilities);
            bench.Quote(61_700m, 61_700.01m);
            return bench.Check(bench.Buy());
        },
        [RiskCode.InsufficientBalance] = () => With(bench => bench.Balances(616.99m, 1m), bench => bench.Buy()),
        [RiskCode.ReduceOnlyWouldIncrease] = () => With(_ => { }, bench => bench.New(OrderSide.Buy, OrderType.Limit, 61_700m, 0.01m, reduceOnly: true)),
        [RiskCode.DailyLossLimit] = () => Check(new RiskOptions { MaxDailyLoss = 100m }, Lose),
        [RiskCode.DrawdownLimit] = () => Check(new RiskOptions { MaxDrawdown = 100m }, Lose),
        [RiskCode.StrategyLossLimit] = () => Check(new RiskOptions { MaxStrategyLoss = 100m }, Lose),
        [RiskCode.AccountStale] = () => With(
            bench =>
            {
                bench.Clock.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromMilliseconds(1));
                bench.Quote(61_700m, 61_700.01m);
            },
            bench => bench.Buy()),
        [RiskCode.LossesUnknown] = () => With(
            bench =>
            {
                // A position out of the journal in an instrument whose data has not come yet.
                Model.MarketData.InstrumentHandle ether = bench.Cache.AddInstrument(RiskBench.Ethbtc with { QuoteCurrency = "USDT" });
                bench.Hold(1m, 3_000m, instrument: ether);
                bench.Risk.EvaluateLosses();
                bench.Clock.Advance(TimeSpan.FromSeconds(1));
            },
            bench => bench.Buy()),
        [RiskCode.FeesNotValued] = () => With(bench => bench.Fill(bench.Work(bench.Buy()), 61_700m, commission: 0.01m, currency: "BNB"), bench => bench.Buy(61_699m)),
        [RiskCode.StrategyOrderNotionalLimit] = () => Check(Strategy(limits => limits.MaxOrderNotional = 616.9m), bench => bench.Buy()),
        [RiskCode.StrategyPositionNotionalLimit] = () => Check(Strategy(limits => limits.MaxPositionNotional = 1_000m), bench =>
        {
            bench.Work(bench.Buy());
            return bench.Buy(61_699m);
        }),
        [RiskCode.StrategyOpenOrdersLimit] = () => Check(Strategy(limits => limits.MaxOpenOrders = 1), bench =>
        {
            bench.Work(bench.Buy());
            return bench.Buy(61_699m);
        }),
        [RiskCode.StrategyOrderRatePerSecond] = () => Check(Strategy(limits => limits.MaxOrdersPerSecond = 1), bench =>
        {
            bench.Work(bench.Buy());
            return bench.Buy(61_699m);
        }),
        [RiskCode.StrategyOrderRatePerMinute] = () => Check(Strategy(limits => limits.MaxOrdersPerMinute = 1), bench =>
        {
            bench.Work(bench.Buy());
            return bench.Buy(61_699m);
        }),
    };

    private static RiskOptions Strategy(Action<StrategyRiskLimits> set)
    {
        var limits = new StrategyRiskLimits();
        set(limits);
        return new RiskOptions { Strategies = new Dictionary<string, StrategyRiskLimits> { [RiskBench.Strategy.Value] = limits } };
    }

    private static Order Lose(RiskBench bench)
    {
        bench.Hold(0.1m, 62_700m);
        return bench.Buy();
    }

    private static RiskOptions Limited(Action<InstrumentRiskLimits> set)
    {
        var limits = new InstrumentRiskLimits();
        set(limits);
        return new RiskOptions { Instruments = new Dictionary<string, InstrumentRiskLimits> { ["BTCUSDT.BINANCE"] = limits } };
    }

    private static RiskDecision With(Action<RiskBench> prepare, Func<RiskBench, Order> order)
    {
        var bench = new RiskBench();
        prepare(bench);
        return bench.Check(order(bench));
    }

    private static RiskDecision Check(RiskOptions options, Func<RiskBench, Order> order)
    {
        var bench = new RiskBench(options);
        return bench.Check(order(bench));
    }

    private static RiskDecision Check(Instrument instrument, Func<RiskBench, Order> order)
    {
        var bench = new RiskBench(instrument: instrument);
        return bench.Check(order(bench));
    }
}
