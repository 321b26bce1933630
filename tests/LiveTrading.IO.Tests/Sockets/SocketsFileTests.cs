namespace LiveTrading.IO.Tests.Sockets;

/// <summary><see cref="FileBehaviour"/> on the portable backend.</summary>
public sealed class SocketsFileTests : FileBehaviour
{
    private protected override EventLoop CreateLoop() => EventLoops.Create(new EventLoopOptions { Backend = LoopBackend.Sockets });
}
