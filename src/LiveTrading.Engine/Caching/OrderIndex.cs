namespace LiveTrading.Engine.Caching;

/// <summary>The lists an order may stand in.</summary>
internal enum OrderIndex
{
    Open,
    OpenOfInstrument,
    OpenOfStrategy,
    InFlight,
}
