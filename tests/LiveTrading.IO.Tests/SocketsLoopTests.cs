namespace LiveTrading.IO.Tests;

/// <summary>The sockets backend.</summary>
public sealed class SocketsStreamTests : StreamBehaviour
{
    private protected override EventLoop CreateLoop() => EventLoops.Create(new EventLoopOptions { Backend = LoopBackend.Sockets });
}
