namespace LiveTrading.IO.Tests.Spinning;

/// <summary><see cref="StreamBehaviour"/> spinning a moment before it sleeps.</summary>
public sealed class HybridStreamTests : StreamBehaviour
{
    private protected override EventLoop CreateLoop() => EventLoops.Create(new EventLoopOptions { Wait = LoopWait.Hybrid, SpinFor = TimeSpan.FromMilliseconds(1) });
}
