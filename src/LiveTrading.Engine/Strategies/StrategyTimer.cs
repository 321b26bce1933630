using LiveTrading.Engine.Time;

namespace LiveTrading.Engine.Strategies;

/// <summary>A timer of a strategy; fires <see cref="Strategy.OnTimer"/>. Made by <see cref="Strategy.StartTimer"/>; ends with the strategy.</summary>
public sealed class StrategyTimer
{
    private readonly IEngineTimer _timer;

    internal StrategyTimer(StrategyRunner runner, string name, IEngineTimers timers)
    {
        Name = name;
        _timer = timers.Create(_ => runner.OnTimer(this));
    }

    /// <summary>Given when it was started.</summary>
    public string Name { get; }

    /// <summary>True until the last firing or <see cref="Cancel"/>.</summary>
    public bool IsActive => _timer.IsActive;

    /// <summary>Periods without a firing of their own at the last firing.</summary>
    public long MissedTicks => _timer.MissedTicks;

    /// <summary>Stops it. Idempotent.</summary>
    public void Cancel() => _timer.Cancel();

    internal void Start(long dueNanos, long periodNanos) => _timer.Start(dueNanos, periodNanos);
}
