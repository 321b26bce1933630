using LiveTrading.Engine.Time;

namespace LiveTrading.Engine.Recording;

/// <summary>A timer of the core, on the tape.</summary>
internal sealed class CoreTimer(SessionTape tape, Action<IEngineTimer> callback) : IEngineTimer
{
    private readonly int _number = tape.NextTimer();

    /// <summary>The real one; null in a replay.</summary>
    public IEngineTimer? Inner { get; set; }

    public bool IsActive { get; private set; }

    public long MissedTicks { get; private set; }

    public void Start(long dueNanos, long periodNanos = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(dueNanos);
        ArgumentOutOfRangeException.ThrowIfNegative(periodNanos);
        tape.Fields.Clear().Int32(_number).Int64(dueNanos).Int64(periodNanos);
        tape.Tell(RecordKind.TimerStart);
        IsActive = true;
        Inner?.Start(dueNanos, periodNanos);
    }

    public void Cancel()
    {
        if (!IsActive)
            return;
        tape.Fields.Clear().Int32(_number);
        tape.Tell(RecordKind.TimerCancel);
        IsActive = false;
        Inner?.Cancel();
    }

    /// <summary>The real timer fired.</summary>
    public void OnFired()
    {
        long missed = Inner!.MissedTicks;
        bool stillActive = Inner.IsActive;
        tape.Fields.Clear().Int32(_number).Int64(missed).Bool(stillActive);
        ((RecordingTape)tape).Input(RecordKind.Timer);
        Fire(missed, stillActive);
    }

    public void Fire(long missed, bool stillActive)
    {
        MissedTicks = missed;
        IsActive = stillActive;
        callback(this);
    }
}
