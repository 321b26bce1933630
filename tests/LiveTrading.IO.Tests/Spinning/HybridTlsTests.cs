namespace LiveTrading.IO.Tests.Spinning;

/// <summary><see cref="TlsBehaviour"/> spinning a moment before it sleeps.</summary>
public sealed class HybridTlsTests : TlsBehaviour
{
    private protected override EventLoop CreateLoop() => EventLoops.Create(new EventLoopOptions { Wait = LoopWait.Hybrid, SpinFor = TimeSpan.FromMilliseconds(1) });
}
