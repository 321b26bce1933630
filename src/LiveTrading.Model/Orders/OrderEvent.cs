using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Model.Orders;

/// <summary>One event in the life of an order: from the engine itself, from the venue, or out of the journal. Large: pass by <c>in</c>.</summary>
public readonly record struct OrderEvent
{
    /// <summary>What happened.</summary>
    public required OrderEventKind Kind { get; init; }

    /// <summary>Our id (FIX 11); none for an order that is not ours.</summary>
    public required ClientOrderId ClientOrderId { get; init; }

    /// <summary>The venue's id (FIX 37), if known.</summary>
    public VenueOrderId VenueOrderId { get; init; }

    /// <summary>The cache's handle of the instrument.</summary>
    public InstrumentHandle Instrument { get; init; }

    /// <summary>For <see cref="OrderEventKind.Unknown"/>: which request.</summary>
    public RequestKind Request { get; init; }

    /// <summary>Side, as the venue reports it with fills.</summary>
    public OrderSide Side { get; init; }

    /// <summary>Trade id (FIX 17) of a fill.</summary>
    public TradeId TradeId { get; init; }

    /// <summary>Price of this fill (FIX 31).</summary>
    public Price LastPrice { get; init; }

    /// <summary>Quantity of this fill (FIX 32).</summary>
    public Quantity LastQuantity { get; init; }

    /// <summary>Filled quantity of the order so far, as the venue reports it; zero where it does not.</summary>
    public Quantity VenueFilledQuantity { get; init; }

    /// <summary>Commission of this fill; negative for a rebate.</summary>
    public decimal Commission { get; init; }

    /// <summary>Currency of the commission; null where the venue did not say.</summary>
    public string? CommissionCurrency { get; init; }

    /// <summary>Maker or taker.</summary>
    public LiquiditySide Liquidity { get; init; }

    /// <summary>New limit price of a modify.</summary>
    public Price Price { get; init; }

    /// <summary>New quantity of a modify.</summary>
    public Quantity Quantity { get; init; }

    /// <summary>Why: a code and a sentence, fit for a log; null where there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>True when the event comes out of a reconciliation or a query, not from the live stream.</summary>
    public bool FromReconciliation { get; init; }

    /// <summary>When the venue says it happened; 0 for our own events.</summary>
    public UnixNanos EventTime { get; init; }

    /// <summary>When the loop dispatched it.</summary>
    public UnixNanos ReceivedTime { get; init; }
}
