namespace LiveTrading.Venues.Simulated.Matching;

/// <summary>What happens when an order would match one of the same account; the taker's mode decides.</summary>
internal enum SelfTradePrevention
{
    ExpireMaker,
    ExpireTaker,
    ExpireBoth,
}
