namespace LiveTrading.Engine.Recording;

/// <summary>What market data of an instrument is coded against: the values of the message before, within one block.</summary>
internal struct MarketAnchor
{
    public int Block;
    public long Price;
    public long UpdateId;
    public long TradeId;
    public long QuoteTime;
    public long TradeTime;
    public long BookTime;
}
