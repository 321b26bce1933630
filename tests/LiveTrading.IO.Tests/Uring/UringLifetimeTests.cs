using LiveTrading.IO.Polling;

namespace LiveTrading.IO.Tests.Uring;

/// <summary><see cref="LifetimeBehaviour"/> on io_uring.</summary>
public sealed class UringLifetimeTests : LifetimeBehaviour
{
    private protected override EventLoop CreateLoop() => UringLoops.Create();

    private protected override int OpenStreams() => ((PolledEventLoop)Loop).StreamCount;
}
