namespace LiveTrading.IO.Simulated;

/// <summary>What happens to connects to a place of the simulated network.</summary>
public enum SimulatedReachability
{
    /// <summary>They reach the listener; without one they are refused.</summary>
    Reachable,

    /// <summary>Refused although something listens.</summary>
    Refused,

    /// <summary>No answer: the connect times out.</summary>
    Silent,

    /// <summary>No route.</summary>
    Unreachable,

    /// <summary>The name does not resolve.</summary>
    Unresolvable,
}
