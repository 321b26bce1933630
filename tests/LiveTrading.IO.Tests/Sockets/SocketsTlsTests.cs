namespace LiveTrading.IO.Tests.Sockets;

/// <summary><see cref="TlsBehaviour"/> on sockets.</summary>
public sealed class SocketsTlsTests : TlsBehaviour
{
    private protected override EventLoop CreateLoop() => EventLoops.Create(new EventLoopOptions { Backend = LoopBackend.Sockets });
}
