using LiveTrading.Model;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Venues.Binance.Parsing;

/// <summary>
/// The one message a <see cref="MarketStreamParser"/> holds at a time; which fields count depends on <see cref="Kind"/>.
/// A class that is written over, so that reading a message writes only what that message has.
/// </summary>
internal sealed class MarketMessage
{
    public MarketMessageKind Kind;

    /// <summary>None when the symbol is not in the table.</summary>
    public InstrumentHandle Instrument;

    /// <summary><c>E</c>; for a trade <c>T</c>, the moment it traded.</summary>
    public UnixNanos EventTime;

    public Price BidPrice;
    public Quantity BidQuantity;
    public Price AskPrice;
    public Quantity AskQuantity;

    /// <summary>bookTicker and depth <c>u</c>.</summary>
    public long LastUpdateId;

    /// <summary>depth <c>U</c>.</summary>
    public long FirstUpdateId;

    public Price TradePrice;
    public Quantity TradeQuantity;
    public long TradeId;
    public bool BuyerIsMaker;

    public BookLevel[] Bids = new BookLevel[1024];
    public int BidCount;
    public BookLevel[] Asks = new BookLevel[1024];
    public int AskCount;

    public BarInterval BarInterval;
    public UnixNanos BarOpenTime;
    public Price BarOpen;
    public Price BarHigh;
    public Price BarLow;
    public Price BarClose;
    public Quantity BarVolume;
    public long BarTradeCount;
    public bool BarIsClosed;

    /// <summary>Which control request an answer is for; −1 when it does not say.</summary>
    public long ControlId;

    /// <summary>Code of a refused control request.</summary>
    public long ControlCode;

    /// <summary>Text of a refused control request.</summary>
    public string ControlText = "";
}
