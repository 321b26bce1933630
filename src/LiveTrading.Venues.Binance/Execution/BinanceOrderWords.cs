using LiveTrading.Model.Orders;

namespace LiveTrading.Venues.Binance.Execution;

/// <summary>From our order types to the venue's.</summary>
internal static class BinanceOrderWords
{
    /// <summary>The venue's type of an order.</summary>
    /// <returns>False when the venue has no such order.</returns>
    public static bool TryType(Order order, out ReadOnlySpan<byte> type, out bool hasTimeInForce)
    {
        type = default;
        hasTimeInForce = false;
        if (order.TimeInForce is not (TimeInForce.Gtc or TimeInForce.Ioc or TimeInForce.Fok))
            return false;
        if (order.PostOnly && (order.Type != OrderType.Limit || order.TimeInForce != TimeInForce.Gtc))
            return false;
        switch (order.Type)
        {
            case OrderType.Limit:
                type = order.PostOnly ? "LIMIT_MAKER"u8 : "LIMIT"u8;
                hasTimeInForce = !order.PostOnly;
                return true;
            case OrderType.Market:
                type = "MARKET"u8;
                return true;
            case OrderType.StopMarket:
                type = "STOP_LOSS"u8;
                return true;
            case OrderType.StopLimit:
                type = "STOP_LOSS_LIMIT"u8;
                hasTimeInForce = true;
                return true;
            default:
                return false;
        }
    }

    /// <summary>GTC, IOC, FOK.</summary>
    public static ReadOnlySpan<byte> TimeInForceWord(TimeInForce timeInForce) => timeInForce switch
    {
        TimeInForce.Ioc => "IOC"u8,
        TimeInForce.Fok => "FOK"u8,
        _ => "GTC"u8,
    };
}
