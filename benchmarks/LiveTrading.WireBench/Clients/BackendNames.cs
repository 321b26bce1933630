using LiveTrading.IO;

namespace LiveTrading.WireBench.Clients;

/// <summary>The words of the command line for backends and ways to wait.</summary>
internal static class BackendNames
{
    public static string Of(LoopWait wait) => wait switch
    {
        LoopWait.Spin => "spin",
        LoopWait.Hybrid => "hybrid",
        _ => "block",
    };

    public static LoopBackend Parse(string name) => name switch
    {
        "io_uring" => LoopBackend.IoUring,
        "epoll" => LoopBackend.Epoll,
        "sockets" => LoopBackend.Sockets,
        _ => LoopBackend.Auto,
    };
}
