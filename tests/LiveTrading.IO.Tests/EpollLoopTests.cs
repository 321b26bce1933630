namespace LiveTrading.IO.Tests;

/// <summary>The epoll backend.</summary>
public sealed class EpollStreamTests : StreamBehaviour
{
    private protected override EventLoop CreateLoop() => EventLoops.Create(new EventLoopOptions { Backend = LoopBackend.Epoll });
}
