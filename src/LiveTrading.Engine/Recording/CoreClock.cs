using LiveTrading.Engine.Time;
using LiveTrading.Model;

namespace LiveTrading.Engine.Recording;

/// <summary>The core's time, as the tape tells it.</summary>
internal sealed class CoreClock(SessionTape tape) : IEngineClock
{
    public UnixNanos Now
    {
        get
        {
            tape.ReadClock();
            return new UnixNanos(tape.WallNanos);
        }
    }

    public long MonotonicNanos
    {
        get
        {
            tape.ReadClock();
            return tape.MonotonicNanos;
        }
    }
}
