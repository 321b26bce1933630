namespace LiveTrading.Simulation.Harness;

/// <summary>A simulated world did not do what it must; the message has the seed.</summary>
internal sealed class SimulationException(string message) : Exception(message);
