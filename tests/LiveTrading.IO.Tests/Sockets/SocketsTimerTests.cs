namespace LiveTrading.IO.Tests.Sockets;

/// <summary><see cref="TimerBehaviour"/> on sockets.</summary>
public sealed class SocketsTimerTests : TimerBehaviour
{
    private protected override EventLoop CreateLoop() => EventLoops.Create(new EventLoopOptions { Backend = LoopBackend.Sockets });
}
