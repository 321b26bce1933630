using LiveTrading.IO.Polling;

namespace LiveTrading.IO.Tests.Epoll;

/// <summary><see cref="LifetimeBehaviour"/> on epoll.</summary>
public sealed class EpollLifetimeTests : LifetimeBehaviour
{
    private protected override EventLoop CreateLoop() => EventLoops.Create(new EventLoopOptions { Backend = LoopBackend.Epoll });

    private protected override int OpenStreams() => ((PolledEventLoop)Loop).StreamCount;
}
