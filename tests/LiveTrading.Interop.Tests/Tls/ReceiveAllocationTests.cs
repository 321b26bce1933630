using LiveTrading.Interop.Tests.Harness;
using LiveTrading.Interop.Tests.Servers;
using LiveTrading.IO;

namespace LiveTrading.Interop.Tests.Tls;

/// <summary>Receiving allocates nothing per message, from a server whose records are cut as it likes.</summary>
public sealed class ReceiveAllocationTests
{
    private const int WarmUp = 20_000;
    private const int Measured = 100_000;

    // More than Kestrel allocates meanwhile: a collection would count what was left of this thread's allocation context.
    private const long NoCollectionBytes = 100_000_000;

    [Theory]
    [InlineData(LoopBackend.IoUring, Transport.Tls12)]
    [InlineData(LoopBackend.IoUring, Transport.Tls13)]
    [InlineData(LoopBackend.Epoll, Transport.Tls12)]
    [InlineData(LoopBackend.Epoll, Transport.Tls13)]
    [InlineData(LoopBackend.Sockets, Transport.Tls12)]
    [InlineData(LoopBackend.Sockets, Transport.Tls13)]
    public void Hundred_thousand_messages_allocate_nothing_that_counts(LoopBackend backend, Transport transport)
    {
        using KestrelServer server = new();
        using Client client = new(backend, server.Address(transport, $"/steady?count={WarmUp + Measured}&bytes=300"), new() { AutoReconnect = false, ExtraRoots = server.Roots });
        int received = 0;
        long before = 0, after = 0;
        client.Message = payload =>
        {
            if (++received == WarmUp)
                before = GC.GetAllocatedBytesForCurrentThread();
            else if (received == WarmUp + Measured)
                after = GC.GetAllocatedBytesForCurrentThread();
        };

        Assert.True(GC.TryStartNoGCRegion(NoCollectionBytes));
        client.Connection.Connect();
        client.RunUntil(() => received == WarmUp + Measured || client.Ends.Count > 0, "all messages");
        GC.EndNoGCRegion();

        // Not one of them: what is left is the platform's own, once in a while.
        Assert.InRange(after - before, 0, 4096);
    }
}
