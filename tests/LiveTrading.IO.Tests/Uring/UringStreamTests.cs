namespace LiveTrading.IO.Tests.Uring;

/// <summary><see cref="StreamBehaviour"/> on io_uring.</summary>
public sealed class UringStreamTests : StreamBehaviour
{
    private protected override EventLoop CreateLoop() => UringLoops.Create();
}
