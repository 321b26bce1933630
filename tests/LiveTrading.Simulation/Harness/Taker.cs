using LiveTrading.Engine.Strategies;
using LiveTrading.Model;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Simulation.Harness;

/// <summary>After every so many quotes an immediate-or-cancel order beyond the best price, buying and selling in turn.</summary>
internal class Taker : Strategy
{
    private InstrumentHandle _instrument;
    private Order? _working;
    private long _quotes;
    private bool _sells;

    public int Every { get; init; } = 400;

    public decimal Quantity { get; init; } = 0.003m;

    protected internal override void OnStart()
    {
        _instrument = FindInstrument(EngineWorld.Instrument);
        SubscribeQuotes(_instrument);
    }

    protected internal override void OnQuote(in QuoteTick quote)
    {
        if (++_quotes % Every != 0 || _working is { IsClosed: false })
            return;
        OrderSide side = _sells ? OrderSide.Sell : OrderSide.Buy;
        _sells = !_sells;
        decimal price = side == OrderSide.Buy ? quote.AskPrice.AsDecimal + 5 : quote.BidPrice.AsDecimal - 5;
        _working = Submit(OrderRequest.Limit(_instrument, side, Model.Quantity.Of(Quantity), Price.Of(price), TimeInForce.Ioc));
    }
}
