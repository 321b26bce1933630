using LiveTrading.Engine.Data;
using LiveTrading.Engine.Strategies;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Benchmarks.Paths;

/// <summary>One strategy that hears everything and keeps what a strategy would: the middle and the last trade.</summary>
internal sealed class WatchingStrategy : Strategy
{
    public long Messages { get; private set; }

    public long Middle { get; private set; }

    public long Traded { get; private set; }

    public BookLevel BestBid { get; private set; }

    public BookLevel BestAsk { get; private set; }

    protected internal override void OnStart()
    {
        InstrumentHandle instrument = FindInstrument("BTCUSDT.BINANCE");
        SubscribeQuotes(instrument);
        SubscribeTrades(instrument);
        SubscribeBook(instrument);
    }

    protected internal override void OnQuote(in QuoteTick quote)
    {
        Messages++;
        Middle = (quote.BidPrice.Raw + quote.AskPrice.Raw) / 2;
    }

    protected internal override void OnTrade(in TradeTick trade)
    {
        Messages++;
        Traded += trade.Quantity.Raw;
    }

    protected internal override void OnOrderBook(OrderBook book, in BookUpdate update)
    {
        Messages++;
        BestBid = book.BestBid;
        BestAsk = book.BestAsk;
    }
}
