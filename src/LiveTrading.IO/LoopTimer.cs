namespace LiveTrading.IO;

/// <summary>A timer of a loop. Monotonic and without drift: the next due time is the last due time plus the period. Starting, canceling and firing cost O(1) amortised and allocate nothing.</summary>
public abstract class LoopTimer
{
    /// <summary>What was given to <see cref="EventLoop.CreateTimer"/>.</summary>
    public object? State { get; protected init; }

    /// <summary>True between start and the last firing or cancel.</summary>
    public abstract bool IsActive { get; }

    /// <summary>Periods that passed without a firing of their own at the last firing, because the loop was late: they are coalesced into that one, never bunched.</summary>
    public abstract long MissedTicks { get; }

    /// <summary>Starts or restarts it.</summary>
    /// <param name="dueNanos">Nanoseconds from now (the present turn's time) to the first firing; 0 or more.</param>
    /// <param name="periodNanos">Nanoseconds between firings; 0: fires once.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public abstract void Start(long dueNanos, long periodNanos = 0);

    /// <summary>Stops it; a firing already due in this turn does not come any more. Idempotent.</summary>
    public abstract void Cancel();
}
