using LiveTrading.Model.Orders;

namespace LiveTrading.Venues.Binance.Parsing;

/// <summary>The venue's words for sides, types, times in force and states.</summary>
internal static class VenueWords
{
    /// <summary>BUY, SELL.</summary>
    public static bool TrySide(ReadOnlySpan<byte> word, out OrderSide side)
    {
        side = word.SequenceEqual("SELL"u8) ? OrderSide.Sell : OrderSide.Buy;
        return side == OrderSide.Sell || word.SequenceEqual("BUY"u8);
    }

    /// <summary>
    /// LIMIT and its kin. TAKE_PROFIT orders, which this adapter never places, are told as stops: what counts for the state of
    /// somebody else's order is that it waits for a trigger.
    /// </summary>
    public static bool TryType(ReadOnlySpan<byte> word, out OrderType type, out bool postOnly)
    {
        postOnly = word.SequenceEqual("LIMIT_MAKER"u8);
        type = OrderType.Limit;
        if (postOnly || word.SequenceEqual("LIMIT"u8))
            return true;
        if (word.SequenceEqual("MARKET"u8))
            type = OrderType.Market;
        else if (word.SequenceEqual("STOP_LOSS"u8) || word.SequenceEqual("TAKE_PROFIT"u8))
            type = OrderType.StopMarket;
        else if (word.SequenceEqual("STOP_LOSS_LIMIT"u8) || word.SequenceEqual("TAKE_PROFIT_LIMIT"u8))
            type = OrderType.StopLimit;
        else
            return false;
        return true;
    }

    /// <summary>GTC, IOC, FOK.</summary>
    public static bool TryTimeInForce(ReadOnlySpan<byte> word, out TimeInForce timeInForce)
    {
        timeInForce = TimeInForce.Gtc;
        if (word.SequenceEqual("GTC"u8))
            return true;
        if (word.SequenceEqual("IOC"u8))
            timeInForce = TimeInForce.Ioc;
        else if (word.SequenceEqual("FOK"u8))
            timeInForce = TimeInForce.Fok;
        else
            return false;
        return true;
    }

    /// <summary>NEW, FILLED and so on.</summary>
    public static bool TryStatus(ReadOnlySpan<byte> word, out VenueOrderStatus status)
    {
        status = VenueOrderStatus.Open;
        if (word.SequenceEqual("NEW"u8) || word.SequenceEqual("PENDING_NEW"u8) || word.SequenceEqual("PENDING_CANCEL"u8))
            return true;
        if (word.SequenceEqual("PARTIALLY_FILLED"u8))
            status = VenueOrderStatus.PartiallyFilled;
        else if (word.SequenceEqual("FILLED"u8))
            status = VenueOrderStatus.Filled;
        else if (word.SequenceEqual("CANCELED"u8))
            status = VenueOrderStatus.Canceled;
        else if (word.SequenceEqual("REJECTED"u8))
            status = VenueOrderStatus.Rejected;
        else if (word.SequenceEqual("EXPIRED"u8) || word.SequenceEqual("EXPIRED_IN_MATCH"u8))
            status = VenueOrderStatus.Expired;
        else
            return false;
        return true;
    }
}
