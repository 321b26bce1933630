using LiveTrading.Engine.Data;
using LiveTrading.Engine.Strategies;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Benchmarks.Paths;

/// <summary>One strategy that hears everything of its instruments, by default the recorded one, and keeps what a strategy would: the middle and the last trade.</summary>
internal sealed class WatchingStrategy(params string[] instruments) : Strategy
{
    private const string Recorded = FeedSymbols.Recorded + ".BINANCE";

    public long Messages { get; private set; }

    public long Middle { get; private set; }

    public long Traded { get; private set; }

    public BookLevel BestBid { get; private set; }

    public BookLevel BestAsk { get; private set; }

    protected internal override void OnStart()
    {
        string[] watched = instruments.Length == 0 ? [Recorded] : instruments;
        foreach (string name in watched)
        {
            InstrumentHandle instrument = FindInstrument(name);
            SubscribeQuotes(instrument);
            SubscribeTrades(instrument);
            SubscribeBook(instrument);
        }
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
