using LiveTrading.Engine.Events;
using LiveTrading.Engine.Strategies;
using LiveTrading.Model;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;
using LiveTrading.Simulation.Harness;

namespace LiveTrading.Tests.Recording.Harness;

/// <summary>Bids far from the market at every tick, with a quantity that may be changed while it runs.</summary>
internal sealed class Tuned : Strategy
{
    private readonly StrategyParameter<decimal> _quantity;
    private InstrumentHandle _instrument;
    private Order? _working;

    public Tuned() => _quantity = Parameters.Declare("Quantity", 0.002m, 0.00001m, 1m, "Of each bid.");

    protected override void OnStart()
    {
        _instrument = FindInstrument(EngineWorld.Instrument);
        SubscribeQuotes(_instrument);
        SubscribeTrades(_instrument);
        SubscribeBook(_instrument);
    }

    protected override void OnTick(in TickEvent tick)
    {
        if (_working is { IsClosed: false } working)
        {
            if (!working.IsInFlight)
                Cancel(working);
            return;
        }

        if (Cache.HasQuote(_instrument))
            _working = Submit(OrderRequest.Limit(_instrument, OrderSide.Buy, Model.Quantity.Of(_quantity.Value), Price.Of(Math.Floor(Cache.Quote(_instrument).BidPrice.AsDecimal) - 100m)));
    }
}
