using LiveTrading.Engine.Bus;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Time;

namespace LiveTrading.Lifecycle;

/// <summary>The clock-driven mode: publishes <see cref="TickEvent"/> on <see cref="SystemTopics.Tick"/> without drift; late ticks are counted, not bunched.</summary>
internal sealed class TickSource
{
    private readonly Publisher<TickEvent> _publisher;
    private readonly IEngineClock _clock;
    private readonly IEngineTimer _timer;
    private long _number;

    public TickSource(MessageBus bus, IEngineClock clock, IEngineTimers timers)
    {
        _publisher = bus.GetPublisher<TickEvent>(SystemTopics.Tick);
        _clock = clock;
        _timer = timers.Create(OnTimer);
    }

    /// <summary>Starts, changes or (null) stops the ticks.</summary>
    public void SetInterval(TimeSpan? interval)
    {
        _timer.Cancel();
        if (interval is TimeSpan value)
            _timer.Start(value.Ticks * 100, value.Ticks * 100);
    }

    private void OnTimer(IEngineTimer timer)
    {
        _number += 1 + timer.MissedTicks;
        _publisher.Publish(new TickEvent(_clock.Now, _number, timer.MissedTicks));
    }
}
