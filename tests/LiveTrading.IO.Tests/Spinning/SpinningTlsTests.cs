namespace LiveTrading.IO.Tests.Spinning;

/// <summary><see cref="TlsBehaviour"/> without sleeping.</summary>
public sealed class SpinningTlsTests : TlsBehaviour
{
    private protected override EventLoop CreateLoop() => EventLoops.Create(new EventLoopOptions { Wait = LoopWait.Spin });
}
