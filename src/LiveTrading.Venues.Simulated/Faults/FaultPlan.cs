namespace LiveTrading.Venues.Simulated.Faults;

/// <summary>Faults waiting to happen. Thread: the venue's loop.</summary>
internal sealed class FaultPlan(Func<long> monotonicNanos)
{
    /// <summary>Faults that may wait at a time.</summary>
    public const int MaxFaults = 1000;

    private readonly List<Waiting> _waiting = [];

    public int Count => _waiting.Count;

    /// <summary>Told when a fault happens.</summary>
    public Action<FaultKind>? Used { get; set; }

    /// <summary>Adds a fault; false when too many wait.</summary>
    public bool TryAdd(VenueFault fault)
    {
        if (_waiting.Count >= MaxFaults)
            return false;
        long until = fault.Duration > TimeSpan.Zero ? monotonicNanos() + (fault.Duration.Ticks * 100) : long.MaxValue;
        _waiting.Add(new Waiting(fault, until) { Left = fault.Count == 0 ? int.MaxValue : fault.Duration > TimeSpan.Zero && fault.Count == 1 ? int.MaxValue : fault.Count });
        return true;
    }

    public void Clear() => _waiting.Clear();

    /// <summary>Uses up one occurrence of the oldest fault of a kind.</summary>
    public bool TryUse(FaultKind kind, string? method, out VenueFault fault)
    {
        for (int i = 0; i < _waiting.Count; i++)
        {
            Waiting waiting = _waiting[i];
            if (waiting.UntilNanos <= monotonicNanos())
            {
                _waiting.RemoveAt(i--);
                continue;
            }

            if (waiting.Fault.Kind != kind || (waiting.Fault.Method is { } only && only != method))
                continue;
            fault = waiting.Fault;
            if (waiting.Left != int.MaxValue && --waiting.Left == 0)
                _waiting.RemoveAt(i);
            Used?.Invoke(kind);
            return true;
        }

        fault = null!;
        return false;
    }

    private sealed class Waiting(VenueFault fault, long untilNanos)
    {
        public VenueFault Fault { get; } = fault;

        public long UntilNanos { get; } = untilNanos;

        public int Left { get; set; }
    }
}
