using LiveTrading.Engine.Data;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Strategies;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Tests.Wire.Harness;

/// <summary>Takes quotes, trades and the book of one instrument and counts.</summary>
internal class CountingStrategy : Strategy
{
    public long Quotes { get; private set; }

    public long Trades { get; private set; }

    public long Books { get; private set; }

    protected InstrumentHandle Handle { get; private set; }

    /// <summary>Called with each message after it was counted.</summary>
    protected virtual void OnMessage()
    {
    }

    protected override void OnStart()
    {
        Handle = FindInstrument(EngineOnThread.Instrument);
        SubscribeQuotes(Handle);
        SubscribeTrades(Handle);
        SubscribeBook(Handle);
    }

    protected override void OnQuote(in QuoteTick quote)
    {
        Quotes++;
        OnMessage();
    }

    protected override void OnTrade(in TradeTick trade)
    {
        Trades++;
        OnMessage();
    }

    protected override void OnOrderBook(OrderBook book, in BookUpdate update)
    {
        Books++;
        OnMessage();
    }
}
