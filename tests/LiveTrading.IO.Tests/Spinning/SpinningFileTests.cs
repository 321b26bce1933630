namespace LiveTrading.IO.Tests.Spinning;

/// <summary><see cref="FileBehaviour"/> spinning.</summary>
public sealed class SpinningFileTests : FileBehaviour
{
    private protected override EventLoop CreateLoop() => EventLoops.Create(new EventLoopOptions { Wait = LoopWait.Spin });
}
