namespace LiveTrading;

/// <summary>Where orders may go.</summary>
public enum TradingMode
{
    /// <summary>Only to venues on this machine (loopback addresses).</summary>
    Sim,

    /// <summary>To real venues, with real money.</summary>
    Live,
}
