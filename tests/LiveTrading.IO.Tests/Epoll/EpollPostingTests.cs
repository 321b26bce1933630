namespace LiveTrading.IO.Tests.Epoll;

/// <summary><see cref="PostingBehaviour"/> on epoll.</summary>
public sealed class EpollPostingTests : PostingBehaviour
{
    private protected override EventLoop CreateLoop() => EventLoops.Create(new EventLoopOptions { Backend = LoopBackend.Epoll });
}
