namespace LiveTrading.IO.Timers;

/// <summary>A timer of a <see cref="TimerWheel"/>: at any time in no place, in one slot's list, or in the heap of what is due soon.</summary>
internal sealed class WheelTimer : LoopTimer
{
    internal const int Nowhere = -1;

    internal readonly TimerWheel Wheel;
    internal readonly Action<LoopTimer> Callback;
    internal long Due;
    internal long Period;
    internal long Sequence;
    internal long Missed;

    // Slot number while in the wheel, else Nowhere.
    internal int Slot = Nowhere;
    internal WheelTimer? Previous;
    internal WheelTimer? Next;

    // Position while in the heap, else Nowhere.
    internal int HeapIndex = Nowhere;

    internal WheelTimer(TimerWheel wheel, Action<LoopTimer> callback, object? state)
    {
        Wheel = wheel;
        Callback = callback;
        State = state;
    }

    public override bool IsActive => Slot != Nowhere || HeapIndex != Nowhere;

    public override long MissedTicks => Missed;

    public override void Start(long dueNanos, long periodNanos = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(dueNanos);
        ArgumentOutOfRangeException.ThrowIfNegative(periodNanos);
        Wheel.Start(this, dueNanos, periodNanos);
    }

    public override void Cancel() => Wheel.Cancel(this);
}
