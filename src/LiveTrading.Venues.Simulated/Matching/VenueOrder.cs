using LiveTrading.Model.Orders;
using LiveTrading.Venues.Simulated.Accounts;

namespace LiveTrading.Venues.Simulated.Matching;

/// <summary>An order as the venue holds it. Amounts times 10^8, times in milliseconds since 1970 UTC.</summary>
internal sealed class VenueOrder(VenueAccount account, OrderTicket ticket, long orderId, long nowMs)
{
    public VenueAccount Account { get; } = account;

    public long OrderId { get; } = orderId;

    public string Symbol { get; } = ticket.Symbol;

    public OrderSide Side { get; } = ticket.Side;

    public VenueOrderType Type { get; } = ticket.Type;

    public VenueTimeInForce TimeInForce { get; } = ticket.TimeInForce;

    public SelfTradePrevention SelfTrade { get; } = ticket.SelfTrade;

    public long Price { get; } = ticket.Price;

    public long StopPrice { get; } = ticket.StopPrice;

    public long QuoteQuantity { get; } = ticket.QuoteQuantity;

    public int? StrategyId { get; } = ticket.StrategyId;

    public int? StrategyType { get; } = ticket.StrategyType;

    public long TimeMs { get; } = nowMs;

    /// <summary>The id it was placed with; cancels and amendments leave it.</summary>
    public string OriginalClientOrderId { get; } = ticket.ClientOrderId;

    public string ClientOrderId { get; set; } = ticket.ClientOrderId;

    public long Quantity { get; set; } = ticket.Quantity;

    public long Executed { get; set; }

    public long CumulativeQuote { get; set; }

    public VenueOrderState State { get; set; }

    public ExpiryReason Expiry { get; set; }

    public long UpdateTimeMs { get; set; } = nowMs;

    /// <summary>Since when it is on the book; −1 while a trigger is awaited.</summary>
    public long WorkingTimeMs { get; set; } = -1;

    /// <summary>What is still set aside for it: quote for a buy, base for a sell.</summary>
    public long Locked { get; set; }

    /// <summary>Displayed quantity that has to trade at its price before it.</summary>
    public long QueueAhead { get; set; }

    public int Amendments { get; set; }

    public bool IsOpen => State is VenueOrderState.New or VenueOrderState.PartiallyFilled;

    public bool IsWorking => WorkingTimeMs >= 0;

    public long Leaves => Quantity - Executed;

    public bool IsBuy => Side == OrderSide.Buy;

    public bool HasTrigger => Type is VenueOrderType.StopLoss or VenueOrderType.StopLossLimit or VenueOrderType.TakeProfit or VenueOrderType.TakeProfitLimit;

    /// <summary>True when it executes at any price once it works.</summary>
    public bool IsMarket => Type is VenueOrderType.Market or VenueOrderType.StopLoss or VenueOrderType.TakeProfit;
}
