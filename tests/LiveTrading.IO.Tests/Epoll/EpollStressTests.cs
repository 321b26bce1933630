using LiveTrading.IO.Polling;

namespace LiveTrading.IO.Tests.Epoll;

/// <summary><see cref="StressBehaviour"/> on epoll.</summary>
public sealed class EpollStressTests : StressBehaviour
{
    private protected override EventLoop CreateLoop() => EventLoops.Create(new EventLoopOptions { Backend = LoopBackend.Epoll });

    private protected override int HeldAfterClose() => ((PolledEventLoop)Loop).StreamCount;
}
