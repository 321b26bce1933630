namespace LiveTrading.Venues.Binance.Execution;

/// <summary>What an error answer to an order request means.</summary>
internal enum BinanceOutcome : byte
{
    /// <summary>It cannot be told whether the request had an effect: the order is queried.</summary>
    Unknown,

    /// <summary>Definitive: the request was refused and changed nothing.</summary>
    Rejected,

    /// <summary>Definitive: refused for now by a limit, before the matching engine; nothing changed.</summary>
    RetryLater,

    /// <summary>An order with this client id is open already: ours has arrived before. The order is queried.</summary>
    Exists,
}
