using LiveTrading.IO;

namespace LiveTrading.Venues.Binance.Replacing;

/// <summary>
/// When a standing connection may be replaced by a new one, and how long that may take. Loop thread. Whatever asks, one
/// replacement begins per <see cref="GapNanos"/>, so a venue that announces its end on every new connection is not hammered;
/// one that is not ready within <see cref="TimeoutNanos"/> is given up and tried again after the gap, while the old
/// connection goes on until the venue ends it.
/// </summary>
internal sealed class ReplacementPlan
{
    /// <summary>From the dial to the new connection being ready to take over.</summary>
    public const long TimeoutNanos = 20_000_000_000;

    /// <summary>From the beginning of one replacement to that of the next.</summary>
    public const long GapNanos = 60_000_000_000;

    private readonly EventLoop _loop;
    private readonly Action _begin;
    private readonly Action _giveUp;
    private readonly LoopTimer _timer;
    private long _notBefore = long.MinValue;
    private bool _isWantedAgain;

    /// <summary>Makes one.</summary>
    /// <param name="loop">Its timers.</param>
    /// <param name="begin">A replacement may begin.</param>
    /// <param name="giveUp">It took too long: the new connection is to be dropped, and <see cref="Failed"/> called.</param>
    public ReplacementPlan(EventLoop loop, Action begin, Action giveUp)
    {
        _loop = loop;
        _begin = begin;
        _giveUp = giveUp;
        _timer = loop.CreateTimer(static t => ((ReplacementPlan)t.State!).OnTimer(), this);
    }

    /// <summary>A new connection is on its way.</summary>
    public bool IsUnderWay { get; private set; }

    /// <summary>The standing connection should be replaced: now, or when the gap is over.</summary>
    public void Request()
    {
        if (IsUnderWay || _timer.IsActive)
            return;
        long wait = _notBefore - _loop.MonotonicNanos;
        if (_notBefore == long.MinValue || wait <= 0)
            Begin();
        else
            _timer.Start(wait);
    }

    /// <summary>The new connection, which has not taken over yet, should itself be replaced.</summary>
    public void RequestAgain() => _isWantedAgain = IsUnderWay;

    /// <summary>The new connection took over.</summary>
    public void Done()
    {
        bool again = _isWantedAgain;
        Cancel();
        if (again)
            Request();
    }

    /// <summary>It came to nothing: another try after the gap.</summary>
    public void Failed()
    {
        if (!IsUnderWay)
            return;
        Cancel();
        Request();
    }

    /// <summary>The old connection is gone, or wanted no more.</summary>
    public void Cancel()
    {
        IsUnderWay = _isWantedAgain = false;
        _timer.Cancel();
    }

    private void OnTimer()
    {
        if (IsUnderWay)
            _giveUp();
        else
            Begin();
    }

    private void Begin()
    {
        _notBefore = _loop.MonotonicNanos + GapNanos;
        IsUnderWay = true;
        _timer.Start(TimeoutNanos);
        _begin();
    }
}
