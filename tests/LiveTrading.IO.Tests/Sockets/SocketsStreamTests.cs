namespace LiveTrading.IO.Tests.Sockets;

/// <summary><see cref="StreamBehaviour"/> on sockets.</summary>
public sealed class SocketsStreamTests : StreamBehaviour
{
    private protected override EventLoop CreateLoop() => EventLoops.Create(new EventLoopOptions { Backend = LoopBackend.Sockets });
}
