using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Model.Orders;

/// <summary>A venue's answer about one order.</summary>
public sealed record OrderStatusReport
{
    /// <summary>Our id; none when the order carries another's.</summary>
    public ClientOrderId ClientOrderId { get; init; }

    /// <summary>The client order id as the venue prints it.</summary>
    public string ClientOrderIdText { get; init; } = "";

    /// <summary>The venue's id.</summary>
    public required VenueOrderId VenueOrderId { get; init; }

    /// <summary>The cache's handle of the instrument.</summary>
    public required InstrumentHandle Instrument { get; init; }

    /// <summary>Buy or sell.</summary>
    public OrderSide Side { get; init; }

    /// <summary>Order type.</summary>
    public OrderType Type { get; init; }

    /// <summary>Time in force.</summary>
    public TimeInForce TimeInForce { get; init; }

    /// <summary>Where it stands.</summary>
    public required VenueOrderStatus Status { get; init; }

    /// <summary>Limit price.</summary>
    public Price Price { get; init; }

    /// <summary>Trigger price of stops.</summary>
    public Price TriggerPrice { get; init; }

    /// <summary>Whole quantity.</summary>
    public Quantity Quantity { get; init; }

    /// <summary>Traded quantity.</summary>
    public Quantity FilledQuantity { get; init; }

    /// <summary>Must not take.</summary>
    public bool PostOnly { get; init; }

    /// <summary>When the venue last changed it.</summary>
    public UnixNanos UpdatedTime { get; init; }
}
