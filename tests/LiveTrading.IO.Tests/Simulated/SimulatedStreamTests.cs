using LiveTrading.IO.Simulated;

namespace LiveTrading.IO.Tests.Simulated;

/// <summary><see cref="StreamBehaviour"/> in virtual time.</summary>
public sealed class SimulatedStreamTests : StreamBehaviour
{
    private protected override EventLoop CreateLoop() => new SimulatedEventLoop();
}
