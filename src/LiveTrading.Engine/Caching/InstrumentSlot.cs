using LiveTrading.Engine.Data;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Engine.Caching;

/// <summary>Everything the cache holds of one instrument.</summary>
internal sealed class InstrumentSlot(Instrument instrument, OrderBook book)
{
    internal QuoteTick Quote;
    internal TradeTick LastTrade;
    internal BarSeries[] Bars = [];

    internal Instrument Instrument { get; set; } = instrument;

    internal OrderBook Book { get; } = book;

    internal bool HasQuote { get; set; }

    internal bool HasTrade { get; set; }

    internal bool IsStale { get; set; }
}
