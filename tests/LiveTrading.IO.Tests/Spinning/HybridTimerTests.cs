namespace LiveTrading.IO.Tests.Spinning;

/// <summary><see cref="TimerBehaviour"/> spinning a moment before it sleeps.</summary>
public sealed class HybridTimerTests : TimerBehaviour
{
    private protected override EventLoop CreateLoop() => EventLoops.Create(new EventLoopOptions { Wait = LoopWait.Hybrid, SpinFor = TimeSpan.FromMilliseconds(1) });
}
