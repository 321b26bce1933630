using LiveTrading.IO.Polling;

namespace LiveTrading.IO.Tests.Sockets;

/// <summary><see cref="LifetimeBehaviour"/> on sockets.</summary>
public sealed class SocketsLifetimeTests : LifetimeBehaviour
{
    private protected override EventLoop CreateLoop() => EventLoops.Create(new EventLoopOptions { Backend = LoopBackend.Sockets });

    private protected override int OpenStreams() => ((PolledEventLoop)Loop).StreamCount;
}
