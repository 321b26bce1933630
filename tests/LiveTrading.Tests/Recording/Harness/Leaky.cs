using LiveTrading.Engine.Strategies;
using LiveTrading.Model;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;
using LiveTrading.Simulation.Harness;

namespace LiveTrading.Tests.Recording.Harness;

/// <summary>A strategy that decides by something that is no input: what it is given here.</summary>
internal sealed class Leaky(Func<int> outside) : Strategy
{
    private InstrumentHandle _instrument;
    private long _quotes;

    protected override void OnStart()
    {
        _instrument = FindInstrument(EngineWorld.Instrument);
        SubscribeQuotes(_instrument);
    }

    protected override void OnQuote(in QuoteTick quote)
    {
        if (++_quotes % 200 != 0)
            return;
        decimal quantity = 0.001m + (outside() * 0.00001m);
        Submit(OrderRequest.Limit(_instrument, OrderSide.Buy, Quantity.Of(quantity), Price.Of(quote.AskPrice.AsDecimal + 5), TimeInForce.Ioc));
    }
}
