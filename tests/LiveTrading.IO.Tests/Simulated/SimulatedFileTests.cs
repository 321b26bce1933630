using LiveTrading.IO.Simulated;

namespace LiveTrading.IO.Tests.Simulated;

/// <summary><see cref="FileBehaviour"/> in virtual time.</summary>
public sealed class SimulatedFileTests : FileBehaviour
{
    private protected override EventLoop CreateLoop() => new SimulatedEventLoop();
}
