namespace LiveTrading.IO.Tests.Sockets;

/// <summary><see cref="PostingBehaviour"/> on sockets.</summary>
public sealed class SocketsPostingTests : PostingBehaviour
{
    private protected override EventLoop CreateLoop() => EventLoops.Create(new EventLoopOptions { Backend = LoopBackend.Sockets });
}
