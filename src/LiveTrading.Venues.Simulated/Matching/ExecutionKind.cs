namespace LiveTrading.Venues.Simulated.Matching;

/// <summary>Execution types of the user stream.</summary>
internal enum ExecutionKind
{
    New,
    Trade,
    Canceled,
    Replaced,
    Expired,
    TradePrevention,
}
