namespace LiveTrading.Engine.Data;

/// <summary>Whether an order book may be believed.</summary>
public enum BookState : byte
{
    /// <summary>Not to be believed; it holds no levels. <see cref="OrderBook.Reason"/> says why.</summary>
    Invalid,

    /// <summary>A snapshot was asked for; it holds no levels yet.</summary>
    Synchronising,

    /// <summary>It agrees with the venue up to <see cref="OrderBook.LastUpdateId"/>.</summary>
    Valid,
}
