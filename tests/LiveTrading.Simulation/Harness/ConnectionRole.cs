namespace LiveTrading.Simulation.Harness;

/// <summary>Which of the adapter's connections.</summary>
internal enum ConnectionRole
{
    Queries,
    Orders,
    Streams,
}
