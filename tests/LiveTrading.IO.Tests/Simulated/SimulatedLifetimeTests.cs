using LiveTrading.IO.Simulated;

namespace LiveTrading.IO.Tests.Simulated;

/// <summary><see cref="LifetimeBehaviour"/> in virtual time.</summary>
public sealed class SimulatedLifetimeTests : LifetimeBehaviour
{
    private protected override EventLoop CreateLoop() => new SimulatedEventLoop();

    private protected override int OpenStreams() => ((SimulatedEventLoop)Loop).StreamCount + ((SimulatedEventLoop)Loop).Network.Connections.Count;
}
