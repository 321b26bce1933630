using LiveTrading.Model.MarketData;

namespace LiveTrading.Model.Orders;

/// <summary>What a strategy asks for: a new order without an id.</summary>
public readonly record struct OrderRequest
{
    /// <summary>The cache's handle of the instrument.</summary>
    public required InstrumentHandle Instrument { get; init; }

    /// <summary>Buy or sell.</summary>
    public required OrderSide Side { get; init; }

    /// <summary>Market, limit, stop.</summary>
    public required OrderType Type { get; init; }

    /// <summary>Quantity in base currency, above zero, on the lot grid.</summary>
    public required Quantity Quantity { get; init; }

    /// <summary>Limit price, on the tick grid; zero for market orders.</summary>
    public Price Price { get; init; }

    /// <summary>Trigger price of stops.</summary>
    public Price TriggerPrice { get; init; }

    /// <summary>How long it stands; default good till canceled.</summary>
    public TimeInForce TimeInForce { get; init; }

    /// <summary>Must not take liquidity.</summary>
    public bool PostOnly { get; init; }

    /// <summary>May only reduce the position.</summary>
    public bool ReduceOnly { get; init; }

    /// <summary>A limit order.</summary>
    public static OrderRequest Limit(InstrumentHandle instrument, OrderSide side, Quantity quantity, Price price, TimeInForce timeInForce = TimeInForce.Gtc, bool postOnly = false) => new()
    {
        Instrument = instrument,
        Side = side,
        Type = OrderType.Limit,
        Quantity = quantity,
        Price = price,
        TimeInForce = timeInForce,
        PostOnly = postOnly,
    };

    /// <summary>A market order.</summary>
    public static OrderRequest Market(InstrumentHandle instrument, OrderSide side, Quantity quantity) => new()
    {
        Instrument = instrument,
        Side = side,
        Type = OrderType.Market,
        Quantity = quantity,
    };
}
