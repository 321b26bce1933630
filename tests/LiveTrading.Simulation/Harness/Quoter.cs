using LiveTrading.Engine.Events;
using LiveTrading.Engine.Strategies;
using LiveTrading.Model;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Simulation.Harness;

/// <summary>At every tick one post-only bid and offer at the best prices; a quote that is no longer there is replaced.</summary>
internal class Quoter : Strategy
{
    private readonly Order?[] _working = new Order?[2];
    private InstrumentHandle _instrument;

    public decimal Quantity { get; init; } = 0.002m;

    /// <summary>Distance behind the best price.</summary>
    public decimal Away { get; init; }

    /// <summary>Whether a quote that is no longer at its place is replaced.</summary>
    public bool Replaces { get; init; } = true;

    protected internal override void OnStart()
    {
        _instrument = FindInstrument(EngineWorld.Instrument);
        SubscribeQuotes(_instrument);
        SubscribeTrades(_instrument);
        SubscribeBook(_instrument);
    }

    protected internal override void OnTick(in TickEvent tick)
    {
        if (!Cache.HasQuote(_instrument))
            return;
        QuoteTick quote = Cache.Quote(_instrument);
        Refresh(0, OrderSide.Buy, quote.BidPrice.AsDecimal - Away);
        Refresh(1, OrderSide.Sell, quote.AskPrice.AsDecimal + Away);
    }

    private void Refresh(int index, OrderSide side, decimal price)
    {
        if (_working[index] is { IsClosed: false } working)
        {
            if (Replaces && working.Price.AsDecimal != price && !working.IsInFlight)
                Cancel(working);
            return;
        }

        _working[index] = Submit(OrderRequest.Limit(_instrument, side, Model.Quantity.Of(Quantity), Price.Of(price), postOnly: true));
    }
}
