namespace LiveTrading.Venues.Binance.Parsing;

/// <summary>Kinds of events on the user data stream.</summary>
internal enum UserEventKind : byte
{
    /// <summary>An order changed.</summary>
    ExecutionReport,

    /// <summary>Balances changed.</summary>
    AccountPosition,

    /// <summary>A deposit, withdrawal or transfer.</summary>
    BalanceUpdate,

    /// <summary>The subscription ended.</summary>
    StreamTerminated,

    /// <summary>The venue announces that it will close the connection.</summary>
    ServerShutdown,

    /// <summary>Order lists and external locks: this adapter makes neither; counted.</summary>
    Ignored,
}
