namespace LiveTrading.Simulation.Running;

/// <summary>What a run does at which moment; of the same moment, what was entered first.</summary>
internal sealed class Agenda
{
    private readonly PriorityQueue<Action, (long Due, long Number)> _entries = new();
    private long _number;

    /// <summary>When the next entry is due; <see cref="long.MaxValue"/>: none is left.</summary>
    public long NextDue => _entries.TryPeek(out _, out (long Due, long Number) first) ? first.Due : long.MaxValue;

    public void Add(long dueNanos, Action action) => _entries.Enqueue(action, (dueNanos, _number++));

    public Action Take() => _entries.Dequeue();

    public void Clear() => _entries.Clear();
}
