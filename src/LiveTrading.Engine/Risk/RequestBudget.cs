using LiveTrading.Engine.Time;
using LiveTrading.Model;

namespace LiveTrading.Engine.Risk;

/// <summary>
/// A venue's request budget in fixed windows aligned to the clock (as Binance counts them: minutes start at :00), with a share
/// that only cancels and queries may use. Loop thread, O(1), no allocation. When it is used up the request is not taken:
/// nothing waits here.
/// </summary>
public sealed class RequestBudget
{
    /// <summary>Share kept for cancels and queries by default: 20 %.</summary>
    public const int DefaultReservePercent = 20;

    private readonly IEngineClock _clock;
    private readonly int _openLimit;
    private long _window;
    private long _used;
    private long _blockedUntil;

    /// <summary>An unused budget.</summary>
    /// <param name="clock">Wall time rules the windows.</param>
    /// <param name="limit">Weight allowed in one window; 1 or more.</param>
    /// <param name="windowNanos">Length of a window in nanoseconds, such as a minute; 1 ms or more.</param>
    /// <param name="reservePercent">Share kept for cancels and queries, 0 to 90; default 20.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
    public RequestBudget(IEngineClock clock, int limit, long windowNanos, int reservePercent = DefaultReservePercent)
    {
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(windowNanos, UnixNanos.PerMillisecond);
        ArgumentOutOfRangeException.ThrowIfLessThan(reservePercent, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(reservePercent, 90);
        _clock = clock;
        Limit = limit;
        WindowNanos = windowNanos;
        _openLimit = limit - (int)(((long)limit * reservePercent + 99) / 100);
    }

    /// <summary>Weight allowed in one window.</summary>
    public int Limit { get; }

    /// <summary>Length of a window, nanoseconds.</summary>
    public long WindowNanos { get; }

    /// <summary>The venue's clock less ours, nanoseconds: windows follow the venue's clock. Default 0.</summary>
    public long VenueClockOffsetNanos { get; set; }

    /// <summary>Weight used in the present window.</summary>
    public long Used
    {
        get
        {
            Advance();
            return _used;
        }
    }

    /// <summary>Requests that were not taken.</summary>
    public long RefusedCount { get; private set; }

    /// <summary>Takes weight for a request, or says that there is none left.</summary>
    /// <param name="weight">What the venue charges; 0 or more.</param>
    /// <param name="isReserved">True for cancels and queries: they may use the reserve. Not after the venue told us to wait: that holds for all.</param>
    /// <returns>False: the request must not be sent.</returns>
    public bool TryTake(int weight, bool isReserved)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(weight);
        long now = Advance();
        if (now < _blockedUntil || _used + weight > (isReserved ? Limit : _openLimit))
        {
            RefusedCount++;
            return false;
        }

        _used += weight;
        return true;
    }

    /// <summary>Gives weight back: the request is known to be unsent. Weight of a window that has passed is not given back.</summary>
    public void Return(int weight)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(weight);
        Advance();
        _used = Math.Max(0, _used - weight);
    }

    /// <summary>Takes over what the venue says is used in the present window. Others on the same address may use it too; what we sent and it has not counted yet stays counted.</summary>
    public void OnVenueUsage(long used)
    {
        Advance();
        _used = Math.Max(_used, Math.Min(used, int.MaxValue));
    }

    /// <summary>The venue told us to wait (429, 418 with Retry-After): nothing is taken until then. A shorter wait does not shorten a longer one.</summary>
    /// <param name="waitNanos">Nanoseconds from now; 0 or more.</param>
    public void OnRetryAfter(long waitNanos)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(waitNanos);
        long now = Advance();
        _blockedUntil = Math.Max(_blockedUntil, waitNanos > long.MaxValue - now ? long.MaxValue : now + waitNanos);
    }

    // A clock that was set back gives no new window: what was used stays used.
    private long Advance()
    {
        long now = _clock.MonotonicNanos;
        long window = (_clock.Now.Value + VenueClockOffsetNanos) / WindowNanos;
        if (window > _window)
            _used = 0;
        _window = window;
        return now;
    }
}
