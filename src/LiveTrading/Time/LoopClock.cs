using LiveTrading.Engine.Time;
using LiveTrading.IO;
using LiveTrading.Model;

namespace LiveTrading.Time;

/// <summary>The core's clock: the event loop's time of the present turn.</summary>
internal sealed class LoopClock(EventLoop loop) : IEngineClock
{
    public UnixNanos Now => new(loop.WallNanos);

    public long MonotonicNanos => loop.MonotonicNanos;
}
