using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Orders;

namespace LiveTrading.Venues.Binance.Parsing;

/// <summary>What the answer to place, cancel or amend says; what is absent stays zero.</summary>
internal struct OrderResult
{
    public VenueOrderId VenueOrderId;
    public UnixNanos Time;

    /// <summary>Whether <see cref="Status"/> was there: an ACK has none.</summary>
    public bool HasStatus;

    public VenueOrderStatus Status;
    public Price Price;
    public Quantity Quantity;
    public Quantity FilledQuantity;
}
