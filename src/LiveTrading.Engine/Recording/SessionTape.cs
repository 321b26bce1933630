namespace LiveTrading.Engine.Recording;

/// <summary>
/// What goes over the boundary of the deciding core, in order: inputs, what the core read, outputs. Two kinds: one writes it
/// down while the session runs, the other plays it back and compares. Loop thread only.
/// </summary>
public abstract class SessionTape
{
    private int _readings;
    private int _timers;

    private protected SessionTape()
    {
    }

    /// <summary>Records so far.</summary>
    public long Records { get; private protected set; }

    /// <summary>Monotonic time as the core knows it.</summary>
    public long MonotonicNanos { get; private protected set; }

    /// <summary>Wall time as the core knows it.</summary>
    public long WallNanos { get; private protected set; }

    /// <summary>True while it plays back.</summary>
    public abstract bool IsReplay { get; }

    /// <summary>Fields of the record that is being made.</summary>
    internal FieldBuffer Fields { get; } = new();

    /// <summary>The core asks for the time: <see cref="MonotonicNanos"/> and <see cref="WallNanos"/> hold it afterwards.</summary>
    internal abstract void ReadClock();

    /// <summary>The core reads a property of a port that may change; its number is of <see cref="NextReading"/>.</summary>
    /// <param name="reading">Which.</param>
    /// <param name="actual">Its value; ignored in a replay.</param>
    /// <returns>The value that the core gets.</returns>
    internal abstract long Read(int reading, long actual);

    /// <summary>The core does what the fields say.</summary>
    internal abstract void Tell(RecordKind output);

    /// <summary>A call of the core into a port, made with <see cref="Tell"/>, ends: inputs may have come during it.</summary>
    /// <param name="actual">What the port answered; ignored in a replay.</param>
    /// <returns>The answer that the core gets.</returns>
    internal abstract long Return(long actual);

    /// <summary>What was not an output and is known at the moment of recording: the fields are kept, or replaced by those kept.</summary>
    /// <returns>The payload, valid until the next record.</returns>
    internal abstract ReadOnlySpan<byte> Keep(RecordKind kind);

    internal virtual void Add(CoreTimer timer)
    {
    }

    internal int NextReading() => _readings++;

    internal int NextTimer() => _timers++;
}
