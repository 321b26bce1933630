using LiveTrading.Engine.Time;
using LiveTrading.Model;

namespace LiveTrading.Engine.Tests.Risk;

/// <summary>Virtual time: moves only when told to, wall and monotonic together unless stepped apart.</summary>
internal sealed class ManualClock : IEngineClock
{
    public UnixNanos Now { get; set; } = new(1_723_100_400_000_000_000);

    public long MonotonicNanos { get; set; } = 1_000_000_000;

    /// <summary>Sets the wall clock alone, as a person or a time service does.</summary>
    public void StepWall(TimeSpan span) => Now += span.Ticks * TimeSpan.NanosecondsPerTick;

    public void Advance(TimeSpan span)
    {
        long nanos = span.Ticks * TimeSpan.NanosecondsPerTick;
        Now += nanos;
        MonotonicNanos += nanos;
    }
}
