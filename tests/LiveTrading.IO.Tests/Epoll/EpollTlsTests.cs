namespace LiveTrading.IO.Tests.Epoll;

/// <summary><see cref="TlsBehaviour"/> on epoll.</summary>
public sealed class EpollTlsTests : TlsBehaviour
{
    private protected override EventLoop CreateLoop() => EventLoops.Create(new EventLoopOptions { Backend = LoopBackend.Epoll });
}
