namespace LiveTrading.IO.Tests.Spinning;

/// <summary><see cref="TimerBehaviour"/> without sleeping.</summary>
public sealed class SpinningTimerTests : TimerBehaviour
{
    private protected override EventLoop CreateLoop() => EventLoops.Create(new EventLoopOptions { Wait = LoopWait.Spin });
}
