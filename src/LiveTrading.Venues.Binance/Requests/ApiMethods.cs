namespace LiveTrading.Venues.Binance.Requests;

/// <summary>Names and costs of the methods.</summary>
/// <remarks>Weights: the venue's tables, July 2026. Successful place and cancel cost nothing since April 2026; they are counted until answered.</remarks>
internal static class ApiMethods
{
    /// <summary>The name in a request.</summary>
    public static ReadOnlySpan<byte> Name(ApiMethod method) => method switch
    {
        ApiMethod.Time => "time"u8,
        ApiMethod.ExchangeInfo => "exchangeInfo"u8,
        ApiMethod.Depth => "depth"u8,
        ApiMethod.SubscribeUserData => "userDataStream.subscribe.signature"u8,
        ApiMethod.PlaceOrder => "order.place"u8,
        ApiMethod.CancelOrder => "order.cancel"u8,
        ApiMethod.AmendOrder => "order.amend.keepPriority"u8,
        ApiMethod.OrderStatus => "order.status"u8,
        ApiMethod.OpenOrders => "openOrders.status"u8,
        ApiMethod.MyTrades => "myTrades"u8,
        _ => "account.status"u8,
    };

    /// <summary>Request weight of one call as used here (depth: 5,000 levels).</summary>
    public static int Weight(ApiMethod method) => method switch
    {
        ApiMethod.Time => 1,
        ApiMethod.ExchangeInfo => 20,
        ApiMethod.Depth => 250,
        ApiMethod.SubscribeUserData => 2,
        ApiMethod.PlaceOrder or ApiMethod.CancelOrder => 1,
        ApiMethod.AmendOrder or ApiMethod.OrderStatus => 4,
        ApiMethod.OpenOrders => 80,
        _ => 20,
    };
}
