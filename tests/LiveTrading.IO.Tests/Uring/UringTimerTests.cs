namespace LiveTrading.IO.Tests.Uring;

/// <summary><see cref="TimerBehaviour"/> on io_uring.</summary>
public sealed class UringTimerTests : TimerBehaviour
{
    private protected override EventLoop CreateLoop() => UringLoops.Create();
}
