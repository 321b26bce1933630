namespace LiveTrading.IO.Tests.Uring;

/// <summary><see cref="PostingBehaviour"/> on io_uring.</summary>
public sealed class UringPostingTests : PostingBehaviour
{
    private protected override EventLoop CreateLoop() => UringLoops.Create();
}
