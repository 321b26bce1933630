using LiveTrading.IO;

namespace LiveTrading.Interop.Tests.Harness;

/// <summary>How a server is reached.</summary>
public static class Ways
{
    /// <summary>io_uring, epoll and sockets on Linux, sockets elsewhere, by each transport.</summary>
    public static TheoryData<LoopBackend, Transport> All
    {
        get
        {
            TheoryData<LoopBackend, Transport> ways = [];
            foreach (LoopBackend backend in OperatingSystem.IsLinux() ? [LoopBackend.IoUring, LoopBackend.Epoll, LoopBackend.Sockets] : new[] { LoopBackend.Sockets })
            {
                foreach (Transport transport in Enum.GetValues<Transport>())
                    ways.Add(backend, transport);
            }

            return ways;
        }
    }
}
