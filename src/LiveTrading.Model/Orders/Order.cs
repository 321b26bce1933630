using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Model.Orders;

/// <summary>
/// An order and where it stands. Mutable; only the execution engine changes it, on the loop thread, by applying events.
/// </summary>
public sealed class Order
{
    /// <summary>Our id (FIX 11).</summary>
    public ClientOrderId ClientOrderId { get; init; }

    /// <summary>The order this one replaces as the second leg of an emulated modify; none otherwise.</summary>
    public ClientOrderId ParentId { get; init; }

    /// <summary>The venue's id (FIX 37); none until known.</summary>
    public VenueOrderId VenueOrderId { get; set; }

    /// <summary>The cache's handle of the instrument.</summary>
    public InstrumentHandle Instrument { get; init; }

    /// <summary>Symbol and venue.</summary>
    public InstrumentId InstrumentId { get; init; }

    /// <summary>The strategy that made it.</summary>
    public StrategyId StrategyId { get; init; }

    /// <summary>Buy or sell.</summary>
    public OrderSide Side { get; init; }

    /// <summary>Market, limit, stop.</summary>
    public OrderType Type { get; init; }

    /// <summary>How long it stands.</summary>
    public TimeInForce TimeInForce { get; init; }

    /// <summary>Must not take liquidity.</summary>
    public bool PostOnly { get; init; }

    /// <summary>May only reduce the position.</summary>
    public bool ReduceOnly { get; init; }

    /// <summary>Limit price; zero for market orders.</summary>
    public Price Price { get; set; }

    /// <summary>Trigger price of stops; zero otherwise.</summary>
    public Price TriggerPrice { get; set; }

    /// <summary>Whole quantity ordered (FIX 38).</summary>
    public Quantity Quantity { get; set; }

    /// <summary>Quantity traded (FIX 14): never shrinks, except by the venue's own bust.</summary>
    public Quantity FilledQuantity { get; set; }

    /// <summary>Sum of price times quantity of all fills, in the quote currency.</summary>
    public decimal FilledNotional { get; set; }

    /// <summary>Life-cycle state.</summary>
    public OrderState State { get; set; }

    /// <summary>The outstanding submit request.</summary>
    public RequestState SubmitRequest { get; set; }

    /// <summary>The outstanding cancel request.</summary>
    public RequestState CancelRequest { get; set; }

    /// <summary>The outstanding modify request.</summary>
    public RequestState ModifyRequest { get; set; }

    /// <summary>When the strategy made it.</summary>
    public UnixNanos CreatedTime { get; init; }

    /// <summary>When the last event was applied.</summary>
    public UnixNanos UpdatedTime { get; set; }

    /// <summary>Monotonic moment of the last change in this run, nanoseconds; 0 for an order taken over from the journal that has not changed since.</summary>
    public long UpdatedAt { get; set; }

    /// <summary>After this moment it must not be handed over any more.</summary>
    public UnixNanos SendDeadline { get; set; }

    /// <summary>Quantity not traded (FIX 151): never below zero.</summary>
    public Quantity LeavesQuantity => FilledQuantity >= Quantity ? Quantity.Zero : Quantity - FilledQuantity;

    /// <summary>Average fill price; 0 without fills.</summary>
    public decimal AveragePrice => FilledQuantity.IsZero ? 0m : FilledNotional / FilledQuantity.AsDecimal;

    /// <summary>True in a final state.</summary>
    public bool IsClosed => State is OrderState.Denied or OrderState.Filled or OrderState.Canceled or OrderState.Rejected or OrderState.Expired;

    /// <summary>True when it works or may work at the venue.</summary>
    public bool IsOpen => State is OrderState.Submitted or OrderState.Accepted or OrderState.Triggered or OrderState.PartiallyFilled || (State == OrderState.Pending && SubmitRequest != RequestState.None);

    /// <summary>True while the outcome of a request is unknown.</summary>
    public bool IsUnknown => SubmitRequest == RequestState.Unknown || CancelRequest == RequestState.Unknown || ModifyRequest == RequestState.Unknown;

    /// <summary>True while any request waits for its answer.</summary>
    public bool IsInFlight => SubmitRequest != RequestState.None || CancelRequest != RequestState.None || ModifyRequest != RequestState.None;
}
