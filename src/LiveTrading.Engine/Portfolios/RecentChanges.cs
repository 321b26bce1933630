namespace LiveTrading.Engine.Portfolios;

/// <summary>
/// The latest changes of one balance that are known here, with the venue's time of each, so that a report can be compared with
/// what had happened when the venue made it. Ring of <see cref="Capacity"/>; the oldest are forgotten. Loop thread; O(1) to
/// add, O(<see cref="Capacity"/>) to ask; allocates once.
/// </summary>
internal sealed class RecentChanges
{
    /// <summary>Changes remembered. A report that misses more of them at once is not compared but waited for.</summary>
    public const int Capacity = 128;

    private readonly (long Time, decimal Amount)[] _ring = new (long, decimal)[Capacity];
    private int _count;
    private int _next;

    public void Add(decimal amount, long time)
    {
        _ring[_next] = (time, amount);
        _next = (_next + 1) % Capacity;
        if (_count < Capacity)
            _count++;
    }

    /// <summary>What changed after a moment of the venue.</summary>
    /// <returns>Null when more changed since than is remembered: it cannot be told.</returns>
    public decimal? Since(long moment)
    {
        decimal sum = 0m;
        for (int i = 0; i < _count; i++)
        {
            if (_ring[i].Time > moment)
                sum += _ring[i].Amount;
        }

        return _count == Capacity && OldestTime > moment ? null : sum;
    }

    /// <summary>
    /// True when a difference is nothing but changes that a report of that moment may lack: the newest ones later than it, and
    /// of those at the very same time some or all.
    /// </summary>
    public bool Explains(decimal difference, long moment)
    {
        for (int i = 1; i <= _count && difference != 0m; i++)
        {
            (long time, decimal amount) = _ring[(_next - i + Capacity) % Capacity];
            if (time >= moment)
                difference += amount;
        }

        return difference == 0m;
    }

    private long OldestTime => _ring[_next].Time;
}
