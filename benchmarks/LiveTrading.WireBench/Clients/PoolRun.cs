using System.Text.Json;
using LiveTrading.WireBench.Measuring;

namespace LiveTrading.WireBench.Clients;

/// <summary>Counts for clients whose messages come on threads of the pool; processor time and allocations are those of the process.</summary>
internal sealed class PoolRun(string name, RunRequest request)
{
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long[] _latencies = request.Stamped ? new long[request.Messages] : [];
    private long _counted;
    private long _bytes;
    private long _beginNanos;
    private long _endNanos;
    private long _beginAllocated;
    private long _endAllocated;
    private TimeSpan _beginTime;
    private TimeSpan _endTime;
    private byte[]? _lastWord;
    private bool _early;

    public bool IsOver => _over.Task.IsCompleted;

    public long Counted => Interlocked.Read(ref _counted);

    public Task Over => _over.Task;

    /// <summary>Counts a message.</summary>
    /// <returns>True when it is to be answered.</returns>
    public bool OnMessage(ReadOnlySpan<byte> message)
    {
        if (IsOver || (request.Stamped && ServerReport.IsOne(message)))
        {
            if (ServerReport.IsOne(message))
                _lastWord = message.ToArray();
            return false;
        }

        long number = Interlocked.Increment(ref _counted);
        if (number == 1)
            Begin();
        if (number > request.Messages)
            return false;
        Interlocked.Add(ref _bytes, message.Length);
        if (request.Stamped)
        {
            WireBenchException.Require(MessageStamp.TryRead(message, out long due), "a message carries no time: --stamped needs messages that begin with {\"t\": and nineteen digits.");
            _latencies[number - 1] = MonotonicClock.Nanos() - due;
        }

        if (number == request.Messages)
            End();
        return request.Replies;
    }

    /// <summary>The server has closed.</summary>
    public void OnServerEnded()
    {
        if (IsOver)
            return;
        _early = true;
        if (Counted == 0)
            Begin();
        End();
    }

    public RunResult Result()
    {
        long counted = Math.Min(Counted, request.Messages);
        double processor = (_endTime - _beginTime).TotalSeconds;
        JsonElement? server = _lastWord is null ? null : ServerReport.Parse(_lastWord);
        return new RunResult
        {
            Backend = name,
            Wait = "thread pool",
            Connections = request.Connections,
            Messages = counted,
            Bytes = _bytes,
            Seconds = (_endNanos - _beginNanos) / 1e9,
            CpuSeconds = processor,
            ProcessCpuSeconds = processor,
            AllocatedBytes = _endAllocated - _beginAllocated,
            EndedEarly = _early,
            Latency = request.Stamped ? LatencyFigures.Of(_latencies.AsSpan(0, (int)counted)) : LatencyFigures.FromServer(server),
            Server = server,
        };
    }

    private void Begin()
    {
        _beginAllocated = GC.GetTotalAllocatedBytes();
        _beginTime = Environment.CpuUsage.TotalTime;
        _beginNanos = MonotonicClock.Nanos();
    }

    private void End()
    {
        _endNanos = MonotonicClock.Nanos();
        _endTime = Environment.CpuUsage.TotalTime;
        _endAllocated = GC.GetTotalAllocatedBytes();
        _over.TrySetResult();
    }
}
