using LiveTrading.WebSockets;

namespace LiveTrading.Venues.Binance;

/// <summary>A change of one of the adapter's connections, for the bus and people.</summary>
/// <param name="Name"><c>streams</c>, <c>orders</c> or <c>queries</c>.</param>
/// <param name="Endpoint">Where it leads, without query.</param>
/// <param name="State">Where it stands now.</param>
/// <param name="IsReady">The venue answers and what was subscribed to runs: more than a standing transport.</param>
/// <param name="Attempt">The coming reconnect attempt, 1 for the first; 0 otherwise.</param>
/// <param name="Delay">How long until it.</param>
/// <param name="Reason">Why, in one sentence; empty when there is nothing to say.</param>
public readonly record struct BinanceConnectionEvent(
    string Name,
    string Endpoint,
    ConnectionState State,
    bool IsReady,
    int Attempt,
    TimeSpan Delay,
    string Reason);
