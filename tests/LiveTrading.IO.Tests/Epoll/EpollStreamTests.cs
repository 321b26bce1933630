namespace LiveTrading.IO.Tests.Epoll;

/// <summary><see cref="StreamBehaviour"/> on epoll.</summary>
public sealed class EpollStreamTests : StreamBehaviour
{
    private protected override EventLoop CreateLoop() => EventLoops.Create(new EventLoopOptions { Backend = LoopBackend.Epoll });
}
