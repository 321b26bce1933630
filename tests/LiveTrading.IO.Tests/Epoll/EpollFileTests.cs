namespace LiveTrading.IO.Tests.Epoll;

/// <summary><see cref="FileBehaviour"/> on epoll.</summary>
public sealed class EpollFileTests : FileBehaviour
{
    private protected override EventLoop CreateLoop() => EventLoops.Create(new EventLoopOptions { Backend = LoopBackend.Epoll });
}
