using LiveTrading.Engine.Bus;
using LiveTrading.Model;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Engine.Data;

/// <summary>What the data engine holds of one instrument: publishers, subscribers, the book's synchronisation, bars, silence.</summary>
internal sealed class InstrumentFeed(
    InstrumentHandle handle,
    SnapshotPacer venue,
    BookFeed book,
    Publisher<QuoteTick> quotes,
    Publisher<TradeTick> trades)
{
    // So many messages in a row with an id at or below the last mean that the venue's numbering began anew.
    private const int MaxRejectedInARow = 1_000;

    private readonly bool _tradeIdsIncrease = venue.Client.TradeIdsIncrease;
    private UInt128 _lastTradeId;
    private long _lastQuoteId;
    private int _quotesRejectedInARow;
    private int _tradesRejectedInARow;

    internal InstrumentHandle Handle { get; } = handle;

    internal SnapshotPacer Venue { get; } = venue;

    internal BookFeed Book { get; } = book;

    internal Publisher<QuoteTick> Quotes { get; } = quotes;

    internal Publisher<TradeTick> Trades { get; } = trades;

    internal BarAggregator[] Aggregators { get; set; } = [];

    internal List<VenueBars> VenueBars { get; } = [];

    internal int QuoteSubscribers { get; set; }

    internal int TradeSubscribers { get; set; }

    internal int BookSubscribers { get; set; }

    /// <summary>Anything came since the last look at silence.</summary>
    internal bool HasActivity { get; set; }

    internal bool IsStale { get; set; }

    internal bool IsLost { get; set; }

    /// <summary>Monotonic time up to which it is known not to be silent.</summary>
    internal long ActiveUntil { get; set; }

    internal bool IsSubscribed => (QuoteSubscribers | TradeSubscribers | BookSubscribers) != 0;

    /// <summary>False for a duplicate or an older quote.</summary>
    internal bool TakeQuoteId(long id)
    {
        if (id != 0 && id <= _lastQuoteId && ++_quotesRejectedInARow < MaxRejectedInARow)
            return false;
        _quotesRejectedInARow = 0;
        _lastQuoteId = id;
        return true;
    }

    /// <summary>False for a duplicate or, where ids grow, an older trade.</summary>
    internal bool TakeTradeId(UInt128 id)
    {
        bool seen = id != 0 && (_tradeIdsIncrease ? id <= _lastTradeId : id == _lastTradeId);
        if (seen && ++_tradesRejectedInARow < MaxRejectedInARow)
            return false;
        _tradesRejectedInARow = 0;
        _lastTradeId = id;
        return true;
    }

    /// <summary>After a break in the feed numbering may begin anew.</summary>
    internal void ForgetIds()
    {
        _lastQuoteId = 0;
        _lastTradeId = 0;
        _quotesRejectedInARow = 0;
        _tradesRejectedInARow = 0;
    }
}
