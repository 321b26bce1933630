using LiveTrading.Engine.Time;
using LiveTrading.Model;

namespace LiveTrading.Benchmarks.Harness;

/// <summary>Time that stands until it is moved.</summary>
internal sealed class ManualClock : IEngineClock
{
    public UnixNanos Now { get; set; } = new(1_723_161_300_000_000_000);

    public long MonotonicNanos { get; set; } = 1_000_000_000;

    public void Advance(long nanos)
    {
        Now = new UnixNanos(Now.Value + nanos);
        MonotonicNanos += nanos;
    }
}
