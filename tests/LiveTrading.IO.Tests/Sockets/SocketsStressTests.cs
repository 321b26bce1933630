using LiveTrading.IO.Polling;

namespace LiveTrading.IO.Tests.Sockets;

/// <summary><see cref="StressBehaviour"/> on sockets.</summary>
public sealed class SocketsStressTests : StressBehaviour
{
    private protected override EventLoop CreateLoop() => EventLoops.Create(new EventLoopOptions { Backend = LoopBackend.Sockets });

    private protected override int HeldAfterClose() => ((PolledEventLoop)Loop).StreamCount;
}
