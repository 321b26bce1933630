namespace LiveTrading.Engine.Time;

/// <summary>A timer: monotonic, no drift, late firings coalesced and counted.</summary>
public interface IEngineTimer
{
    /// <summary>True between start and the last firing or cancel.</summary>
    bool IsActive { get; }

    /// <summary>Periods without a firing of their own at the last firing.</summary>
    long MissedTicks { get; }

    /// <summary>Starts or restarts it.</summary>
    /// <param name="dueNanos">Nanoseconds from now to the first firing, 0 or more.</param>
    /// <param name="periodNanos">Nanoseconds between firings; 0: once.</param>
    void Start(long dueNanos, long periodNanos = 0);

    /// <summary>Stops it. Idempotent.</summary>
    void Cancel();
}
