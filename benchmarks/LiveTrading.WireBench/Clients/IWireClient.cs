namespace LiveTrading.WireBench.Clients;

/// <summary>Something that takes WebSocket messages in.</summary>
internal interface IWireClient
{
    /// <summary>Connects, takes what was asked for, and closes.</summary>
    /// <exception cref="WireBenchException">There are no figures: nothing answered, a connection broke, silence.</exception>
    RunResult Run(RunRequest request);
}
