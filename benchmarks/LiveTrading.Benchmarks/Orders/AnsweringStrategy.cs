using LiveTrading.Engine.Strategies;
using LiveTrading.Model;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Benchmarks.Orders;

/// <summary>Answers every quote with an order at the bid.</summary>
internal sealed class AnsweringStrategy : Strategy
{
    private static readonly Quantity _size = Quantity.Of(0.001m);
    private InstrumentHandle _instrument;

    public long Quotes { get; private set; }

    /// <summary>Orders whose end the venue has told.</summary>
    public long Ended { get; private set; }

    /// <summary>Orders that were not sent, and why the last was not.</summary>
    public string? Denied { get; private set; }

    /// <summary>Orders are placed; else quotes are only counted.</summary>
    public bool Answers { get; set; }

    protected internal override void OnStart()
    {
        _instrument = FindInstrument("BTCUSDT.BINANCE");
        SubscribeQuotes(_instrument);
    }

    protected internal override void OnQuote(in QuoteTick quote)
    {
        Quotes++;
        if (Answers)
            Submit(OrderRequest.Limit(_instrument, OrderSide.Buy, _size, quote.BidPrice, TimeInForce.Ioc));
    }

    protected internal override void OnOrder(Order order, in OrderEvent e)
    {
        if (!order.IsClosed)
            return;
        Ended++;
        if (e.Kind != OrderEventKind.Expired)
            Denied = $"{e.Kind}: {e.Reason}";
    }
}
