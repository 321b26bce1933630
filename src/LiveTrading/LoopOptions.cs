using LiveTrading.IO;

namespace LiveTrading;

/// <summary>How the event loop works.</summary>
public sealed class LoopOptions
{
    /// <summary><c>auto</c> (default: io_uring where the kernel allows it, else epoll on Linux, else sockets), <c>io_uring</c> (Linux 6.1 or later), <c>epoll</c> (Linux) or <c>sockets</c> (everywhere).</summary>
    public string Backend { get; set; } = "auto";

    /// <summary><c>block</c> (default: sleeps when idle, under 1 % of a processor), <c>spin</c> (never sleeps: lowest latency, one whole processor) or <c>hybrid</c> (spins for <see cref="SpinFor"/> after the last event, then sleeps).</summary>
    public string Wait { get; set; } = "block";

    /// <summary>How long <c>hybrid</c> spins after the last event: 1 µs to 10 s; default 50 µs.</summary>
    public TimeSpan SpinFor { get; set; } = TimeSpan.FromMicroseconds(50);

    internal EventLoopOptions ToEventLoopOptions() => new()
    {
        Backend = Backend switch { "io_uring" => LoopBackend.IoUring, "epoll" => LoopBackend.Epoll, "sockets" => LoopBackend.Sockets, _ => LoopBackend.Auto },
        Wait = Wait switch { "spin" => LoopWait.Spin, "hybrid" => LoopWait.Hybrid, _ => LoopWait.Block },
        SpinFor = SpinFor,
    };
}
