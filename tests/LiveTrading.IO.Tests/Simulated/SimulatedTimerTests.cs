using LiveTrading.IO.Simulated;

namespace LiveTrading.IO.Tests.Simulated;

/// <summary><see cref="TimerBehaviour"/> in virtual time.</summary>
public sealed class SimulatedTimerTests : TimerBehaviour
{
    private protected override EventLoop CreateLoop() => new SimulatedEventLoop();
}
