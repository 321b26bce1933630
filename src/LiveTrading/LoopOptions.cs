namespace LiveTrading;

/// <summary>How the event loop works.</summary>
public sealed class LoopOptions
{
    /// <summary><c>auto</c> (default), <c>epoll</c> (Linux) or <c>sockets</c> (everywhere).</summary>
    public string Backend { get; set; } = "auto";

    /// <summary><c>block</c> (default: sleeps when idle, under 1 % of a processor) or <c>spin</c> (never sleeps: lowest latency, one whole processor).</summary>
    public string Wait { get; set; } = "block";
}
