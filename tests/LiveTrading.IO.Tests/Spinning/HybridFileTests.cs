namespace LiveTrading.IO.Tests.Spinning;

/// <summary><see cref="FileBehaviour"/> spinning a moment before it sleeps.</summary>
public sealed class HybridFileTests : FileBehaviour
{
    private protected override EventLoop CreateLoop() => EventLoops.Create(new EventLoopOptions { Wait = LoopWait.Hybrid, SpinFor = TimeSpan.FromMilliseconds(1) });
}
