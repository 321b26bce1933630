using LiveTrading.Model;

namespace LiveTrading.Engine.Time;

/// <summary>Time as an input of the core: fixed during one dispatch.</summary>
public interface IEngineClock
{
    /// <summary>Wall time of the present dispatch, UTC. Rules server time, signatures, order events; may step.</summary>
    UnixNanos Now { get; }

    /// <summary>Monotonic nanoseconds of the present dispatch. Rules time-outs and intervals; never goes back.</summary>
    long MonotonicNanos { get; }
}
