using LiveTrading.IO.Simulated;

namespace LiveTrading.IO.Tests;

/// <summary>The simulated backend.</summary>
public sealed class SimulatedStreamTests : StreamBehaviour
{
    private protected override EventLoop CreateLoop() => new SimulatedEventLoop();
}
