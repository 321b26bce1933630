namespace LiveTrading.IO.Tests.Spinning;

/// <summary><see cref="StreamBehaviour"/> without sleeping.</summary>
public sealed class SpinningStreamTests : StreamBehaviour
{
    private protected override EventLoop CreateLoop() => EventLoops.Create(new EventLoopOptions { Wait = LoopWait.Spin });
}
