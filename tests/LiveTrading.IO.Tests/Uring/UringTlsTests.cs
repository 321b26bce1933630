namespace LiveTrading.IO.Tests.Uring;

/// <summary><see cref="TlsBehaviour"/> on io_uring.</summary>
public sealed class UringTlsTests : TlsBehaviour
{
    private protected override EventLoop CreateLoop() => UringLoops.Create();
}
