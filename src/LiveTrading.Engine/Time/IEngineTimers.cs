namespace LiveTrading.Engine.Time;

/// <summary>Makes timers for the core; their firings are inputs like any other.</summary>
public interface IEngineTimers
{
    /// <summary>A timer, not started.</summary>
    IEngineTimer Create(Action<IEngineTimer> callback);
}
