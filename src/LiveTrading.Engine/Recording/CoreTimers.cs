using LiveTrading.Engine.Time;

namespace LiveTrading.Engine.Recording;

/// <summary>The core's timers: numbered in the order of making, started and stopped on the tape.</summary>
/// <param name="tape">The tape.</param>
/// <param name="inner">The real ones; null in a replay.</param>
internal sealed class CoreTimers(SessionTape tape, IEngineTimers? inner) : IEngineTimers
{
    public IEngineTimer Create(Action<IEngineTimer> callback)
    {
        var timer = new CoreTimer(tape, callback);
        timer.Inner = inner?.Create(_ => timer.OnFired());
        tape.Add(timer);
        return timer;
    }
}
