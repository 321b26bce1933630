namespace LiveTrading.IO.Tests.Spinning;

/// <summary><see cref="PostingBehaviour"/> without sleeping.</summary>
public sealed class SpinningPostingTests : PostingBehaviour
{
    private protected override EventLoop CreateLoop() => EventLoops.Create(new EventLoopOptions { Wait = LoopWait.Spin });
}
