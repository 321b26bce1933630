using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Risk;

/// <summary>What one open order adds to the worst case: kept so that exactly the same is taken away again.</summary>
internal struct OrderExposure
{
    public InstrumentRisk Instrument;

    /// <summary>Null for a strategy without limits of its own.</summary>
    public StrategyRisk? Strategy;
    public CurrencyRisk? Currency;
    public OrderSide Side;
    public Int128 Leaves;
    public Int128 Reserved;
    public bool Unconfirmed;

    /// <summary>Price the order was valued at, raw.</summary>
    public long ValuePrice;

    /// <summary>Of a change under way, raw; 0 without one.</summary>
    public long PendingPrice;
    public long PendingQuantity;
}
