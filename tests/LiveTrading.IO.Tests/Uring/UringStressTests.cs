using LiveTrading.IO.Polling;
using LiveTrading.IO.Uring;

namespace LiveTrading.IO.Tests.Uring;

/// <summary><see cref="StressBehaviour"/> on io_uring.</summary>
public sealed class UringStressTests : StressBehaviour
{
    private protected override EventLoop CreateLoop() => UringLoops.Create();

    // The listener's poll is one; every block must be back with the kernel.
    private protected override int HeldAfterClose()
    {
        PolledEventLoop loop = (PolledEventLoop)Loop;
        UringPoller poller = (UringPoller)loop.Poller;
        return loop.StreamCount + Math.Max(0, poller.OwnersHeld - 1) + (ProvidedBuffers.Count - poller.FreeBlocks);
    }
}
