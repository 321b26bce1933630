namespace LiveTrading.IO.Tests.Epoll;

/// <summary><see cref="TimerBehaviour"/> on epoll.</summary>
public sealed class EpollTimerTests : TimerBehaviour
{
    private protected override EventLoop CreateLoop() => EventLoops.Create(new EventLoopOptions { Backend = LoopBackend.Epoll });
}
