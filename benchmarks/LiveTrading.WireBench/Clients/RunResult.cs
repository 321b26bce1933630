using System.Text.Json;
using LiveTrading.WireBench.Measuring;

namespace LiveTrading.WireBench.Clients;

/// <summary>What a run measured, from the first message to the last.</summary>
internal sealed record RunResult
{
    /// <summary>io_uring, epoll, sockets, or the name of another client.</summary>
    public required string Backend { get; init; }

    public required string Wait { get; init; }

    public required int Connections { get; init; }

    public required long Messages { get; init; }

    /// <summary>Payloads.</summary>
    public long Bytes { get; init; }

    public double Seconds { get; init; }

    /// <summary>Processor time of the loop's thread; of the whole process where a client has no such thread.</summary>
    public double CpuSeconds { get; init; }

    public double ProcessCpuSeconds { get; init; }

    /// <summary>By the loop's thread; by the whole process where a client has no such thread. −1: not known.</summary>
    public long AllocatedBytes { get; init; } = -1;

    /// <summary>To wait, receive and send; −1: not known.</summary>
    public long SystemCalls { get; init; } = -1;

    /// <summary>Received before the measured connections dialled.</summary>
    public long WarmupMessages { get; init; }

    /// <summary>True when the server ended before all messages had come.</summary>
    public bool EndedEarly { get; init; }

    /// <summary>One-way latency as the client saw it, or the round trip as the server did.</summary>
    public LatencyFigures? Latency { get; init; }

    /// <summary>What the server said with its last message, where it said something.</summary>
    public JsonElement? Server { get; init; }

    public double MessagesPerSecond => Seconds > 0 ? Messages / Seconds : 0;

    public double CpuMicrosPerMessage => Messages > 0 ? CpuSeconds * 1e6 / Messages : 0;

    public double ProcessCpuMicrosPerMessage => Messages > 0 ? ProcessCpuSeconds * 1e6 / Messages : 0;

    public double? AllocatedBytesPerMessage => AllocatedBytes < 0 ? null : Messages > 0 ? (double)AllocatedBytes / Messages : 0;

    public double? SystemCallsPerMessage => SystemCalls < 0 ? null : Messages > 0 ? (double)SystemCalls / Messages : 0;

    /// <summary>Share of one processor, 0 to 1.</summary>
    public double CpuShare => Seconds > 0 ? CpuSeconds / Seconds : 0;
}
