namespace LiveTrading.IO;

/// <summary>In which order a turn serves streams.</summary>
public enum StreamPriority
{
    /// <summary>Order entry and user data: first.</summary>
    OrderEntry,

    /// <summary>Market data and everything else.</summary>
    MarketData,
}
