using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Tests.Execution;

/// <summary>An order as the fake venue has it.</summary>
internal sealed class VenueOrder(ClientOrderId id, VenueOrderId venueOrderId, OrderSide side, OrderType type, Price price, Quantity quantity)
{
    public VenueOrderId VenueOrderId { get; } = venueOrderId;

    public Price Price { get; set; } = price;

    public Quantity Quantity { get; set; } = quantity;

    public Quantity Filled { get; set; }

    public VenueOrderStatus Status { get; set; }

    public bool IsOpen => Status is VenueOrderStatus.Open or VenueOrderStatus.PartiallyFilled;

    public OrderStatusReport ToReport(InstrumentHandle instrument) => new()
    {
        ClientOrderId = id,
        ClientOrderIdText = id.ToString(),
        VenueOrderId = VenueOrderId,
        Instrument = instrument,
        Side = side,
        Type = type,
        Status = Status,
        Price = Price,
        Quantity = Quantity,
        FilledQuantity = Filled,
    };
}
