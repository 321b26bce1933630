namespace LiveTrading.Venues.Binance.MarketData;

/// <summary>Where a stream stands on the present connection.</summary>
internal enum StreamPhase : byte
{
    /// <summary>The venue does not send it.</summary>
    Idle,

    /// <summary>A request to start or end it waits for its answer.</summary>
    Changing,

    /// <summary>The venue sends it.</summary>
    Active,
}
