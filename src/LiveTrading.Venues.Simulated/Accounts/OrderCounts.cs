namespace LiveTrading.Venues.Simulated.Accounts;

/// <summary>New orders in the present 10 seconds and day; windows are fixed and aligned to the clock.</summary>
internal sealed class OrderCounts
{
    private const long DayMs = 86_400_000;
    private long _window = -1;
    private long _day = -1;

    public int TenSeconds { get; private set; }

    public int Day { get; private set; }

    /// <summary>Forgets windows that have passed.</summary>
    public void Roll(long nowMs)
    {
        if (nowMs / 10_000 != _window)
        {
            _window = nowMs / 10_000;
            TenSeconds = 0;
        }

        if (nowMs / DayMs != _day)
        {
            _day = nowMs / DayMs;
            Day = 0;
        }
    }

    public void Add()
    {
        TenSeconds++;
        Day++;
    }

    /// <summary>An order's first execution frees its place: 1 for a taker, a maker's is worth 5.</summary>
    public void Relieve(int places)
    {
        TenSeconds = Math.Max(0, TenSeconds - places);
        Day = Math.Max(0, Day - places);
    }
}
