namespace LiveTrading.Venues.Binance.Requests;

/// <summary>Methods of the WebSocket API that are used.</summary>
internal enum ApiMethod : byte
{
    /// <summary><c>time</c>.</summary>
    Time,

    /// <summary><c>exchangeInfo</c>.</summary>
    ExchangeInfo,

    /// <summary><c>depth</c>.</summary>
    Depth,

    /// <summary><c>userDataStream.subscribe.signature</c>.</summary>
    SubscribeUserData,

    /// <summary><c>order.place</c>.</summary>
    PlaceOrder,

    /// <summary><c>order.cancel</c>.</summary>
    CancelOrder,

    /// <summary><c>order.amend.keepPriority</c>.</summary>
    AmendOrder,

    /// <summary><c>order.status</c>.</summary>
    OrderStatus,

    /// <summary><c>openOrders.status</c> of the whole account.</summary>
    OpenOrders,

    /// <summary><c>myTrades</c>.</summary>
    MyTrades,

    /// <summary><c>account.status</c>.</summary>
    Account,
}
