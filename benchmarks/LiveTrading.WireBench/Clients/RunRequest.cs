using LiveTrading.IO;

namespace LiveTrading.WireBench.Clients;

/// <summary>One run of a client: where to, how much, and how.</summary>
internal sealed record RunRequest
{
    /// <summary>Where each of the connections dials.</summary>
    public required string Url { get; init; }

    /// <summary>Counted over all connections; counting stops there, or earlier when the server ends.</summary>
    public required long Messages { get; init; }

    public int Connections { get; init; } = 1;

    public LoopWait Wait { get; init; } = LoopWait.Block;

    /// <summary>Of <see cref="LoopWait.Hybrid"/>, microseconds.</summary>
    public double SpinMicros { get; init; } = 50;

    /// <summary>Bytes of the text sent back for each message; −1: none is.</summary>
    public int ReplyBytes { get; init; } = -1;

    /// <summary>Messages begin with <c>{"t":</c> and the nanoseconds of the monotonic clock at which they were due: their one-way latency is taken.</summary>
    public bool Stamped { get; init; }

    /// <summary>PEM file of roots to trust beside the system's store.</summary>
    public string? CaFile { get; init; }

    /// <summary>How long the code runs against a server of this process before the measured connections dial; 0: not at all.</summary>
    public double WarmupSeconds { get; init; }

    /// <summary>Without a message for so long the run has failed.</summary>
    public double SilenceSeconds { get; init; } = 30;

    public bool Replies => ReplyBytes >= 0;

    public bool Tls => Url.StartsWith("wss:", StringComparison.OrdinalIgnoreCase);
}
