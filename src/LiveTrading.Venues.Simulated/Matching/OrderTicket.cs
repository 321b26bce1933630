using LiveTrading.Model.Orders;

namespace LiveTrading.Venues.Simulated.Matching;

/// <summary>What a user asks for, well-formed but not yet checked against rules and balances. Amounts times 10^8; 0 = not sent.</summary>
internal sealed record OrderTicket
{
    public required string Symbol { get; init; }

    public required OrderSide Side { get; init; }

    public required VenueOrderType Type { get; init; }

    public VenueTimeInForce TimeInForce { get; init; }

    public required string ClientOrderId { get; init; }

    public long Quantity { get; init; }

    public long QuoteQuantity { get; init; }

    public long Price { get; init; }

    public long StopPrice { get; init; }

    public SelfTradePrevention SelfTrade { get; init; }

    public int? StrategyId { get; init; }

    public int? StrategyType { get; init; }
}
