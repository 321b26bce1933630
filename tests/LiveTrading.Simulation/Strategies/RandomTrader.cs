using LiveTrading.Engine.Strategies;
using LiveTrading.Model;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;
using LiveTrading.Simulation.Checks;
using LiveTrading.Simulation.Scenarios;

namespace LiveTrading.Simulation.Strategies;

/// <summary>Trades at random as its plan says; what it is told about its orders is audited.</summary>
/// <param name="plan">Its character.</param>
/// <param name="audit">Hears of every event.</param>
/// <param name="process">Which start of the engine it is in: another one makes other choices.</param>
internal sealed class RandomTrader(TraderPlan plan, CallbackAudit audit, ulong process) : Strategy
{
    private readonly Dice _dice = new(plan.Seed + (process * 7919));
    private readonly List<InstrumentHandle> _instruments = [];
    private int _depth;

    protected internal override void OnStart()
    {
        foreach (string symbol in plan.Symbols)
        {
            InstrumentHandle instrument = FindInstrument(symbol + ".BINANCE");
            _instruments.Add(instrument);
            SubscribeQuotes(instrument);
            SubscribeTrades(instrument);
            if (_dice.Chance(0.5))
                SubscribeBook(instrument);
        }

        StartTimer("act", _dice.Between(1_000_000L, plan.PeriodNanos), plan.PeriodNanos);
    }

    protected internal override void OnTimer(StrategyTimer timer) => Act();

    protected internal override void OnOrder(Order order, in OrderEvent e)
    {
        audit.OnEvent(order, in e);

        // Reacting within the call is what real strategies do; its depth is bounded because an order may answer at once.
        if (State != StrategyState.Running || _depth > 1 || !_dice.Chance(plan.Reacts))
            return;
        _depth++;
        if (e.Kind is OrderEventKind.Accepted or OrderEventKind.Submitted or OrderEventKind.Pending && _dice.Chance(0.5))
            Cancel(order);
        else if (e.Kind is OrderEventKind.Filled or OrderEventKind.Canceled or OrderEventKind.Modified)
            Act();
        _depth--;
    }

    private void Act()
    {
        InstrumentHandle instrument = _dice.Pick(_instruments);
        TraderAct act = Choose();
        Order? order = OpenOrders.Count > 0 ? OpenOrders[_dice.Between(0, OpenOrders.Count - 1)] : null;
        switch (act)
        {
            case TraderAct.Cancel:
                if (order is not null)
                    Cancel(order);
                return;
            case TraderAct.CancelAll:
                CancelAll();
                return;
            case TraderAct.ChangePrice:
            case TraderAct.ChangeQuantity:
                if (order is { Type: OrderType.Limit })
                    Change(order, act == TraderAct.ChangePrice);
                return;
        }

        if (OpenOrders.Count >= plan.MaxOpen || !Cache.HasQuote(instrument))
            return;
        Place(instrument, act);
    }

    private TraderAct Choose()
    {
        int total = 0;
        foreach (int weight in plan.Weights)
            total += weight;
        int roll = _dice.Between(1, total);
        int index = 0;
        while ((roll -= plan.Weights[index]) > 0)
            index++;
        return (TraderAct)index;
    }

    private void Place(InstrumentHandle handle, TraderAct act)
    {
        Instrument instrument = Cache.Instrument(handle);
        QuoteTick quote = Cache.Quote(handle);
        OrderSide side = _dice.Chance(0.5) ? OrderSide.Buy : OrderSide.Sell;
        long tick = instrument.TickSize.Raw;
        long near = side == OrderSide.Buy ? quote.BidPrice.Raw : quote.AskPrice.Raw;
        long far = side == OrderSide.Buy ? quote.AskPrice.Raw : quote.BidPrice.Raw;
        long away = side == OrderSide.Buy ? -1 : 1;
        Quantity quantity = QuantityOf(instrument, quote);
        OrderRequest limit = OrderRequest.Limit(handle, side, quantity, new Price(near + (away * tick * _dice.Skewed(0, 200))));
        switch (act)
        {
            case TraderAct.Make:
                Submit(limit with { PostOnly = true });
                break;
            case TraderAct.Join:
                Submit(limit with { Price = new Price(far + (away * tick * _dice.Between(-5, 50))) });
                break;
            case TraderAct.Take:
                Submit(limit with { Price = new Price(far - (away * tick * _dice.Between(0, 100))), TimeInForce = TimeInForce.Ioc });
                break;
            case TraderAct.FillOrKill:
                Submit(limit with { Price = new Price(far - (away * tick * _dice.Between(0, 100))), TimeInForce = TimeInForce.Fok });
                break;
            case TraderAct.Market:
                Submit(OrderRequest.Market(handle, side, quantity));
                break;
            case TraderAct.Stop:
                Submit(limit with { Type = OrderType.StopMarket, Price = Price.Zero, TriggerPrice = new Price(far - (away * tick * _dice.Skewed(1, 600))) });
                break;
            case TraderAct.StopLimit:
                long trigger = far - (away * tick * _dice.Skewed(1, 600));
                Submit(limit with { Type = OrderType.StopLimit, TriggerPrice = new Price(trigger), Price = new Price(trigger - (away * tick * _dice.Between(-20, 200))) });
                break;
            case TraderAct.MakeAndCancel:
                Cancel(Submit(limit));
                break;
            case TraderAct.Burst:
                int count = _dice.Between(2, 5);
                for (int i = 0; i < count; i++)
                    Submit(limit with { Quantity = new Quantity(quantity.Raw + (i * instrument.LotSize.Raw)) });
                break;
        }
    }

    private void Change(Order order, bool price)
    {
        if (!Cache.HasQuote(order.Instrument))
            return;
        Instrument instrument = Cache.Instrument(order.Instrument);
        long ticks = _dice.Between(-40, 40) * instrument.TickSize.Raw;
        long quantity = price ? order.Quantity.Raw : QuantityOf(instrument, Cache.Quote(order.Instrument)).Raw;
        if (!price && _dice.Chance(0.6))
            quantity = Math.Max(instrument.LotSize.Raw, order.Quantity.Raw / 2 / instrument.LotSize.Raw * instrument.LotSize.Raw);
        Modify(order, price ? new Price(order.Price.Raw + ticks) : order.Price, new Quantity(quantity));
    }

    /// <summary>Some are larger than what a level shows, so that they fill in parts.</summary>
    private Quantity QuantityOf(Instrument instrument, in QuoteTick quote)
    {
        decimal notional = _dice.Chance(0.8) ? _dice.Between(10, 600) : _dice.Between(1000, 9000);
        long lot = instrument.LotSize.Raw;
        long raw = (long)(notional / quote.AskPrice.AsDecimal * 100_000_000m);
        return new Quantity(Math.Max(lot, raw / lot * lot));
    }
}
