using LiveTrading.IO.Simulated;

namespace LiveTrading.IO.Tests.Simulated;

/// <summary><see cref="PostingBehaviour"/> in virtual time.</summary>
public sealed class SimulatedPostingTests : PostingBehaviour
{
    private protected override EventLoop CreateLoop() => new SimulatedEventLoop();
}
